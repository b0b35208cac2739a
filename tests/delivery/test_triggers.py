"""That the triggers are there, and what holds with several writers at once."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from cms.delivery import triggers
from cms.delivery.models import Change
from cms.delivery.triggers.bodies import EVENTS
from cms.delivery.triggers.postgresql import LONGEST_NAME, short
from tests import factories as make

from .database import Database


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_readiness_fails_without_them(client: Client) -> None:
    assert client.get("/health/ready/").status_code == 200
    assert triggers.missing() == []
    on_sources = next(name for name in names() if name.endswith("pages_source_update"))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {on_sources}" + (" ON pages_source" if connection.vendor == "postgresql" else ""))
    assert triggers.missing() == [on_sources]
    response = client.get("/health/ready/")
    assert (response.status_code, response.json()) == (
        503, {"status": "unavailable", "change log": "triggers missing; run migrate"},
    )  # fmt: skip
    Change.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []
    assert client.get("/health/ready/").status_code == 200
    assert list(Change.objects.values_list("type", "object")) == [("", 0)]


def names() -> set[str]:
    with connection.cursor() as cursor:
        found: set[str] = triggers.dialect("default").there(cursor)
    return found


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_writers_at_once_lose_nothing_and_readers_see_no_gap(tmp_path: Path, soak: bool) -> None:
    """All of them write to one source as well, so each waits for the others."""
    rounds, writers = range(500 if soak else 15), 3 if connection.vendor == "sqlite" else 4
    site = make.make_site()
    source = make.SourceFactory().pk
    pages = [make.StandardPageFactory(title=f"Page {number}", parent=site.home).pk for number in range(writers)]
    database = Database(tmp_path)
    start = database.sequence()
    processes = [database.publisher(rounds, page, source) for page in pages]
    read: list[tuple[int, str, int]] = []
    is_over = False
    while not is_over:
        is_over = all(process.poll() is not None for process in processes)
        read += database.changes(read[-1][0] if read else start)
    outcomes = [(process.wait(), *process.communicate()) for process in processes]
    said = "".join(f"{step}\n" for step in rounds)
    assert [(code, out, err) for code, out, err in outcomes if (code, out) != (0, said)] == []
    assert [database.title(page) for page in pages] == [f"Title {rounds[-1]}"] * writers
    kept = database.changes(start)
    assert set(kept) - set(read) == set()
    if not database.is_sqlite:  # which joins changes of one object within a second
        assert read == kept
        numbers = [sequence for sequence, _, _ in kept]
        assert sorted(set(numbers)) == list(range(start + 1, database.sequence() + 1))
        for page in pages:
            assert sum((type_, pk) == ("standardpage", page) for _, type_, pk in kept) == len(rounds)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_publisher_that_is_killed_leaves_content_and_log_in_agreement(tmp_path: Path, soak: bool) -> None:
    site = make.make_site()
    source = make.SourceFactory().pk
    page = make.StandardPageFactory(title="Page", parent=site.home).pk
    database = Database(tmp_path)
    chance = random.Random(1)
    for time in range(100 if soak else 4):
        title, sequence = database.title(page), database.sequence()
        process = database.publisher(range(time * 100_000, (time + 1) * 100_000), page, source)
        assert process.stdout is not None
        for _ in range(chance.randrange(1, 4)):
            process.stdout.readline()
        threading.Event().wait(chance.random() * 0.05)  # to somewhere within a round
        process.kill()
        process.communicate()
        named = {(type_, pk) for _, type_, pk in database.changes(sequence)}
        assert database.title(page) != title
        assert {("standardpage", page), ("source", source)} <= named
        [(count,)] = database.rows("SELECT count(*) FROM delivery_change WHERE sequence IS NULL")
        assert count == 0
        # The last title is the one whose change was logged last: nothing is logged that was not kept.
        [(last,)] = database.rows(f"SELECT title FROM pages_source WHERE id = {source}")
        assert last == f"{page} {database.title(page).removeprefix('Title ')}"


@pytest.mark.parametrize("event", [*EVENTS, "truncate"])
def test_a_trigger_on_a_table_with_a_long_name_has_a_name_that_postgresql_keeps(event: str) -> None:
    kept = short(f"change_{'x' * 60}_{event}")
    assert len(kept) == LONGEST_NAME
    assert kept.endswith(f"x_{event}")
