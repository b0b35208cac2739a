"""Statements that PostgreSQL has planned once in a connection: whatever becomes of them, the answer is right."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

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
