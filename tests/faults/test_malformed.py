"""Nonsense in addresses, headers and bodies: an answer below 500 that shows nothing of our code, whoever sends it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from cms.malformed import FOREIGN_HOST, MESSAGE, MalformedRequestMiddleware
from tests.factories import make_site

pytestmark = pytest.mark.django_db

BAD = ["%00", "%FF%FE", "%ED%A0%80", "9" * 40, "-1", "%27%22%3E", "%F0%9F%92%89", "a" * 3000, "__proto__"]
PARAMETERS = (
    *("q", "p", "page", "ordering", "order_by", "collection_id", "collection", "tag", "locale", "next", "id", "user"),
    *("per_page", "page_type", "content_type", "status", "live", "type", "choose", "search", "query", "object_id"),
)


def routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    """Every route below the root, as Django writes it."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and not {"^", "(", "\\"} & set(route):
            yield f"/{route}"


def filled(route: str, bad: str) -> str:
    """An address of this route: the bad value in each of its holes, or in every parameter when it has none."""
    address = re.sub(r"<int:\w+>", bad if bad.isdigit() else "1", route)
    address = re.sub(r"<[^>]+>", bad, address)
    return address if address != route else f"{route}?{'&'.join(f'{name}={bad}' for name in PARAMETERS)}"


def ask(client: Client, address: str) -> HttpResponse:
    """Ask, and let the next request have a database that works."""
    with transaction.atomic():
        return client.get(address)


def test_no_address_of_the_admin_is_answered_with_an_error_of_ours(admin_user: Any, soak: bool) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(admin_user)
    turn = cycle(BAD)
    failed = []
    for route in sorted(set(routes(get_resolver().url_patterns))):
        if any(word in route for word in ("logout", "failwhale")):
            continue
        for bad in BAD if soak else [next(turn)]:
            answer = ask(client, filled(route, bad))
            if answer.status_code >= 500 or b"Traceback" in getattr(answer, "content", b""):
                failed.append((route, bad))
    assert failed == []


@pytest.mark.parametrize(
    "address",
    [
        "/admin/login/?next=%00",
        "/admin/%00/",
        "/documents/1/%00",
        f"/documents/{'9' * 40}/a.pdf",
        f"/documents/{'9' * 18}/a.pdf",
        "/documents/1/%FF%FE.pdf",
        "/media/%00",
        f"/media/{'a' * 3000}",
        "/media/a.webp/b.webp",
        "/media/..%2f..%2fsettings/base.py",
        "/media/signed/%00/",
        "/media/signed/no:token/",
        "/static/%00.css",
        "/treatments/%ED%A0%80/",
        "/%FF/",
    ],
)
def test_strangers_are_told_so_politely(address: str) -> None:
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code in (200, 302, 400, 403, 404)


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": 'sessionid="aaaaaaaaaaaa\\000aaaaaaaa"'},
        {"Cookie": "sessionid=" + "x" * 5000},
        {"Cookie": "csrftoken=%00; =; sessionid"},
        {"Accept": "a" * 10_000},
        {"Accept-Language": "xx-" * 1000},
        {"Content-Type": "multipart/form-data"},
        {"Content-Type": "text/plain; charset=no-such"},
        {"X-Forwarded-For": ", ,,"},
        {"Referer": "\udcff"},
        {"Range": "bytes=9-1"},
    ],
)
@pytest.mark.parametrize("address", ["/admin/login/", "/admin/", "/graphql/?query={__typename}"])
def test_odd_headers_are_survived(address: str, headers: dict[str, str]) -> None:
    answer = Client(raise_request_exception=False).get(address, headers=headers)
    assert answer.status_code in (200, 302, 400, 406)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"username=%00&password=%00"),
        ("application/x-www-form-urlencoded", b"username=%ED%A0%80&password=\xff"),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(20_000))),
        ("application/x-www-form-urlencoded; charset=utf-16", b"username=a"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nno end"),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x"),
        ("multipart/form-data; boundary=\xff", b"--x"),
    ],
)
def test_odd_bodies_are_survived(content_type: str, body: bytes) -> None:
    answer = Client(raise_request_exception=False).post("/admin/login/", body, content_type=content_type)
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize(
    "error",
    [
        DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"),
        ValueError("A string literal cannot contain NUL (0x00) characters."),
        ValueError("Field 'id' expected a number but got 'x'."),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
        OverflowError("Python int too large to convert to SQLite INTEGER"),
    ],
)
def test_what_no_field_could_hold_is_the_senders_fault(error: Exception) -> None:
    middleware = MalformedRequestMiddleware(lambda request: HttpResponse())
    answer = middleware.process_exception(RequestFactory().post("/admin/pages/3/edit/"), error)
    assert answer is not None
    assert (answer.status_code, answer["Cache-Control"]) == (400, "no-store")


@pytest.mark.parametrize("error", [ValueError("anything else"), KeyError("x"), RuntimeError()])
def test_a_fault_of_ours_stays_one(error: Exception) -> None:
    middleware = MalformedRequestMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(HttpRequest(), error) is None


def query(text: str, **variables: Any) -> tuple[int, dict[str, Any]]:
    client = Client(raise_request_exception=False)
    body = json.dumps({"query": text, "variables": variables})
    with transaction.atomic():
        answer = client.post("/graphql/", body, content_type="application/json")
    return answer.status_code, json.loads(answer.content)


@pytest.mark.parametrize("field", ["treatment", "article", "comparison", "concern", "location", "provider"])
@pytest.mark.parametrize("slug", ["", "\x00", "💉", "'\"><script>", "9" * 5000, "../..", "%00", "\u202e"])
def test_a_strange_slug_finds_nothing(field: str, slug: str) -> None:
    make_site()
    status, answer = query(f"query($slug: String!) {{ {field}(slug: $slug) {{ title }} }}", slug=slug)
    codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
    assert (status, answer["data"]) == (200, {field: None})
    assert codes <= ({"BAD_REQUEST"} if slug == "\x00" else set())


@pytest.mark.parametrize("text", ["", "\x00", "/\x00/", "💉", "²", "-1", "9" * 40, "1.5", "a" * 5000, "//", "/../"])
def test_strange_paths_ids_sites_and_cursors_are_no_fault_of_ours(text: str) -> None:
    make_site()
    for asked in (
        "query($x: String!) { route(path: $x) { path } }",
        "query($x: String!) { page(path: $x) { title } }",
        "query($x: ID!) { page(id: $x) { title } }",
        "query($x: String!) { route(path: $x, site: $x) { path } }",
        "query($x: String!) { treatments(after: $x) { nodes { title } } }",
        "query($x: String!) { navigation(handle: $x) { label } }",
    ):
        status, answer = query(asked, x=text)
        codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
        assert (status, codes - {"BAD_REQUEST"}) == (200, set()), asked


def test_a_nul_in_the_address_of_the_api_is_answered_in_json() -> None:
    answer = Client().get("/graphql/?query=%00")
    assert (answer.status_code, answer["Content-Type"], answer.json()) == (
        400,
        "application/json",
        {"errors": [{"message": MESSAGE, "extensions": {"code": "BAD_REQUEST"}}]},
    )


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("path", ["/graphql/", "/graphql"])
def test_a_foreign_host_is_answered_in_json(settings: Any, path: str, debug: bool) -> None:
    settings.DEBUG = debug
    settings.ALLOWED_HOSTS = ["cms.example.com"]
    for host in ("evil.example", "a b"):
        answer = Client().post(path, {"query": "{ __typename }"}, "application/json", headers={"host": host})
        assert (answer.status_code, answer["Content-Type"], answer.json()) == (
            400,
            "application/json",
            {"errors": [{"message": FOREIGN_HOST, "extensions": {"code": "BAD_REQUEST"}}]},
        )
    assert Client().get("/admin/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("words", ['5" scar', '"', '"laser', "'\">", "a* OR (b", "NEAR(a b)", "-x", "100%"])
def test_any_words_can_be_searched_for(admin_client: Client, words: str) -> None:
    assert admin_client.get("/admin/pages/", {"q": words}).status_code == 200
    assert admin_client.get("/admin/images/", {"q": words}).status_code == 200


def test_images_of_a_tag_can_be_searched(admin_client: Client) -> None:
    assert admin_client.get("/admin/images/chooser/results/?q=room&tag=clinic").status_code == 200
