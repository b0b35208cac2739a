"""What `migrate` does with the triggers: they name today's tables, so they wait for all migrations."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from cms.delivery import triggers
from cms.delivery.models import Change, Log
from tests import factories as make


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("target", [("pages", "0100"), ("treatments", "zero"), ("wagtailredirects", "zero")])
def test_an_app_goes_back_and_forth(target: tuple[str, str], caplog: pytest.LogCaptureFixture, soak: bool) -> None:
    if target[1] == "zero" and not soak:
        pytest.skip("Django takes many seconds for it; `make soak` does it")
    with caplog.at_level(logging.WARNING, "cms.delivery.triggers"):
        call_command("migrate", *target, verbosity=0)
    assert [record.getMessage() for record in caplog.records if record.name == "cms.delivery.triggers"] == [
        "The change log's triggers stay dropped until every migration is applied; nothing is logged"
    ]
    with connection.cursor() as cursor:
        assert triggers.dialect("default").there(cursor) == set()
    Change.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []
    assert list(Change.objects.values_list("type", "object")) == [("", 0)]


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """What the database is told to do with triggers."""
    told: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        told.extend(re.findall(r"^(?:CREATE|DROP)\b.*", str(sql).strip().partition("\n")[0]))
        return execute(sql, *arguments)

    with connection.execute_wrapper(note):
        yield told


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_with_nothing_to_do_the_triggers_stay(statements: list[str]) -> None:
    Change.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert statements == []
    assert triggers.missing() == []
    assert list(Change.objects.values_list("type", "object")) == [("", 0)]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_triggers_of_another_release_are_made_anew(statements: list[str]) -> None:
    Log.objects.update(triggers="of another release")
    call_command("migrate", verbosity=0)
    assert [statement for statement in statements if "pages_source_update" in statement] != []
    statements.clear()
    call_command("migrate", verbosity=0)
    assert statements == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("is_empty", [True, False])
def test_a_reader_from_before_an_older_copy_was_restored_is_told_everything(is_empty: bool) -> None:
    make.make_site()
    before = changes()
    if is_empty:
        Log.objects.all().delete()
    else:
        Log.objects.update(sequence=5)
    Change.objects.all().delete()
    call_command("migrate", verbosity=0)
    after = changes(before["pageInfo"]["endCursor"])
    assert [edge["node"]["kind"] for edge in after["edges"]] == ["REBUILD_ALL"]
    assert int(after["edges"][0]["node"]["sequence"]) == Log.position()


def changes(after: str | None = None) -> dict[str, Any]:
    query = (
        "query ($after: String) { changes(after: $after) { edges { node { kind sequence } } pageInfo { endCursor } } }"
    )
    answer = Client().post("/graphql/", {"query": query, "variables": {"after": after}}, "application/json").json()
    assert "errors" not in answer
    found: dict[str, Any] = answer["data"]["changes"]
    return found
