"""Trusted documents: named by hash, loaded ahead or registered, and bounded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from cms.api import trusted
from cms.api.limits import COST
from cms.api.models import TrustedDocument
from tests.factories import SmallSite

GRAPHQL_JSON = "application/graphql-response+json"
HOME = '{ page(path: "/") { title } }'
ANSWER = {"data": {"page": {"title": "Home"}}}
NOT_FOUND = {"errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}]}
REQUIRED = {
    "errors": [
        {
            "message": "Only documents loaded ahead are served here. Send the hash of one, or have yours loaded.",
            "extensions": {"code": "PERSISTED_QUERY_REQUIRED"},
        }
    ]
}


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def named(text: str, **more: Any) -> dict[str, Any]:
    """A request that names ``text`` and does not send it."""
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_of(text)}}, **more}


def post(client: Client, body: dict[str, Any], accept: str = "application/json") -> Any:
    return client.post("/graphql/", json.dumps(body), content_type="application/json", headers={"accept": accept})


def get(client: Client, body: dict[str, Any]) -> Any:
    fields = {name: value if isinstance(value, str) else json.dumps(value) for name, value in body.items()}
    return client.get("/graphql/?" + urlencode(fields))


@pytest.mark.parametrize("send", [get, post])
def test_a_document_is_asked_for_by_hash_once_it_was_sent_with_it(site: SmallSite, client: Client, send: Any) -> None:
    unknown = send(client, named(HOME))
    assert (unknown.status_code, unknown.json(), unknown.headers["Cache-Control"]) == (200, NOT_FOUND, "no-store")
    assert "ETag" not in unknown.headers
    assert send(client, named(HOME, query=HOME)).json() == ANSWER
    known = send(client, named(HOME))
    assert (known.status_code, known.json(), known.headers["Cache-Control"]) == (200, ANSWER, "public, no-cache")


def test_an_unknown_hash_is_a_request_error_for_clients_that_know_the_media_type(
    site: SmallSite, client: Client
) -> None:
    response = post(client, named(HOME), GRAPHQL_JSON)
    assert (response.status_code, response.json(), response.headers["Cache-Control"]) == (400, NOT_FOUND, "no-store")


def test_an_answer_to_a_hash_is_validated_as_any_other(site: SmallSite, client: Client) -> None:
    post(client, named(HOME, query=HOME))
    first = get(client, named(HOME))
    again = client.get(first.wsgi_request.get_full_path(), headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_variables_and_the_operations_name_go_with_a_hash(site: SmallSite, client: Client) -> None:
    text = "query A($path: String) { page(path: $path) { title } } query B { __typename }"
    post(client, named(text, query=text, operationName="B"))
    assert get(client, named(text, operationName="A", variables={"path": "/"})).json() == ANSWER


@pytest.mark.parametrize(
    ("persisted", "message"),
    [
        ([], "`extensions.persistedQuery` must be a JSON object; it is an array."),
        ("x", "`extensions.persistedQuery` must be a JSON object; it is a string."),
        ({}, "`extensions.persistedQuery.version` must be 1; there is no other."),
        ({"version": 2, "sha256Hash": "0" * 64}, "`extensions.persistedQuery.version` must be 1; there is no other."),
        (
            {"version": True, "sha256Hash": "0" * 64},
            "`extensions.persistedQuery.version` must be 1; there is no other.",
        ),
        ({"version": "1", "sha256Hash": "0" * 64}, "`extensions.persistedQuery.version` must be 1; there is no other."),
        *(
            (
                {"version": 1, "sha256Hash": wrong},
                "`extensions.persistedQuery.sha256Hash` must be 64 hexadecimal digits in lower case.",
            )
            for wrong in (None, 5, "", "0" * 63, "0" * 65, "0" * 64 + "\n", "A" * 64, "\u0000" * 64, ["0" * 64])
        ),
        (
            {"version": 1, "sha256Hash": "0" * 64},
            "`extensions.persistedQuery.sha256Hash` is not the SHA-256 of `query`. Hash the very text that you send.",
        ),
    ],
)
def test_a_hash_that_is_none_is_refused(site: SmallSite, client: Client, persisted: Any, message: str) -> None:
    response = post(client, {"query": HOME, "extensions": {"persistedQuery": persisted}}, GRAPHQL_JSON)
    assert (response.status_code, response.headers["Cache-Control"]) == (400, "no-store")
    assert response.json() == {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]}


@pytest.mark.parametrize(
    "text",
    [
        "{ nothing }",
        "{",
        "mutation { __typename }",
        "{ treatments(first: 100) { nodes { related(first: 100) { nodes { title } } } } }",
        HOME + " " * trusted.REGISTERED_BYTES,
    ],
)
def test_only_what_is_good_to_run_is_kept(site: SmallSite, client: Client, text: str) -> None:
    post(client, named(text, query=text))
    assert post(client, named(text)).json() == NOT_FOUND


def test_no_number_of_documents_takes_more_than_their_places(
    site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trusted, "PLACES", 3)
    texts = [HOME + " " * n for n in range(30)]
    for text in texts:
        assert post(client, named(text, query=text)).json() == ANSWER
    kept = [text for text in texts if post(client, named(text)).json() == ANSWER]
    assert texts[-1] in kept
    assert len(kept) <= 3


def test_what_lies_in_the_cache_is_believed_only_if_it_is_the_text(site: SmallSite, client: Client) -> None:
    for place in trusted.places(hash_of(HOME)):
        cache.set(place, "{ __typename }")
    assert post(client, named(HOME)).json() == NOT_FOUND


def load(folder: Path) -> list[str]:
    """What the command says."""
    from io import StringIO

    said = StringIO()
    call_command("load_documents", folder, stdout=said)
    return said.getvalue().splitlines()


def test_documents_are_loaded_once(site: SmallSite, client: Client, tmp_path: Path) -> None:
    two = 'query A { __typename }\nquery B { page(path: "/") { title } }\n'
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "home.graphql").write_text(HOME)
    (tmp_path / "two.graphql").write_text(two)
    (tmp_path / "notes.txt").write_text("not a document")
    assert load(tmp_path) == [
        f"loaded {hash_of(HOME)} pages/home.graphql",
        f"loaded {hash_of(two)} two.graphql",
        "2 loaded, 0 known already.",
    ]
    assert load(tmp_path) == [
        f"known  {hash_of(HOME)} pages/home.graphql",
        f"known  {hash_of(two)} two.graphql",
        "0 loaded, 2 known already.",
    ]
    assert get(client, named(HOME)).json() == ANSWER
    assert get(client, named(two, operationName="B")).json() == ANSWER


def test_manifests_are_loaded(site: SmallSite, client: Client, tmp_path: Path) -> None:
    apollo = {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{"id": hash_of(HOME), "name": "Home", "type": "query", "body": HOME}],
    }
    other = "{ __typename }"
    (tmp_path / "apollo.json").write_text(json.dumps(apollo))
    (tmp_path / "documents.json").write_text(json.dumps({hash_of(other): other}))
    assert load(tmp_path) == [
        f"loaded {hash_of(HOME)} apollo.json#Home",
        f"loaded {hash_of(other)} documents.json#{hash_of(other)}",
        "2 loaded, 0 known already.",
    ]
    assert get(client, named(HOME)).json() == ANSWER


DEAR = "{\n  treatments(first: 100) { nodes { related(first: 100) { nodes { title } } } }\n}"


TOO_DEAR = (
    f"The query may cost 10,201; at most {COST:,} are allowed. Its dearest root field is `treatments` (10,201): "
    "ask for fewer rows with `first`, or for fewer lists below each other."
)
NO_MANIFEST = "a.json: not a manifest, neither {hash: text} nor Apollo's."
OTHER_HASH = "a.json#abc: the hash is not the SHA-256 of the text. Let the tool that wrote it use sha256."
NO_QUERY = "{ a }"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.graphql", "{\n  nothing\n}", "a.graphql:2: Cannot query field 'nothing' on type 'Query'."),
        ("a.graphql", "{\n\n", "a.graphql:3: Syntax Error: Expected Name, found <EOF>."),
        ("a.graphql", "\nmutation { __typename }", "a.graphql:2: Only queries are served: the API is read only."),
        ("a.graphql", DEAR, f"a.graphql:1: {TOO_DEAR}"),
        ("a.graphql", HOME + " " * 102_400, "a.graphql: longer than 102400 bytes."),
        ("a.graphql", b"\xff", "a.graphql: not UTF-8 (byte 0)."),
        ("a.json", "{\n{", "a.json:2: not JSON."),
        ("a.json", "[]", NO_MANIFEST),
        ("a.json", '{"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}', NO_MANIFEST),
        ("a.json", '{"abc": 5}', NO_MANIFEST),
        ("a.json", json.dumps({"abc": HOME}), OTHER_HASH),
        (
            "a.json",
            json.dumps({hash_of(NO_QUERY): NO_QUERY}),
            f"a.json#{hash_of(NO_QUERY)}:1: Cannot query field 'a' on type 'Query'.",
        ),
    ],
)
def test_one_bad_document_keeps_all_out(
    site: SmallSite, tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (tmp_path / "good.graphql").write_text(HOME)
    with pytest.raises(CommandError) as refused:
        load(tmp_path)
    assert str(refused.value).replace("\n", " ") == f"{said} Nothing was loaded."
    assert not TrustedDocument.objects.exists()


def test_a_folder_without_documents_is_refused(site: SmallSite, tmp_path: Path) -> None:
    for folder, said in (
        (tmp_path, f"{tmp_path} holds no *.graphql file and no manifest."),
        (tmp_path / "x", f"{tmp_path / 'x'} is not a folder."),
    ):
        with pytest.raises(CommandError) as refused:
            load(folder)
        assert str(refused.value) == said


def test_where_only_loaded_documents_are_served_no_other_is(
    site: SmallSite, client: Client, tmp_path: Path, settings: Any
) -> None:
    other = '{ page(path: "/x/") { title } }'
    post(client, named(other, query=other))
    (tmp_path / "home.graphql").write_text(HOME)
    load(tmp_path)
    settings.TRUSTED_DOCUMENTS_ONLY = True
    for body in (named(HOME), {"query": HOME}, named(HOME, query=HOME)):
        assert get(client, body).json() == post(client, body).json() == ANSWER
    assert get(client, named(other)).json() == post(client, named(other)).json() == NOT_FOUND
    for body in ({"query": other}, named(other, query=other), {"query": "{"}):
        response = post(client, body, GRAPHQL_JSON)
        assert (response.status_code, response.json()) == (400, REQUIRED)
        assert (get(client, body).json(), get(client, body).headers["Cache-Control"]) == (REQUIRED, "no-store")
    settings.TRUSTED_DOCUMENTS_ONLY = False
    assert post(client, named(other)).json() == {"data": {"page": None}}
