"""How the tests ask, and when: all of them on the same Wednesday."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from graphql import parse, validate

from cms.api import cost, lookahead
from cms.api.schema import schema
from tests.factories import SmallSite, TreatmentPageFactory, make_site

from .selections import selected

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
"""A Wednesday, 10 in the morning in Atlanta."""

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    """Stop the clock."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def post(client: Client) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Send one query; give the status and the whole answer."""

    def send(query: str, host: str = "testserver", **variables: Any) -> tuple[int, dict[str, Any]]:
        response = client.post(
            "/graphql/",
            {"query": query, "variables": variables},
            content_type="application/json",
            headers={"host": host},
        )
        return response.status_code, response.json()

    return send


@pytest.fixture
def any_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let queries through that ask for all there is, whatever they cost and however much work they are."""
    monkeypatch.setattr(cost, "COST", 10**18)
    monkeypatch.setattr(cost, "WORK", 10**18)
    monkeypatch.setattr(lookahead, "ANSWER_WORK", 10**18)


@pytest.fixture
def ask(post: Callable[..., tuple[int, dict[str, Any]]]) -> Ask:
    """Send one query that must succeed; give its data."""

    def send(query: str, host: str = "testserver", **variables: Any) -> dict[str, Any]:
        status, answer = post(query, host, **variables)
        assert "errors" not in answer, answer["errors"]
        assert status == 200
        return dict(answer["data"])

    return send


@pytest.fixture(scope="session")
def lasting(django_db_setup: None, django_db_blocker: Any) -> Callable[[], AbstractContextManager[None]]:
    """Content that many tests read: made once, at the stopped moment, and rolled back after them.

    A test that reads it must ask for ``db`` as well: tests that do not are put off to the end, where it would be made
    once more.
    """

    @contextmanager
    def kept() -> Iterator[None]:
        with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return kept


@pytest.fixture(scope="module")
def kept_site(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[SmallSite]:
    """An empty site with its indexes, made once for a module."""
    with lasting():
        yield make_site()


@pytest.fixture
def site(kept_site: SmallSite, db: None) -> SmallSite:
    """An empty site with its indexes, as if made for this test alone."""
    return deepcopy(kept_site)


@pytest.fixture
def ask_every_field(ask: Ask) -> Ask:
    """Send a query that must select every field of one object type."""

    def send(type_name: str, query: str, **variables: Any) -> dict[str, Any]:
        graphql_schema = schema().graphql_schema
        document = parse(query)
        assert validate(graphql_schema, document) == []
        fields = {name for kind, name in selected(graphql_schema, document).fields if kind == type_name}
        assert fields == set(graphql_schema.type_map[type_name].fields)
        return ask(query, **variables)

    return send


@pytest.fixture
def peel(site: SmallSite) -> Any:
    """A published treatment."""
    return TreatmentPageFactory(title="Peel", slug="peel", summary="As published.")
