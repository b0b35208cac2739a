"""Answers that read little: each is made anew when what it left out comes to light, or differs in what chose it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from cms.delivery.models import Change
from cms.delivery.pruning import prune
from pages.models import AnnouncementLocation
from tests.api.changes.mutations import end_transaction
from tests.factories import (
    AnnouncementFactory,
    ArticlePageFactory,
    AvailabilityFactory,
    CertificationFactory,
    IssuingBoardFactory,
    LicenceFactory,
    LicenceTypeFactory,
    LocationPageFactory,
    NavigationMenuFactory,
    OrganizationFactory,
    ProductBrandFactory,
    ProviderPageFactory,
    SmallSite,
    StandardPageFactory,
    TreatmentPageFactory,
    make_site,
    stored_blocks,
)
from tests.vocabulary import nodes_of

from .asking import Asking, publish

pytestmark = pytest.mark.django_db

Both = Callable[[str], Any]
NOT_NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""SQLite joins what happens to an object within a second: what comes after an answer is to be a change of its own."""


@pytest.fixture(autouse=True)
def site() -> SmallSite:
    return make_site()


@pytest.fixture
def ask() -> Both:
    """Ask for the first field of a query from the cache; what would be answered without it must be the same."""
    asking = Asking()

    def asked(query: str) -> Any:
        kept, anew = asking.get(query), asking.uncached(query)
        Change.objects.update(at=NOT_NOW)
        assert (kept.json, "errors" in kept.json) == (anew.json, False)
        return next(iter(kept.data.values()))

    return asked


@pytest.fixture
def offered() -> dict[str, Any]:
    """A treatment that somebody gives at a location: all three are public."""
    provider = ProviderPageFactory(title="Ada", slug="ada", role="physician")
    LicenceFactory(provider=provider)
    found = {
        "treatment": TreatmentPageFactory(title="Peel", slug="peel"),
        "provider": provider,
        "location": LocationPageFactory(title="Midtown", slug="midtown", medical_director=provider),
    }
    AvailabilityFactory(**found)
    return found


PEEL = '{ treatment(slug: "peel") { %s { title } } }'
ADA = '{ provider(slug: "ada") { %s { title } } }'
ACCEPTS = "isAcceptingNewPatients"
MIDTOWN = '{ location(slug: "midtown") { %s { title } } }'


@pytest.mark.parametrize(
    ("query", "third", "whole"),
    [
        (PEEL % "providers", "location", {"providers": [{"title": "Ada"}]}),
        (PEEL % "locations", "provider", {"locations": [{"title": "Midtown"}]}),
        (ADA % "treatments", "location", {"treatments": [{"title": "Peel"}]}),
        (ADA % "locations", "treatment", {"locations": [{"title": "Midtown"}]}),
        (MIDTOWN % "treatments", "provider", {"treatments": [{"title": "Peel"}]}),
        (MIDTOWN % "providers", "treatment", {"providers": [{"title": "Ada"}]}),
        (
            '{ providers(filter: {treatments: ["peel"]}) { nodes { title } } }',
            "location",
            {"nodes": [{"title": "Ada"}]},
        ),
        (
            '{ treatments(filter: {locations: ["midtown"]}) { nodes { title } } }',
            "provider",
            {"nodes": [{"title": "Peel"}]},
        ),
    ],
)
def test_what_is_available_depends_on_all_three_sides(
    offered: dict[str, Any], ask: Both, query: str, third: str, whole: dict[str, list[Any]]
) -> None:
    assert ask(query) == whole
    offered[third].unpublish()
    assert ask(query) == {name: [] for name in whole}
    offered[third].refresh_from_db()
    offered[third].save_revision().publish()
    assert ask(query) == whole


def test_whether_patients_are_taken_depends_on_who_is_there(offered: dict[str, Any], ask: Both) -> None:
    query = '{ location(slug: "midtown") { seo { jsonLd } } }'

    def taken() -> list[bool]:
        return [node[ACCEPTS] for node in nodes_of(ask(query)["seo"]["jsonLd"]) if ACCEPTS in node]

    assert taken() == [True]
    offered["treatment"].unpublish()
    assert taken() == []


ANNOUNCED = "{ organization { announcement { text } } }"


def test_an_announcement_waits_for_one_of_its_locations(offered: dict[str, Any], ask: Both) -> None:
    OrganizationFactory()
    location = offered["location"]
    announcement = AnnouncementFactory(text="Closed on Monday")
    AnnouncementLocation.objects.create(announcement=announcement, location=location)
    assert ask(ANNOUNCED) == {"announcement": {"text": "Closed on Monday"}}
    location.unpublish()
    assert ask(ANNOUNCED) == {"announcement": None}
    AnnouncementLocation.objects.get().delete()
    assert ask(ANNOUNCED) == {"announcement": {"text": "Closed on Monday"}}
    AnnouncementLocation.objects.create(announcement=announcement, location=location)
    assert ask(ANNOUNCED) == {"announcement": None}
    location.refresh_from_db()
    location.save_revision().publish()
    assert ask(ANNOUNCED) == {"announcement": {"text": "Closed on Monday"}}
    announcement.site = make_site("other.example").site
    announcement.save()
    assert ask(ANNOUNCED) == {"announcement": None}
    announcement.site = Site.objects.get(is_default_site=True)
    announcement.save()
    assert ask(ANNOUNCED) == {"announcement": {"text": "Closed on Monday"}}


def test_an_organization_without_a_name_is_called_as_its_site_is(ask: Both) -> None:
    OrganizationFactory(name="")
    site = Site.objects.get(is_default_site=True)
    for name in ("Larch Hill", "Larch Hill Spa"):
        site.site_name = name
        site.save()
        assert ask("{ organization { name } }") == {"name": name}


def test_a_menu_is_found_by_the_name_that_it_was_given_later(site: SmallSite, ask: Both) -> None:
    footer = '{ navigation(handle: "footer") { label } }'
    menu = NavigationMenuFactory(handle="main", items=[site.articles])
    assert ask(footer) == []
    menu.handle = "footer"
    menu.save()
    assert ask(footer) == [{"label": site.articles.title}]


def test_whoever_holds_something_of_a_board_is_found_by_what_it_is_now(ask: Both) -> None:
    provider = ProviderPageFactory(title="Ada", role="physician")
    boards = [IssuingBoardFactory(), IssuingBoardFactory()]
    kind = LicenceTypeFactory(board=boards[0])
    licence = LicenceFactory(provider=provider, licence_type=kind)
    certification = CertificationFactory(provider=provider, board=boards[0])
    queries = ["{ providers(filter: {boards: [%s]}) { nodes { title } } }" % board.pk for board in boards]  # noqa: UP031
    none, her = {"nodes": []}, {"nodes": [{"title": "Ada"}]}
    assert [ask(query) for query in queries] == [her, none]
    certification.board = boards[1]
    certification.save()
    assert [ask(query) for query in queries] == [her, her]
    certification.delete()
    assert [ask(query) for query in queries] == [her, none]
    licence.licence_type = LicenceTypeFactory(board=boards[1])
    licence.save()
    assert [ask(query) for query in queries] == [none, her]
    licence.licence_type.board = boards[0]
    licence.licence_type.save()
    assert [ask(query) for query in queries] == [her, none]


def test_a_typed_link_is_taken_away_by_a_page_that_comes_up_in_private(site: SmallSite, ask: Both) -> None:
    ArticlePageFactory(
        title="Sun", slug="sun", parent=site.articles,
        body=stored_blocks(("rich_text", {"text": '<p>See <a href="/private/members/">there</a>.</p>'})),
    )  # fmt: skip
    private = StandardPageFactory(title="Private", slug="private", parent=site.home)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    query = '{ article(slug: "sun") { body { ... on RichTextBlock { html } } } }'
    before = ask(query)
    members = StandardPageFactory(title="Members", slug="members", parent=private, live=False)
    assert ask(query) == before
    members.save_revision().publish()
    assert "<a" in str(before)
    assert "<a" not in str(ask(query))


def test_a_name_that_a_brand_no_longer_has_finds_nothing(ask: Both) -> None:
    brand = ProductBrandFactory(display_name="Larchtox")
    TreatmentPageFactory(title="Injection", brand_links=[brand])
    call_command("update_index", verbosity=0)
    query = '{ search(query: "larchtox") { nodes { page { title } } } }'
    assert ask(query) == {"nodes": [{"page": {"title": "Injection"}}]}
    type(brand).objects.filter(pk=brand.pk).update(display_name="Other")
    assert ask(query) == {"nodes": []}


def test_changes_that_were_forgotten_are_told_no_longer(ask: Both) -> None:
    publish(StandardPageFactory(title="Prices"), "Fees")
    query = "{ changes { nodes { path } pageInfo { endCursor } } }"
    known = ask(query)
    assert len(known["nodes"]) > 1
    assert prune(days=0) > 0
    end_transaction()
    assert len(ask(query)["nodes"]) == 1
    assert prune(days=0) == 0  # the last one stays, and it is not noted again that others went
    assert len(ask(query)["nodes"]) == 1


def test_an_organization_that_another_site_had(site: SmallSite, ask: Both) -> None:
    other = make_site("other.example")
    organization = OrganizationFactory(site=other.site, name="Larch Hill")
    query = "{ organization { name } }"
    assert ask(query) == {"name": "localhost"}
    organization.site = site.site
    organization.save()
    assert ask(query) == {"name": "Larch Hill"}


COUNTS = ("totalCount", "pageInfo { hasNextPage }")


@pytest.mark.parametrize("asked", COUNTS)
def test_redirects_are_counted_anew_when_one_has_another_path(site: SmallSite, ask: Both, asked: str) -> None:
    near = StandardPageFactory(slug="near", parent=site.home)
    Redirect.objects.create(old_path="/old", redirect_page=near, site=site.site)
    other = Redirect.objects.create(old_path="/older", redirect_page=near, site=None)
    query = f"{{ redirects(first: 1) {{ {asked} }} }}"
    found = []
    for path in ("/older", "/near", "/other", "/old"):  # free, a page's, free, the site's own redirect's
        other.old_path = path
        other.save()
        found.append(next(iter(ask(query).values())))
    two, one = (2, 1) if asked == "totalCount" else ({"hasNextPage": True}, {"hasNextPage": False})
    assert found == [two, one, two, one]


def test_cursors_of_children_stay_when_their_parent_is_put_elsewhere(site: SmallSite, ask: Both) -> None:
    first, second = (StandardPageFactory(slug=slug, parent=site.home) for slug in ("first", "second"))
    StandardPageFactory(title="Below", parent=second)
    query = '{ page(path: "/second/") { children { edges { cursor } } } }'
    before = ask(query)
    Page.objects.get(pk=second.pk).move(Page.objects.get(pk=first.pk), "left")
    assert ask(query) == before


def test_where_the_log_is_read_on_moves_with_the_search_index(site: SmallSite, ask: Both) -> None:
    StandardPageFactory(parent=site.home)
    last = ask("{ changes(last: 1) { pageInfo { endCursor } } }")["pageInfo"]["endCursor"]
    query = '{ changes(after: "%s") { nodes { sequence } pageInfo { endCursor } } }' % last  # noqa: UP031
    before = ask(query)
    call_command("update_index", verbosity=0)
    after = ask(query)
    assert before["nodes"] == after["nodes"] == []
    assert before["pageInfo"] != after["pageInfo"]
