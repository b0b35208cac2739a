"""What decides visibility everywhere is asked for once for each number of the change log, and is never old."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction, Site

from cms.api.everywhere import statement
from tests.factories import SmallSite, SourceFactory, StandardPageFactory, make_site

from .asking import Asking, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> SmallSite:
    return make_site()


@pytest.fixture
def ask() -> Callable[[str], tuple[Any, int]]:
    """Ask for the page at a path, each time anew: its title, if it is there, and how often all of it was asked for."""
    asking = Asking()

    def asked(path: str) -> tuple[Any, int]:
        with CaptureQueriesContext(connection) as captured:
            page = asking.get(f'{" " * asking.made}{{ page(path: "{path}") {{ title }} }}')
        times = [one["sql"] for one in captured].count(statement(connection.vendor))
        return page.data["page"] and page.data["page"]["title"], times

    return asked


def test_it_is_asked_for_once_while_nothing_changes(site: SmallSite, ask: Callable[[str], tuple[Any, int]]) -> None:
    page = StandardPageFactory(title="About", slug="about", parent=site.home)
    assert [ask("/about/"), ask("/about/"), ask("/other/")] == [("About", 1), ("About", 0), (None, 0)]
    publish(page, "About us")
    assert [ask("/about/"), ask("/about/")] == [("About us", 1), ("About us", 0)]
    SourceFactory()
    assert [ask("/about/"), ask("/about/")] == [("About us", 1), ("About us", 0)]


def test_another_root_and_another_restriction_are_noticed_at_once(
    site: SmallSite, ask: Callable[[str], tuple[Any, int]]
) -> None:
    section = StandardPageFactory(title="Section", slug="section", parent=site.home)
    StandardPageFactory(title="Below", slug="below", parent=section)
    assert ask("/section/below/") == ("Below", 1)
    restriction = PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert ask("/section/below/") == (None, 1)
    restriction.delete()
    assert ask("/section/below/") == ("Below", 1)
    Site.objects.update(root_page=section.pk)
    assert [ask("/section/below/"), ask("/below/")] == [(None, 1), ("Below", 0)]


@pytest.mark.parametrize("was_live", [True, False])
@pytest.mark.parametrize("place", ["first-child", "last-child", "right"])
def test_a_hidden_section_takes_its_restriction_along(
    site: SmallSite, ask: Callable[[str], tuple[Any, int]], was_live: bool, place: str
) -> None:
    """The log tells of it for what is below, though nobody could see that before and nobody can after."""
    target = StandardPageFactory(title="Target", slug="target", parent=site.home)
    section = StandardPageFactory(slug="section", parent=site.home, live=was_live, history=False)
    StandardPageFactory(title="Below", slug="below", parent=section)
    StandardPageFactory(title="Last", slug="last", parent=target)
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    Page.objects.filter(pk=section.pk).update(live=False)
    assert [ask("/section/below/"), ask("/target/")] == [(None, 1), ("Target", 0)]
    Page.objects.get(pk=section.pk).move(Page.objects.get(pk=target.pk), pos=place)
    path = "/section/below/" if place == "right" else "/target/section/below/"
    assert [ask(path), ask("/target/"), ask("/target/last/")] == [(None, 1), ("Target", 0), ("Last", 0)]
