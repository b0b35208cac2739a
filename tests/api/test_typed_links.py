"""Addresses that editors typed: wherever they stand, one that leads to a hidden page is treated as a link to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import escape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from pages.models import Announcement, NavigationMenu
from tests.factories import (
    AnnouncementFactory,
    ConcernPageFactory,
    NavigationMenuFactory,
    OrganizationFactory,
    SmallSite,
    StandardPageFactory,
    make_site,
    stored_blocks,
)
from treatments.models import ConcernPage

from .conftest import Ask

NOWHERE = "nowhere"
SPELLINGS = [
    "/PAGE/",
    "/PAGE",
    "/PAGE/?x=1&y=%C3%BC#z",
    "/PAGE#z",
    "//www.example.com/PAGE/",
    "https://www.example.com/PAGE/",
    "https://www.example.com/PAGE/?x#y",
    "https://www.example.com/PAGE?x",
    "https://www.example.com:443/PAGE/",
    "https://www.example.com:/PAGE/",
    "http://www.example.com:80/PAGE/",
    "http://www.example.com/PAGE/",
    "HTTPS://WWW.Example.COM/PAGE/",
    "https://www.example.com./PAGE/",
    "https://www%2Eexample.com/PAGE/",
    "https://\uff57\uff57\uff57.example.com/PAGE/",
    "https://somebody@www.example.com/PAGE/",
    "https://www.example.com\\PAGE\\",
    "http://localhost/PAGE/",
    "http://localhost:8000/PAGE/",
    "/%50AGE/",
    "/Page/",
    "/a/../PAGE/",
    "/a/%2E%2e/PAGE/",
    "/./PAGE/.",
    "/../PAGE/",
    "/PAGE/x/..",
    "/a\\..\\PAGE/",
    "/.//PAGE//",
    "/\tPA\nGE/",
    " /PAGE/ ",
]
"""How somebody may write the address of the page PAGE of this site."""

ELSEWHERE = [
    "https://elsewhere.example/hidden/",
    "https://www.example.com.evil.example/hidden/",
    "https://www.example.com:8443/hidden/",
    "https://www.example.com@evil.example/hidden/",
    "https://b.example/hidden/",
]
"""What is none of this site's addresses, though it may look so: it stays."""

ABSENT = [
    "/find-us/?near=me",
    "https://www.example.com/find-us/",
    "http://localhost:8000/admin/",
    "/hidden/more/",
    "/" + "a" * 199,
]
"""What no page has stays as well: the front end may have pages of its own."""

NO_ADDRESS = [
    "javascript:alert(1)", "java\tscript:alert(1)", "//evil.example/", "/\\evil.example/", "/\t/evil.example/",
    "\\\\evil.example", "http://[", "https://www.example.com:x/", "hidden/", "data:text/html,x", "http:///x",
    "//www.example.com/open/", "", " ",
]  # fmt: skip
"""What leads nowhere at all, or to where nobody can tell."""


def written(spelling: str, slug: str) -> str:
    """``spelling`` of the page ``slug``, which begins with an ``o`` or an ``h``, some of its letters encoded."""
    start = f"%{ord(slug[0]):02X}"
    return (
        spelling.replace("%50AGE", start + slug[1:])
        .replace("Page", slug.title())
        .replace("PA\nGE", f"{slug[:2]}\n{slug[2:]}")
        .replace("PAGE", slug)
    )


@pytest.fixture(scope="module")
def kept_site(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[SmallSite]:
    with lasting():
        site = make_site()
        make_site("b.example")
        StandardPageFactory(title="Hidden", slug="hidden", parent=site.home).unpublish()
        private = StandardPageFactory(title="Private", slug="private", parent=site.home, history=False)
        StandardPageFactory(title="Below", slug="below", parent=private, history=False)
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
        StandardPageFactory(title="Open", slug="open", parent=site.home, history=False)
        StandardPageFactory(title="Page", slug="page", parent=site.home, history=False)
        ConcernPageFactory(title="Lines")
        OrganizationFactory()
        AnnouncementFactory()
        NavigationMenuFactory(site=site.site, items=[{"page": site.home, "label": "Home"}])
        yield site


def in_menu(ask: Ask, address: str) -> str | None:
    item = {"type": "item", "id": "1", "value": {"label": "There", "page": None, "url": address, "children": []}}
    NavigationMenu.objects.update(items=[{"type": "item", "value": {**item["value"], "children": [
        {"type": "item", "id": "2", "value": {"label": "Below", "page": None, "url": address}}]}}])  # fmt: skip
    found = ask('{ navigation(handle: "main") { label url page { path } children { label url } } }')["navigation"]
    if not found:
        return None
    [entry] = found
    url = entry["url"]
    assert entry == {"label": "There", "url": url, "page": None, "children": [{"label": "Below", "url": url}]}
    return str(url)


def in_rich_text(ask: Ask, address: str) -> str | None:
    source = f'<p>a <a href="{escape(address)}">b</a></p>'
    ConcernPage.objects.filter(slug="lines").update(see_a_doctor_if=source)
    value = ask('{ concern(slug: "lines") { seeADoctorIf { html text } } }')["concern"]["seeADoctorIf"]
    assert value["text"] == "a b"
    if value["html"] == "<p>a b</p>":
        return None
    before, after = '<p>a <a href="', '">b</a></p>'
    html = value["html"]
    assert html.startswith(before), html
    assert html.endswith(after), html
    return str(html.removeprefix(before).removesuffix(after).replace("&amp;", "&"))


def in_call_to_action(ask: Ask, address: str) -> str | None:
    page = Page.objects.get(slug="page").specific
    block = {"label": "Go", "page": None, "url": address, "show_phone": False, "locations": []}
    type(page).objects.filter(pk=page.pk).update(body=stored_blocks(("call_to_action", block)))
    query = '{ page(path: "/page/") { ... on StandardPage { body { ... on CallToActionBlock { label url } } } } }'
    found = ask(query)["page"]["body"]
    if not found:
        return None
    assert found == [{"label": "Go", "url": found[0]["url"]}]
    return str(found[0]["url"])


def in_redirect(ask: Ask, address: str) -> str | None:
    Redirect.objects.create(old_path="/old", redirect_link=address)
    answer = ask('{ route(path: "/old/") { path page { path } redirect { to } } redirects { nodes { from to } } }')
    route = answer["route"]
    if route is None:
        assert answer["redirects"]["nodes"] == []
        return None
    to = route["redirect"]["to"]
    assert route == {"path": "/old/", "page": None, "redirect": {"to": to}}
    assert answer["redirects"]["nodes"] == [{"from": "/old/", "to": to}]
    return str(to)


def in_announcement(ask: Ask, address: str) -> str | None:
    Announcement.objects.update(link=address)
    link = ask("{ organization { announcement { link } } }")["organization"]["announcement"]["link"]
    return None if link is None else str(link)


PLACES = [in_announcement, in_menu, in_rich_text, in_call_to_action, in_redirect]
Place = Callable[[Ask, str], str | None]
in_each_place = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)


@in_each_place
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_one_of_a_hidden_page_leads_nowhere(site: SmallSite, ask: Ask, place: Place, spelling: str) -> None:
    assert place(ask, written(spelling, "hidden")) is None


@in_each_place
@pytest.mark.parametrize("address", ["/private/", "/private/below/?x", "https://www.example.com/private"])
def test_one_of_a_private_page_leads_nowhere(site: SmallSite, ask: Ask, place: Place, address: str) -> None:
    assert place(ask, address) is None


@in_each_place
@pytest.mark.parametrize("spelling", [spelling for spelling in SPELLINGS if not spelling.startswith("//")])
def test_one_of_a_public_page_becomes_its_path(site: SmallSite, ask: Ask, place: Place, spelling: str) -> None:
    kept = next((rest for rest in ("?x=1&y=%C3%BC#z", "?x#y", "?x", "#z") if spelling.endswith(rest)), "")
    assert place(ask, written(spelling, "open")) == f"/open/{kept}"


@in_each_place
@pytest.mark.parametrize("address", [*ELSEWHERE, *ABSENT])
def test_any_other_stays_as_it_was_typed(site: SmallSite, ask: Ask, place: Place, address: str) -> None:
    assert place(ask, address) == address


@in_each_place
@pytest.mark.parametrize("address", NO_ADDRESS)
def test_what_is_no_address_leads_nowhere(site: SmallSite, ask: Ask, place: Place, address: str) -> None:
    assert place(ask, address) is None


@pytest.mark.parametrize("place", PLACES[:4], ids=lambda place: place.__name__)
@pytest.mark.parametrize("address", ["mailto:desk@clinic.example", "tel:+14045550100", "#top"])
def test_a_link_may_write_call_or_jump(site: SmallSite, ask: Ask, place: Place, address: str) -> None:
    assert place(ask, address) == address


def test_a_redirect_may_not(site: SmallSite, ask: Ask) -> None:
    assert in_redirect(ask, "tel:+14045550100") is None


def test_a_redirect_at_the_path_of_a_hidden_page_is_followed(site: SmallSite, ask: Ask) -> None:
    Redirect.objects.create(old_path="/hidden", redirect_link="https://elsewhere.example/")
    Redirect.objects.create(old_path="/older", redirect_link="http://LOCALHOST/x/../hidden?a")
    assert ask('{ route(path: "/older/") { redirect { to } } }')["route"] == {
        "redirect": {"to": "https://elsewhere.example/"}
    }


@in_each_place
def test_the_home_page_by_its_address(site: SmallSite, ask: Ask, place: Place) -> None:
    assert place(ask, "https://www.example.com") == "/"


@in_each_place
def test_a_link_appears_as_soon_as_its_page_does(site: SmallSite, ask: Ask, place: Place) -> None:
    Page.objects.get(slug="hidden").specific.save_revision().publish()
    assert place(ask, "https://www.example.com/hidden#top") == "/hidden/#top"


@in_each_place
def test_a_draft_takes_no_link_away(site: SmallSite, ask: Ask, place: Place) -> None:
    StandardPageFactory(title="Draft", slug="book", parent=site.home, live=False)
    assert place(ask, "/book/?now") == "/book/?now"


def test_the_addresses_of_an_answer_are_looked_up_together(site: SmallSite, ask: Ask) -> None:
    """Statements are the same for one typed address and for thirty, in every block and entry."""
    query = """
    { navigation(handle: "main") { url }
      page(path: "/page/") { ... on StandardPage { body { ... on CallToActionBlock { url } ... on RichTextBlock { html } } } } }
    """  # noqa: E501
    counts = []
    for number in (1, 30):
        slugs = ("open", "hidden", "absent") * number
        words = {"text": "".join(f'<p><a href="/{slug}/?{number}">x</a></p>' for slug in slugs)}
        buttons = [("call_to_action", {"label": "Go", "url": f"/{slug}/#{number}"}) for slug in slugs]
        page = Page.objects.get(slug="page").specific
        type(page).objects.filter(pk=page.pk).update(body=stored_blocks(("rich_text", words), *buttons))
        entry = [{"type": "item", "value": {"label": "There", "url": f"/{slug}/?{number}"}} for slug in slugs]
        NavigationMenu.objects.update(items=entry)
        ask("{ organization { name } }")
        with CaptureQueriesContext(connection) as captured:
            answer = ask(query)
        assert len(answer["navigation"]) == 2 * number
        counts.append(len(captured))
    assert counts[0] == counts[1]
