"""The statement that tells what decides visibility everywhere; every request begins with it."""

from __future__ import annotations

import pytest
from django.db import connection
from wagtail.models import Page, Site

from cms.api.everywhere import statement
from cms.api.visibility import Gate
from cms.delivery.changes import visible_of
from tests.factories import SmallSite, StandardPageFactory


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite: PostgreSQL plans by its statistics")
def test_pages_are_looked_up_and_not_read_through(db: None) -> None:
    """Also where SQLite knows how many pages there are, and of no restriction."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE wagtailcore_page")
        cursor.execute(f"EXPLAIN QUERY PLAN {statement(connection.vendor)}")
        steps = [step for *_, step in cursor.fetchall()]
    looked_up = "SEARCH page USING INTEGER PRIMARY KEY (rowid=?)"
    assert [step for step in steps if " page" in step.partition(" USING")[0]] == [looked_up, looked_up]


def test_a_gate_of_a_site_as_it_was_spoils_no_statement_that_is_kept(site: SmallSite) -> None:
    """A worker may have read the site before its root page became another."""
    new_root = StandardPageFactory(title="New home", parent=site.home, history=False)
    above = StandardPageFactory(title="Above", parent=site.home, history=False)
    below = StandardPageFactory(title="Below", parent=new_root, history=False)
    default = Site.objects.select_related("root_page")
    before = default.get(is_default_site=True)
    Site.objects.update(root_page=new_root.pk)
    both = [above.pk, below.pk]
    assert visible_of(Page, both, Gate(before)) == {below.pk}
    assert visible_of(Page, both, Gate(default.get(is_default_site=True))) == {below.pk}
