"""The endpoint's manners: methods, media types, refusals, masking, and no cookie ever."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from graphql import GraphQLResolveInfo

from cms.api import roots
from cms.api.limits import BODY_BYTES, DEPTH, TOKENS
from tests.factories import SmallSite

GRAPHQL_JSON = "application/graphql-response+json"
NO_QUERY = "`query` must hold the text of a query, such as `{ organization { name } }`"
QUERY = "{ organization { name } }"
NAME = {"data": {"organization": {"name": "Larkfield"}}}


@pytest.fixture(autouse=True)
def named(site: SmallSite) -> None:
    from pages.models import Organization

    Organization.objects.update_or_create(site=site.site, defaults={"name": "Larkfield"})


def post(client: Client, body: Any, content_type: str = "application/json", **headers: str) -> Any:
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.generic("POST", "/graphql/", data, content_type=content_type, headers=headers)


def refused(response: Any, status: int, message: str, code: str = "BAD_REQUEST") -> None:
    assert response.status_code == status
    assert response.json() == {"errors": [{"message": message, "extensions": {"code": code}}]}


@pytest.mark.parametrize("path", ["/graphql/", "/graphql"])
def test_get_and_post_answer_alike_and_set_no_cookie(client: Client, path: str) -> None:
    answers = [
        client.get(path, {"query": QUERY}),
        client.post(path, {"query": QUERY}, content_type="application/json"),
    ]
    for response in answers:
        assert response.status_code == 200
        assert response.json() == NAME
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Vary"] == "Accept, Accept-Encoding"
        assert response.headers["Cache-Control"] == "public, no-cache"
        assert not response.cookies


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}, application/json;q=0.9", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.5, application/json", "application/json"),
        ("application/json; charset=utf-8", "application/json"),
        ('application/json;charset="UTF-8"', "application/json"),
        (f"{GRAPHQL_JSON}; charset=utf-8", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}; charset=utf-8, application/json; charset=utf-8", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}; charset=utf-8, application/json; q=0.9", GRAPHQL_JSON),
        (f"application/json; charset=utf-8, {GRAPHQL_JSON}; charset=utf-8; q=0.9", "application/json"),
        (f"{GRAPHQL_JSON}, application/json; charset=utf-8", GRAPHQL_JSON),
        (f"*/*, {GRAPHQL_JSON}", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0, */*;q=0.1", "application/json"),
        (f"application/json;q=0, application/*, {GRAPHQL_JSON};charset=latin-1", GRAPHQL_JSON),
    ],
)
def test_the_answer_comes_in_the_media_type_that_is_preferred(client: Client, accept: str, answered: str) -> None:
    response = post(client, {"query": QUERY}, accept=accept)
    assert response.headers["Content-Type"] == f"{answered}; charset=utf-8"
    assert response.json() == NAME


@pytest.mark.parametrize("accept", ["text/html", "application/json; charset=latin-1", "application/json; q=0"])
def test_a_client_that_takes_neither_media_type_is_refused(client: Client, accept: str) -> None:
    message = f"The answer comes as {GRAPHQL_JSON} or application/json; `Accept` allows neither. Name one of them."
    refused(post(client, {"query": QUERY}, accept=accept), 406, message)


def test_a_browser_may_ask_from_any_site(client: Client) -> None:
    response = client.options("/graphql/", headers={"origin": "https://elsewhere.example"})
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, POST, OPTIONS"
    assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    response = client.generic(method, "/graphql/", "{}", content_type="application/json")
    refused(response, 405, f'The method is "{method}". The endpoint takes GET and POST: ask with one of them.')
    assert response.headers["Allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "The request body is not valid JSON in UTF-8: see line 1, column 2."),
        (b"\xff\xfe", "The request body is not valid JSON in UTF-8: see line 1, column 1."),
        (b"[" * 50_000, "The request body is not valid JSON in UTF-8: see line 1, column 1,026."),
        (
            b'[{"query": "{ __typename }"}]',
            "The request body must be one JSON object; it is an array. Batches are not served.",
        ),
        (b"5", "The request body must be one JSON object; it is a number. Batches are not served."),
        (b"{}", f"{NO_QUERY}; there is none."),
        (b'{"query": 5}', f"{NO_QUERY}; it is a number."),
        (b'{"query": " "}', f"{NO_QUERY}; it is empty."),
        (b'{"query": "{ __typename }", "variables": []}', "`variables` must be a JSON object; it is an array."),
        (b'{"query": "{ __typename }", "operationName": 1}', "`operationName` must be a string; it is a number."),
        (b'{"query": "{ __typename }", "extensions": []}', "`extensions` must be a JSON object; it is an array."),
    ],
)
def test_what_is_no_graphql_request_is_refused(client: Client, body: bytes, message: str) -> None:
    refused(post(client, body), 400, message)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/graphql"])
def test_only_json_is_read(client: Client, content_type: str) -> None:
    refused(
        post(client, {"query": QUERY}, content_type),
        415,
        f'The `Content-Type` is "{content_type}". Send the request as application/json.',
    )


def test_a_body_must_be_there(client: Client) -> None:
    message = "The request has no body. Send a JSON object with a `query`, such as `{ organization { name } }`."
    refused(client.generic("POST", "/graphql/", CONTENT_TYPE="application/json"), 400, message)
    refused(post(client, b""), 415, "There is no `Content-Type`. Send the request as application/json.")


def test_only_utf_8_is_read(client: Client) -> None:
    message = 'The `Content-Type` names the charset "latin-1". Send the request in UTF-8.'
    refused(post(client, {"query": QUERY}, "application/json; charset=latin-1"), 415, message)


def test_a_large_body_is_refused_unread(client: Client) -> None:
    message = f"The request body is larger than {BODY_BYTES:,} bytes. Ask in several requests."
    refused(post(client, b"x" * 5_000_000), 413, message)


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


def test_an_unexpected_error_is_masked_and_logged(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(info: GraphQLResolveInfo, host: str | None) -> None:
        raise RuntimeError("password=hunter2 at 10.0.0.5")

    monkeypatch.setattr(roots, "find_site", fail)
    with caplog.at_level(logging.ERROR, "cms.api.answers"):
        response = post(client, {"query": '{ navigation(handle: "main") { label } }'})
    (error,) = response.json()["errors"]
    incident = error["extensions"]["id"]
    assert error == {
        "message": "Something went wrong on our side. Quote the id when you report it.",
        "locations": [{"line": 1, "column": 3}],
        "path": ["navigation"],
        "extensions": {"code": "INTERNAL", "id": incident},
    }
    assert "hunter2" not in response.content.decode()
    assert f"GraphQL incident {incident}" in caplog.text
    assert "hunter2" in caplog.text


def test_graphiql_needs_nobody_else(client: Client) -> None:
    response = client.get("/graphiql/")
    html = response.content.decode()
    assert response.status_code == 200
    assert "//" not in html.replace(f"http://testserver{settings.STATIC_URL}", "").replace("<!doctype", "")
    assert not response.cookies
    for name in ("graphiql.min.js", "react.production.min.js", "react-dom.production.min.js", "graphiql.min.css"):
        assert finders.find(f"graphene_django_graphiql_static/{name}")
        assert f"graphene_django_graphiql_static/{name}" in html
    assert finders.find("cms/graphiql.js")


@pytest.mark.parametrize("accept", ["application/json;x*=foo''%41", "text/html; charset*0*=foo''%41"])
def test_a_media_type_that_is_none_is_passed_over(db: None, accept: str) -> None:
    response = Client().get("/graphql/", {"query": "{ __typename }"}, headers={"Accept": accept})
    assert response.status_code == 406
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


def test_cookies_are_neither_read_nor_set(db: None) -> None:
    client = Client()
    client.cookies.load({"csrftoken": "x", "sessionid": "abc"})
    response = client.get("/graphql/", {"query": "{ __typename }"})
    assert (response.status_code, response.cookies) == (200, {})
    assert "Cookie" not in response.headers["Vary"]
