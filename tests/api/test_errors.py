"""Every code that a client can meet: explained once in the docs, and met once in a test."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from cms.api import limits, lookahead, roots
from cms.api.errors import Code
from cms.api.negotiation import GRAPHQL_JSON, PLAIN_JSON
from tests.factories import SmallSite, UserFactory
from tests.preview.drafting import bearer

NO_QUERY = "`query` must hold the text of a query, such as `{ organization { name } }`"

DOCS = Path("docs/errors.md").read_text()


def test_the_docs_explain_every_code_and_no_other() -> None:
    codes, _, _ = DOCS.partition("## Limits")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$", codes, re.MULTILINE)
    assert [code for code, *_ in rows] == [code.value for code in Code]
    assert all(cell.strip() for row in rows for cell in row)


@dataclass(frozen=True)
class Met:
    """A request that is answered with a code: in which status (in plain JSON, if another) and with which whole body."""

    code: Code
    query: str
    status: int
    error: dict[str, Any]
    plain_status: int | None = None
    data: dict[str, Any] | None = None
    extensions: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    prepare: str = ""

    @property
    def body(self) -> dict[str, Any]:
        error = {"extensions": {"code": self.code.value}, **self.error}
        return {**({"data": self.data} if "path" in self.error else {}), "errors": [error]}


def at(line: int, column: int, *path: str) -> dict[str, Any]:
    return {"locations": [{"line": line, "column": column}], **({"path": list(path)} if path else {})}


OK, BAD, UNREADY = 200, 400, 503
DRAFT = '{ page(path: "/", version: DRAFT) { title } }'
MENU = '{ navigation(handle: "main") { label } }'
NOBODY = "The API token is unknown or revoked, or its user is no longer active: create another in the admin."
MET = [
    Met(Code.BAD_REQUEST, " ", BAD, {"message": f"{NO_QUERY}; it is empty."}, BAD),
    Met(
        Code.BAD_REQUEST, "query ($n: Int) { pages(first: $n) { totalCount } }", BAD,
        {
            "message": 'Variable "$n" got invalid value "x"; Int cannot represent non-integer value: "x"',
            **at(1, 8),
        },
        OK, variables={"n": "x"},
    ),
    Met(
        Code.BAD_REQUEST, "{ pages(first: 0) { totalCount } }", OK,
        {"message": "`first` must be between 1 and 100; it is 0.", **at(1, 3, "pages")},
    ),
    Met(Code.PARSE_FAILED, "{", BAD, {"message": "Syntax Error: Expected Name, found <EOF>.", **at(1, 2)}, OK),
    Met(
        Code.VALIDATION_FAILED, "{ nothing }", BAD,
        {"message": 'Cannot query field "nothing" on type "Query".', **at(1, 3)}, OK,
    ),
    Met(
        Code.TOO_COMPLEX, "{" + " a" * limits.TOKENS + "}", BAD,
        {"message": "The query has more than 2,000 tokens. Select fewer fields, or ask in several requests."}, OK,
    ),
    Met(
        Code.TOO_COMPLEX, "{ sitemap(first: 1) { nodes { path } } }", OK,
        {
            "message": "The answer would hold more than 0 objects. Ask for fewer rows, or for less below each.",
            **at(1, 3, "sitemap"),
        },
        prepare="no objects",
    ),
    Met(
        Code.PERSISTED_QUERY_NOT_FOUND, "", BAD, {"message": "PersistedQueryNotFound"}, OK,
        extensions={"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}},
    ),
    Met(
        Code.PERSISTED_QUERY_REQUIRED, "{ __typename }", BAD,
        {"message": "Only documents loaded ahead are served here. Send the hash of one, or have yours loaded."}, OK,
        prepare="trusted only",
    ),
    Met(
        Code.UNAUTHENTICATED, "{ __typename }", 401, {"message": NOBODY}, 401,
        headers={"Authorization": "Bearer nobody's"},
    ),
    Met(
        Code.UNAUTHENTICATED, DRAFT, OK,
        {
            "message": "`version: DRAFT` needs an API token: send it as `Authorization: Bearer …`.",
            **at(1, 3, "page"),
        },
        data={"page": None},
    ),
    Met(
        Code.FORBIDDEN, DRAFT, OK,
        {
            "message": "`version: DRAFT` is for those who may edit this page. Ask for `version: PUBLISHED`.",
            **at(1, 3, "page"),
        },
        data={"page": None}, prepare="a stranger",
    ),
    Met(
        Code.SERVICE_UNAVAILABLE, MENU, UNREADY,
        {"message": "The service is not available at the moment. Try again in a few seconds."}, UNREADY,
        prepare="no database",
    ),
    Met(
        Code.INTERNAL, MENU, OK,
        {
            "message": "Something went wrong on our side. Quote the id when you report it.",
            "extensions": {"code": "INTERNAL", "id": "0" * 32},
            **at(1, 3, "navigation"),
        },
        prepare="a fault",
    ),
]  # fmt: skip


def prepare(what: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Bring about what a request is to meet; the headers that it needs."""

    def failing(error: Exception) -> None:
        def fail(info: Any, host: str | None) -> None:
            raise error

        monkeypatch.setattr(roots, "find_site", fail)

    match what:
        case "no objects":
            monkeypatch.setattr(lookahead, "OBJECTS", 0)
        case "trusted only":
            settings.TRUSTED_DOCUMENTS_ONLY = True
        case "a stranger":
            return {"Authorization": bearer(UserFactory())}
        case "no database":
            failing(OperationalError("connection to server at 10.0.0.5 failed"))
        case "a fault":
            monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=0))
            failing(RuntimeError("password=hunter2"))
    return {}


@pytest.mark.parametrize("media_type", [GRAPHQL_JSON, PLAIN_JSON])
@pytest.mark.parametrize("met", MET, ids=lambda met: met.code.value)
def test_a_code_is_met(
    site: SmallSite, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, met: Met, media_type: str
) -> None:
    settings.GRAPHQL_INTROSPECTION = False
    headers = {"Accept": media_type, **met.headers, **prepare(met.prepare, settings, monkeypatch)}
    asked = {"query": met.query or None, "variables": met.variables, "extensions": met.extensions}
    response = client.post("/graphql/", asked, content_type="application/json", headers=headers)
    status = met.status if media_type == GRAPHQL_JSON else met.plain_status or met.status
    assert (response.status_code, response.json()) == (status, met.body)
    assert response["Content-Type"].partition(";")[0] == media_type
    assert "no-store" in response["Cache-Control"]


def test_every_code_is_met() -> None:
    assert [code for code in Code if code not in {met.code for met in MET}] == []


def test_the_docs_name_the_limits() -> None:
    _, _, table = DOCS.partition("## Limits")
    for number in (
        *(limits.BODY_BYTES, limits.TOKENS, limits.DEPTH, limits.ALIASES, limits.ROOT_FIELDS, limits.INTROSPECTIONS),
        *(limits.VARIABLES, limits.VARIABLE_DEPTH),
        *(limits.COMPARISONS, limits.COST, limits.OBJECTS, limits.WORK, limits.ANSWER_WORK, limits.ANSWER_BYTES),
    ):
        assert re.search(rf"\| {number:,}\b", table), number
    for each in limits.Work:
        assert f"{each.value:,} for each" in table
