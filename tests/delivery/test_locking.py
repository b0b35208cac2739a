"""Making and dropping the triggers while others write and read, and what else holds on PostgreSQL alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.core.management.base import CommandError
from django.db import connection

from cms.delivery import triggers
from cms.delivery.models import Change
from cms.delivery.triggers import locking
from tests import factories as make

from .database import Database, someone_waits

Beside = Callable[[Callable[[], object]], Future[None]]
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def beside() -> Iterator[Beside]:
    """Run something in a thread, with a connection of its own, until it is done or waits for a lock."""
    with ThreadPoolExecutor(1) as threads:

        def run(work: Callable[[], object]) -> Future[None]:
            def and_close() -> None:
                try:
                    work()
                finally:
                    connection.close()

            future = threads.submit(and_close)
            while not future.done() and not someone_waits():
                pass
            return future

        yield run
    if triggers.missing():
        triggers.make()


@pytest.fixture
def other(tmp_path: Path, beside: Beside) -> Iterator[psycopg.Connection]:
    """Somebody else's connection; it is closed before the thread is waited for."""
    with closing(psycopg.connect(Database(tmp_path).url, application_name="somebody")) as opened:
        yield opened


@pytest.mark.parametrize("work", [triggers.drop, triggers.make, lambda: (triggers.drop(), triggers.make())])
def test_an_editor_who_writes_meanwhile_is_not_broken_off(
    work: Callable[[], object],
    other: psycopg.Connection,
    beside: Beside,
) -> None:
    page = make.StandardPageFactory(parent=make.make_site().home).pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE delivery_log SET triggers = 'of another release'")
    other.execute("UPDATE pages_standardpage SET body = body WHERE page_ptr_id = %s", [page])
    future = beside(work)
    other.execute("UPDATE wagtailcore_page SET title = 'New' WHERE id = %s", [page])
    other.execute("SELECT count(*) FROM locations_locationpage")
    other.commit()
    future.result(timeout=30)
    assert bool(triggers.missing()) == (work is triggers.drop)
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM wagtailcore_page WHERE id = %s", [page])
        assert cursor.fetchone() == ("New",)


def test_readers_do_not_queue_behind_a_dump(other: psycopg.Connection, beside: Beside) -> None:
    other.execute("LOCK TABLE wagtailcore_page IN ACCESS SHARE MODE")  # as pg_dump does
    future = beside(triggers.drop)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 2500")
        cursor.execute("SELECT count(*) FROM wagtailcore_page")
        cursor.execute("SET statement_timeout = 0")
    assert not future.done()
    other.rollback()
    future.result(timeout=30)
    assert triggers.present() == set()


def test_what_holds_a_table_for_too_long_is_named(other: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "PATIENCE", 0.0)
    other.execute("SELECT count(*) FROM pages_source")
    with pytest.raises(CommandError) as raised:
        triggers.drop()
    pid = other.info.backend_pid
    assert re.sub(r"since [\d :+-]+,", "since …,", str(raised.value)) == (
        "The change log's triggers could not be changed, for their tables were in use for 0 seconds; end what holds "
        f"them and run migrate again: process {pid} of cms (somebody), idle in transaction since …, "
        "holds pages_source, last with 'SELECT count(*) FROM pages_source'."
    )
    assert triggers.missing() == []


def test_who_holds_a_table_in_another_database_is_not_named(other: psycopg.Connection, tmp_path: Path) -> None:
    """Tables of databases copied from one have the same numbers, and PostgreSQL tells the locks of all databases."""
    url = f"{Database(tmp_path).url.rpartition('/')[0]}/postgres"
    with connection.cursor() as cursor, psycopg.connect(url) as elsewhere:
        elsewhere.execute("SELECT count(*) FROM pg_description")
        cursor.execute("SET search_path = pg_catalog")
        try:
            assert locking.holders("default", ["pg_description"]) == "nobody does now"
            other.execute("SELECT count(*) FROM pg_description")
            assert f"process {other.info.backend_pid} of" in locking.holders("default", ["pg_description"])
        finally:
            cursor.execute("RESET search_path")


def test_a_session_with_an_empty_search_path_is_logged(other: psycopg.Connection) -> None:
    source = make.SourceFactory().pk
    Change.objects.all().delete()
    other.execute("SELECT set_config('search_path', '', FALSE)")  # as pg_restore does
    other.execute("UPDATE public.pages_source SET title = 'New' WHERE id = %s", [source])
    other.commit()
    assert list(Change.objects.values_list("type", "object")) == [("source", source)]


def test_emptying_a_table_is_a_change_of_everything(other: psycopg.Connection) -> None:
    make.SourceFactory()
    Change.objects.all().delete()
    other.execute("TRUNCATE pages_source CASCADE")
    other.commit()
    change = Change.objects.get()
    assert (change.type, change.object, change.sequence is not None) == ("", 0, True)


def test_emptying_the_log_with_all_else_leaves_it_empty(other: psycopg.Connection) -> None:
    other.execute("TRUNCATE pages_source, delivery_change, delivery_log CASCADE")
    other.commit()
    assert list(Change.objects.all()) == []
