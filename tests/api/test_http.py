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
from cms.api.limits import BODY_BYTES
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
