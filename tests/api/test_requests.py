"""Odd requests: each gets a clear answer, and nobody's session matters."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings
from django.urls import clear_url_caches
from wagtail.models import PageViewRestriction

import cms.api.urls
import cms.urls
from tests.factories import SmallSite, StandardPageFactory, UserFactory

GRAPHQL_JSON = "application/graphql-response+json"
HOME = '{ page(path: "/") { title } }'
ANSWER = {"data": {"page": {"title": "Home"}}}


def get(client: Client, **parameters: str) -> Any:
    return client.get("/graphql/?" + urlencode(parameters), headers={"accept": GRAPHQL_JSON})


def send(client: Client, body: bytes | str, **headers: str) -> Any:
    return client.generic("POST", "/graphql/", body, content_type="application/json", headers=headers)


def codes(response: Any) -> list[str]:
    return [error["extensions"]["code"] for error in response.json()["errors"]]


def test_a_get_carries_variables_and_the_operations_name(site: SmallSite, client: Client) -> None:
    query = "query A($path: String) { page(path: $path) { title } } query B { __typename }"
    response = get(client, query=query, operationName="A", variables='{"path": "/"}', extensions="{}")
    assert (response.status_code, response.json()) == (200, ANSWER)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, "`query` must hold the text of a query, such as `{ organization { name } }`; there is none."),
        ({"query": ""}, "`query` must hold the text of a query, such as `{ organization { name } }`; there is none."),
        ({"query": HOME, "variables": "{"}, "`variables` is not valid JSON in UTF-8: see line 1, column 2."),
        ({"query": HOME, "variables": "[]"}, "`variables` must be a JSON object; it is an array."),
        ({"query": HOME, "variables": "5"}, "`variables` must be a JSON object; it is a number."),
        (
            {"query": HOME, "variables": '{"a": "\\ud800"}'},
            "`variables` is not valid JSON in UTF-8: see line 1, column 8.",
        ),
    ],
)
def test_a_get_that_is_no_request_is_refused(
    site: SmallSite, client: Client, parameters: dict[str, str], message: str
) -> None:
    response = get(client, **parameters)
    assert response.status_code == 400
    assert response.json() == {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]}


def test_a_get_never_runs_anything_but_a_query(site: SmallSite, client: Client) -> None:
    for operation in ("mutation { __typename }", "subscription { __typename }"):
        response = get(client, query=operation)
        assert (response.status_code, response.headers["Allow"]) == (405, "POST")
        assert response.json() == {
            "errors": [
                {"message": "Only queries are served: the API is read only.", "extensions": {"code": "BAD_REQUEST"}}
            ]
        }


def test_a_body_in_chunks_is_refused_where_the_server_does_not_tell_its_end(site: SmallSite, client: Client) -> None:
    chunked = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    response = client.generic("POST", "/graphql/", "{}", content_type="application/json", **chunked)
    assert response.status_code == 411
    assert response.json() == {
        "errors": [
            {
                "message": "The request body came in chunks. Send it with a `Content-Length`.",
                "extensions": {"code": "BAD_REQUEST"},
            }
        ]
    }


def test_head_is_answered_as_get_is_without_the_body(site: SmallSite, client: Client) -> None:
    asked = client.get("/graphql/", {"query": HOME})
    response = client.head("/graphql/", {"query": HOME})
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers == {**asked.headers, "Content-Length": str(len(asked.content))}


def test_a_query_too_long_for_a_body_is_too_long_for_an_address(site: SmallSite, client: Client) -> None:
    response = get(client, query=HOME + " " * 102_400)
    assert response.status_code == 413
    assert response.json()["errors"][0]["message"] == "The parameter `query` is longer than 102,400 bytes. Shorten it."


NO_BODY = "The request has no body. Send a JSON object with a `query`, such as `{ organization { name } }`."
TOO_LARGE = "The request body is larger than 102,400 bytes. Ask in several requests."


@pytest.mark.parametrize(
    ("length", "status", "message"),
    [
        ("", 400, NO_BODY),
        ("0" * 5_000, 400, NO_BODY),
        *(
            (length, 400, f'The `Content-Length` is "{length}". Give the number of the body\'s bytes.')
            for length in ("x", "-5", "1e3", "\xb2", "\u0665", "5,5")
        ),
        ("102401", 413, TOO_LARGE),
        ("9" * 5_000, 413, TOO_LARGE),
        ("60", 400, "The request body ends after 44 bytes; its `Content-Length` is 60. Send all of it."),
    ],
)
def test_a_wrong_length_is_refused(site: SmallSite, client: Client, length: str, status: int, message: str) -> None:
    body = json.dumps({"query": HOME})
    sent: dict[str, Any] = {"CONTENT_LENGTH": length, "wsgi.input": BytesIO(body.encode())}
    response = client.generic("POST", "/graphql/", body, content_type="application/json", **sent)
    assert (response.status_code, response.json()) == (
        status,
        {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]},
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (10**30, "Int cannot represent"),
        (-(10**30), "Int cannot represent"),
        (1.5, "Int cannot represent"),
        (True, "Int cannot represent"),
        ("1", "Int cannot represent"),
        ([], "Int cannot represent"),
        ({"a": []}, "Int cannot represent"),
    ],
)
def test_a_number_that_is_none_is_named(site: SmallSite, client: Client, value: object, message: str) -> None:
    body = {"query": "query ($n: Int) { pages(first: $n) { totalCount } }", "variables": {"n": value}}
    response = send(client, json.dumps(body), accept=GRAPHQL_JSON)
    assert response.status_code == 400
    assert message in response.json()["errors"][0]["message"]
    assert codes(response) == ["BAD_REQUEST"]


@pytest.mark.parametrize("page_id", [str(10**30), "-" + "9" * 40, "1 OR 1=1", "١", " 1", "1.0", "0x1", "\u0000"])
def test_an_id_of_any_shape_finds_nothing_else(site: SmallSite, client: Client, page_id: str) -> None:
    body = {"query": "query ($id: ID!) { page(id: $id) { title } }", "variables": {"id": page_id}}
    assert send(client, json.dumps(body)).json() == {"data": {"page": None}}


def test_an_id_may_be_written_as_a_number(site: SmallSite, client: Client) -> None:
    assert send(client, json.dumps({"query": f"{{ page(id: {site.home.pk}) {{ title }} }}"})).json() == ANSWER
    assert send(client, json.dumps({"query": f"{{ page(id: {10**30}) {{ title }} }}"})).json() == {
        "data": {"page": None}
    }


@pytest.mark.parametrize(
    "body",
    [
        '{"query": "{ page(path: \\"/\\") { title } }", "query": "{ a }"}',
        '{"query": "{ page(path: \\"\\ud800\\") { title } }"}',
        '{"query": "{ page(path: \\"\\\\ud800\\") { title } }"}',
        '{"query": "{ page(path: \\"a\\\\u0000b\\") { title } }"}',
        '{"query": "\\u0000"}',
        '{"query": "\\ufeff{ a }"}',
        '{"query": "query ($a: [[[[Int]]]]) { a }", "variables": {"a": [[[["x"]]]]}}',
        '{"variables": {}}',
        "null",
        "5",
        '"{ page }"',
        "NaN",
    ],
)
def test_odd_bodies_get_a_clear_answer(site: SmallSite, client: Client, body: str) -> None:
    response = send(client, body, accept=GRAPHQL_JSON)
    assert response.status_code in {200, 400}
    assert set(codes(response)) <= {"BAD_REQUEST", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"}


@pytest.mark.parametrize(
    "accept", ["", "text/*", "*/*;q=0", "application/graphql-response+json;q=0, text/html", "x" * 9_000]
)
def test_odd_media_types_get_an_answer_or_a_406(site: SmallSite, client: Client, accept: str) -> None:
    response = send(client, json.dumps({"query": HOME}), accept=accept)
    assert response.status_code in {200, 406}
    assert response.headers["Content-Type"].startswith("application/")
    assert response.json() == ANSWER or codes(response) == ["BAD_REQUEST"]


@pytest.mark.parametrize("who", ["superuser", "Publishers"])
def test_nobodys_session_changes_what_the_public_sees(site: SmallSite, client: Client, who: str) -> None:
    user = UserFactory(is_superuser=True) if who == "superuser" else UserFactory(groups=[who])
    private = StandardPageFactory(title="Private", parent=site.home)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    StandardPageFactory(title="Draft", parent=site.home, live=False)
    query = '{ a: page(path: "/private/") { title } b: page(path: "/draft/") { title } page(path: "/") { title } }'

    anonymous = send(client, json.dumps({"query": query}))
    client.force_login(user)
    signed_in = send(client, json.dumps({"query": query}))

    assert signed_in.json() == anonymous.json() == {"data": {"a": None, "b": None, "page": {"title": "Home"}}}
    for response in (anonymous, signed_in):
        assert not response.cookies
        assert "cookie" not in response.headers["Vary"].lower()
        assert "cookie" not in {name.lower() for name in response.headers}


@pytest.fixture
def without_graphiql() -> Iterator[None]:
    """The addresses as they are where GRAPHIQL is off."""

    def reload() -> None:
        for module in (cms.api.urls, cms.urls):
            importlib.reload(module)
        clear_url_caches()

    with override_settings(GRAPHIQL=False):
        reload()
        yield
    reload()


def test_graphiql_is_there_in_development_only(site: SmallSite, client: Client, without_graphiql: None) -> None:
    assert client.get("/graphiql/").status_code != 200
    assert send(client, json.dumps({"query": HOME})).json() == ANSWER
