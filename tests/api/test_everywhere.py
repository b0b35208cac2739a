"""The statement that tells what decides visibility everywhere; every request begins with it."""

from __future__ import annotations

import pytest
from django.db import connection

from cms.api.everywhere import statement


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite: PostgreSQL plans by its statistics")
def test_pages_are_looked_up_and_not_read_through(db: None) -> None:
    """Also where SQLite knows how many pages there are, and of no restriction."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE wagtailcore_page")
        cursor.execute(f"EXPLAIN QUERY PLAN {statement(connection.vendor)}")
        steps = [step for *_, step in cursor.fetchall()]
    looked_up = "SEARCH page USING INTEGER PRIMARY KEY (rowid=?)"
    assert [step for step in steps if " page" in step.partition(" USING")[0]] == [looked_up, looked_up]
