"""What decides visibility everywhere is as it is now, also where the change log had nothing to tell."""

from __future__ import annotations

import pytest
from wagtail.models import Page, PageViewRestriction, Site

from cms.delivery.models import Log
from tests.api.changes.mutations import end_transaction
from tests.factories import SmallSite, StandardPageFactory, make_site

from .asking import Asking

pytestmark = pytest.mark.django_db


class Visitor:
    """Asks for pages by their paths through the response cache, never the same text twice."""

    def __init__(self) -> None:
        self.asking = Asking()

    def sees(self, path: str) -> bool:
        query = f'{" " * self.asking.made}{{ page(path: "{path}") {{ title }} }}'
        return self.asking.get(query).data["page"] is not None


@pytest.fixture
def site() -> SmallSite:
    return make_site()


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def test_another_root_and_another_restriction_are_noticed_at_once(site: SmallSite, visitor: Visitor) -> None:
    section = StandardPageFactory(slug="section", parent=site.home)
    StandardPageFactory(slug="below", parent=section)
    assert visitor.sees("/section/below/")
    restriction = PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert not visitor.sees("/section/below/")
    restriction.delete()
    assert visitor.sees("/section/below/")
    Site.objects.update(root_page=section.pk)
    assert (visitor.sees("/section/below/"), visitor.sees("/below/")) == (False, True)


def test_a_private_page_stays_private_among_its_neighbours(site: SmallSite, visitor: Visitor) -> None:
    """Nobody could notice, so the log does not tell; its path in the tree is another, and its old one a neighbour's."""
    private = StandardPageFactory(slug="private", parent=site.home)
    StandardPageFactory(slug="last", parent=site.home)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert (visitor.sees("/private/"), visitor.sees("/last/")) == (False, True)
    before = Log.position()
    Page.objects.get(pk=private.pk).move(Page.objects.get(pk=site.home.pk), pos="last-child")
    Page.objects.filter(pk=private.pk).update(title="Private as ever")
    end_transaction()
    assert Log.position() == before
    assert (visitor.sees("/private/"), visitor.sees("/last/")) == (False, True)


@pytest.mark.parametrize("was_live", [True, False])
@pytest.mark.parametrize("place", ["first-child", "last-child", "right"])
def test_a_hidden_section_takes_its_restriction_along(
    site: SmallSite, visitor: Visitor, was_live: bool, place: str
) -> None:
    target = StandardPageFactory(slug="target", parent=site.home)
    section = StandardPageFactory(slug="section", parent=site.home, live=was_live, history=False)
    StandardPageFactory(slug="below", parent=section)
    StandardPageFactory(slug="last", parent=target)
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    Page.objects.filter(pk=section.pk).update(live=False)
    assert (visitor.sees("/section/below/"), visitor.sees("/target/last/")) == (False, True)
    Page.objects.get(pk=section.pk).move(Page.objects.get(pk=target.pk), pos=place)
    path = "/section/below/" if place == "right" else "/target/section/below/"
    assert (visitor.sees(path), visitor.sees("/target/last/")) == (False, True)
