"""Query texts that are refused before anything is looked up, each with its reason, and those that only just pass."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cms.api.limits import DEPTH, TOKENS
from tests.api.test_http import GRAPHQL_JSON, post

pytestmark = pytest.mark.usefixtures("site")


def errors_of(client: Client, query: str, **more: Any) -> list[dict[str, Any]]:
    response = post(client, {"query": query, **more}, accept=GRAPHQL_JSON)
    assert response.status_code == 400
    answer = response.json()
    assert "data" not in answer
    return list(answer["errors"])


def test_a_syntax_error_is_named(client: Client) -> None:
    (error,) = errors_of(client, "{ organization {")
    assert error["message"] == "Syntax Error: Expected Name, found <EOF>."
    assert error["extensions"] == {"code": "GRAPHQL_PARSE_FAILED"}


def test_an_unknown_field_is_named(client: Client) -> None:
    (error,) = errors_of(client, "{ organization { owner } }")
    assert error["message"] == 'Cannot query field "owner" on type "Organization".'
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}


def test_a_fragment_that_spreads_itself_is_refused(client: Client) -> None:
    query = "{ organization { ...A } } fragment A on Organization { name ...A }"
    assert [error["extensions"]["code"] for error in errors_of(client, query)] == ["GRAPHQL_VALIDATION_FAILED"]


def test_a_deep_query_is_refused(client: Client) -> None:
    depth = DEPTH + 1
    query = 'query { page(path: "/") { ' + "parent { " * (depth - 2) + "id" + " }" * (depth - 2) + " } }"
    assert errors_of(client, query) == [
        {
            "message": f"The query is nested {depth} fields deep; at most {DEPTH} are allowed. "
            "Ask for what lies deeper in a request of its own.",
            "extensions": {"code": "QUERY_TOO_COMPLEX"},
        }
    ]


def test_a_query_as_deep_as_allowed_is_answered(client: Client) -> None:
    query = 'query { page(path: "/") { ' + "parent { " * (DEPTH - 2) + "id" + " }" * (DEPTH - 2) + " } }"
    assert post(client, {"query": query}).json() == {"data": {"page": {"parent": None}}}


def test_a_query_of_many_tokens_is_refused(client: Client) -> None:
    (error,) = errors_of(client, "{" + " a" * TOKENS + " }")
    assert (
        error["message"]
        == f"The query has more than {TOKENS:,} tokens. Select fewer fields, or ask in several requests."
    )
    assert error["extensions"] == {"code": "QUERY_TOO_COMPLEX"}


def test_nesting_beyond_the_parser_is_refused(client: Client) -> None:
    (error,) = errors_of(client, "{a" * 450 + "}" * 450)
    assert (
        error["message"]
        == "The query is nested too deeply to be read: at most 12 fields deep are allowed. Write it flatter."
    )
    assert error["extensions"] == {"code": "QUERY_TOO_COMPLEX"}


def too_many(what: str) -> list[dict[str, Any]]:
    message = (
        f"The query has more than 60 {what}; those of a fragment count wherever it is spread. Ask in several requests."
    )
    return [{"message": message, "extensions": {"code": "QUERY_TOO_COMPLEX"}}]


def chain(levels: int, width: int, field: str) -> str:
    """A query of fragments, each of which spreads the next one under ``width`` aliases."""
    fragments = [
        f"fragment F{level} on LocationPage {{ "
        + " ".join(f"a{level}_{n}: {field.replace('NEXT', f'...F{level + 1}')}" for n in range(width))
        + " }"
        for level in range(levels)
    ]
    last = f"fragment F{levels} on LocationPage {{ title }}"
    return " ".join(["{ locations { nodes { ...F0 } } }", *fragments, last])


def twenty_each(*names: str) -> str:
    """A query with twenty aliases at each level, the next level below the last of them."""
    inner = "title"
    for name in reversed(names):
        inner = " ".join(f"a{n}: {name} {{ title }}" for n in range(19)) + f" a19: {name} {{ {inner} }}"
    return f"{{ treatments {{ nodes {{ {inner} }} }} }}"


@pytest.mark.parametrize(
    "query",
    [
        "{ organization { " + " ".join(f"a{n}: name" for n in range(61)) + " } }",
        "{ "
        + " ".join(f"o{n}: organization {{ ...O }}" for n in range(2))
        + " } fragment O on Organization { "
        + " ".join(f"a{n}: name" for n in range(30))
        + " }",
        twenty_each("locations", "treatments", "locations", "treatments"),
        chain(5, 10, "medicalDirector { locations { NEXT } }"),
        chain(60, 2, "medicalDirector { locations { NEXT } }"),
    ],
)
def test_a_query_of_many_aliases_is_refused(client: Client, query: str) -> None:
    assert errors_of(client, query) == too_many("aliases")


@pytest.mark.parametrize(
    "query",
    [
        "{" + " __typename" * 1_900 + " }",
        "{" + " organization { name }" * 61 + " }",
        "{" + " ...Q" * 7 + " } fragment Q on Query {" + " organization { name }" * 9 + " }",
        "{" + " ... { __typename }" * 61 + " }",
        "{" + " nothing" * 61 + " }",
    ],
)
def test_a_query_of_many_root_fields_is_refused(client: Client, query: str) -> None:
    assert errors_of(client, query) == too_many("root fields")


def test_as_many_aliases_and_root_fields_as_allowed_are_answered(client: Client) -> None:
    names = [f"a{n}" for n in range(60)]
    query = "{ " + " ".join(f"{name}: __typename" for name in names) + " }"
    assert post(client, {"query": query}).json() == {"data": dict.fromkeys(names, "Query")}


def test_more_fields_than_can_be_compared_are_refused(client: Client) -> None:
    assert errors_of(client, "{ organization {" + " name" * 1_900 + " } }") == [
        {
            "message": "The query selects too many fields side by side: more than 25,000 comparisons would be needed "
            "to tell whether they agree. Select each field once.",
            "extensions": {"code": "QUERY_TOO_COMPLEX"},
        }
    ]


def test_a_long_chain_of_fragments_is_refused(client: Client) -> None:
    links = " ".join(f"fragment F{n} on Organization {{ ...F{n + 1} }}" for n in range(240))
    query = f"{{ organization {{ ...F0 }} }} {links} fragment F240 on Organization {{ name }}"
    assert [error["extensions"] for error in errors_of(client, query)] == [{"code": "QUERY_TOO_COMPLEX"}]


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        (
            "query A { organization { name } }",
            "B",
            'There is no operation named "B": `operationName` must name one of them.',
        ),
        (
            "query A { organization { name } } query B { organization { name } }",
            None,
            "The document holds several operations: `operationName` must name one of them.",
        ),
    ],
)
def test_the_operation_must_be_named_rightly(client: Client, query: str, name: str | None, message: str) -> None:
    assert errors_of(client, query, operationName=name) == [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]


def test_there_are_no_mutations(client: Client) -> None:
    (error,) = errors_of(client, "mutation { delete }")
    assert error == {
        "message": "Only queries are served: the API is read only.",
        "extensions": {"code": "BAD_REQUEST"},
    }


def test_a_wrong_variable_is_named(client: Client) -> None:
    (error,) = errors_of(
        client, "query ($first: Int) { treatments(first: $first) { totalCount } }", variables={"first": "x"}
    )
    assert error["message"] == 'Variable "$first" got invalid value "x"; Int cannot represent non-integer value: "x"'
    assert error["extensions"] == {"code": "BAD_REQUEST"}


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "a\udfff"])
@pytest.mark.parametrize(
    "query",
    [
        "query ($text: String!) { route(path: $text) { path } }",
        "query ($text: String!) { page(path: $text) { id } }",
        "query ($text: String!) { treatment(slug: $text) { id } }",
        "query ($text: String!) { navigation(handle: $text) { label } }",
        "query ($text: String!) { organization(site: $text) { name } }",
    ],
)
def test_text_that_no_database_takes_is_refused(client: Client, query: str, text: str) -> None:
    response = post(client, {"query": query, "variables": {"text": text}})
    (error,) = response.json()["errors"]
    assert response.status_code in {200, 400}
    assert error["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("page_id", ["0", "-1", "x", "1e3", "9" * 30, "", "²"])
def test_an_id_that_is_none_finds_nothing(client: Client, page_id: str) -> None:
    query = "query ($id: ID!) { page(id: $id) { title } }"
    assert post(client, {"query": query, "variables": {"id": page_id}}).json() == {"data": {"page": None}}


def test_page_takes_exactly_one_of_path_and_id(client: Client) -> None:
    for arguments in ('path: "/", id: "1"', "site: null"):
        (error,) = post(client, {"query": f"{{ page({arguments}) {{ id }} }}"}).json()["errors"]
        assert error["message"] == "`page` takes exactly one of `path` and `id`."
        assert error["extensions"] == {"code": "BAD_REQUEST"}
