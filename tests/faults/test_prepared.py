"""Statements that PostgreSQL has planned once in a connection: whatever becomes of them, the answer is right."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cms.database.postgresql import base

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

ASKED = "SELECT count(*) + $1 FROM wagtailcore_site"


def asked(number: int) -> Any:
    with connection.prepared_cursor() as cursor:
        cursor.execute(ASKED, [number])
        return cursor.fetchone()[0]


def prepared() -> int:
    """How many statements the server knows in this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return int(cursor.fetchone()[0])


def test_a_statement_is_planned_once() -> None:
    connection.close()
    first = asked(0)
    assert [asked(number) - first for number in (1, 2, 3)] == [1, 2, 3]
    assert prepared() == 1


def test_it_is_logged_with_its_values() -> None:
    with CaptureQueriesContext(connection) as captured:
        asked(7)
    assert [query["sql"] for query in captured] == ["SELECT count(*) + 7 FROM wagtailcore_site"]


def test_it_outlasts_a_transaction_that_is_rolled_back() -> None:
    connection.close()
    first = asked(0)
    with transaction.atomic():
        asked(1)
        transaction.set_rollback(True)
    assert (asked(0), prepared()) == (first, 1)


def test_a_server_that_has_forgotten_it_is_told_again() -> None:
    first = asked(0)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert asked(1) == first + 1
    assert prepared() == 1


def test_a_table_that_has_changed_meanwhile() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE changing AS SELECT 1 AS one")
    for expected in ((1,), (1, None)):
        with connection.prepared_cursor() as cursor:
            cursor.execute("SELECT * FROM changing")
            assert cursor.fetchone() == expected
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE changing ADD COLUMN IF NOT EXISTS two integer")


def test_the_server_is_told_to_forget_the_oldest_where_they_are_long_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients choose how long the statements of their filters are, and the server keeps the plan of each."""
    connection.close()
    monkeypatch.setattr(base, "MOST_CHARACTERS", 1_000)
    texts = [f"SELECT {number}{' ' * 400}" for number in range(6)]
    for number, text in enumerate(texts):
        with connection.prepared_cursor() as cursor:
            cursor.execute(text)
            assert cursor.fetchone() == (number,)
    asked(0)  # what is to be forgotten is told before the next one
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time")
        assert [statement for (statement,) in cursor.fetchall()] == [*texts[-2:], ASKED]


def test_a_statement_that_is_not_to_be_kept_is_not() -> None:
    connection.close()
    with connection.prepared_cursor(keep=False) as cursor:
        cursor.execute(ASKED, [1])
        assert cursor.fetchone()[0] == asked(1)
    assert prepared() == 1
