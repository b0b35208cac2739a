"""Whatever query the schema allows, with whatever values, is answered or refused: never a server error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings

from .crowd import Crowd

pytestmark = pytest.mark.costly

CONTRACT = schemathesis.graphql.from_path(Path(__file__).parents[2] / "schema.graphql")
OPERATIONS = {operation.ok().label: operation.ok() for operation in CONTRACT.get_all_operations()}
CONTROLS = [f"\\u{code:04x}" for code in (*range(0x20), 0x7F, 0x85, 0x2028, 0x202E, 0xFEFF, 0xFFFE)]
EXAMPLES = {
    name: [f"{{ {field.format(control)} {{ __typename }} }}" for control in CONTROLS]
    for name, field in {
        "Query.route": 'route(path: "/{0}/a{0}b/")',
        "Query.page": 'page(path: "/{0}/a{0}b/")',
        "Query.treatment": 'treatment(slug: "a{0}b")',
        "Query.navigation": 'navigation(handle: "a{0}b")',
        "Query.search": 'search(query: "a{0}b")',
    }.items()
}
"""What a generator seldom hits on: a control character in a path or a text. All are asked, whatever is generated."""
CODES = {"BAD_REQUEST", "GRAPHQL_VALIDATION_FAILED", "QUERY_TOO_COMPLEX", "UNAUTHENTICATED"}


@pytest.fixture(scope="module")
def crowd(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    with lasting():
        Crowd().grow(2)
        yield


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_query_is_a_server_error(crowd: None, db: None, client: Client, soak: bool, name: str) -> None:
    statuses = []

    def ask(case: Any) -> None:
        response = client.post("/graphql/", {"query": case.body}, content_type="application/json")
        statuses.append(response.status_code)
        codes = {error["extensions"]["code"] for error in response.json().get("errors", [])}
        assert codes <= CODES, (codes, case.body)
        assert response.status_code == 200, case.body

    for body in EXAMPLES.get(name, ()):
        ask(OPERATIONS[name].Case(body=body, media_type="application/json"))

    @seed(2026)
    @settings(
        max_examples=100 if soak else 10,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[name].as_strategy())
    def ask_generated(case: Any) -> None:
        ask(case)

    ask_generated()
    assert len(statuses) >= 10
