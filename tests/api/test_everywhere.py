"""The statement that tells what decides visibility everywhere, and what is compiled by it."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import Client
from wagtail.models import Locale, Page, PageViewRestriction, Site

from cms.api import statements
from cms.api.everywhere import statement
from cms.api.visibility import Gate
from cms.delivery.changes import visible_of
from pages.models import StandardPage
from tests.factories import (
    AvailabilityFactory,
    LicenceFactory,
    LocationPageFactory,
    ProviderPageFactory,
    SmallSite,
    StandardPageFactory,
    TreatmentPageFactory,
)


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


def test_hundreds_of_restricted_pages_are_few_conditions(
    site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = ProviderPageFactory(title="Ada", role="physician")
    LicenceFactory(provider=provider)
    location = LocationPageFactory(title="Midtown", medical_director=provider)
    treatment = TreatmentPageFactory(title="Peel", slug="peel")
    AvailabilityFactory(treatment=treatment, provider=provider, location=location)
    kind, depth = ContentType.objects.get_for_model(StandardPage), site.home.depth + 1
    made = Page.objects.bulk_create(
        Page(
            title=f"Private {number}",
            slug=f"private-{number}",
            url_path=f"/home/private-{number}/",
            path=f"{site.home.path}P{number:03}",
            depth=depth,
            content_type=kind,
            locale=Locale.get_default(),
        )
        for number in range(500)
    )
    PageViewRestriction.objects.bulk_create(PageViewRestriction(page=one, restriction_type="login") for one in made)
    query = """{
      treatment(slug: "peel") { providers { title } locations { title } }
      search(query: "peel") { totalCount }
      private: page(path: "/private-7/") { title }
    }"""
    one, two = [{"title": "Ada"}], [{"title": "Midtown"}]
    found = {"treatment": {"providers": one, "locations": two}, "search": {"totalCount": 1}, "private": None}
    call_command("update_index", verbosity=0)
    assert client.post("/graphql/", {"query": query}, "application/json").json() == {"data": found}
    monkeypatch.setattr(statements, "Statement", None)  # each was kept, and none is compiled again
    assert client.post("/graphql/", {"query": query}, "application/json").json() == {"data": found}
