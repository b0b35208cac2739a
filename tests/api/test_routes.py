"""What is at a path: pages, redirects, and nothing that is not for everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TestCase
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from cms.api.paths import normal_path, pages_at
from cms.api.reader import Reader
from cms.api.visibility import Gate
from locations.models import LocationPage
from tests.factories import LocationPageFactory, SmallSite, StandardPageFactory, make_site

from .conftest import Ask

QUERY = """
query ($path: String!) {
  route(path: $path) { path page { title path } redirect { from to permanent } }
  page(path: $path) { title }
}
"""


@pytest.fixture
def about(site: SmallSite) -> Any:
    return StandardPageFactory(title="About us", parent=site.home)


def at(ask: Ask, path: str) -> dict[str, Any] | None:
    """The route at ``path``, which must agree with the page there."""
    answer = ask(QUERY, path=path)
    route = answer["route"]
    assert answer["page"] == (route and route["page"] and {"title": route["page"]["title"]})
    return dict(route) if route else None


def moved(path: str, to: str, permanent: bool = True) -> dict[str, Any]:
    return {"path": path, "page": None, "redirect": {"from": path, "to": to, "permanent": permanent}}


ABOUT = {"path": "/about-us/", "page": {"title": "About us", "path": "/about-us/"}, "redirect": None}


@pytest.mark.parametrize(
    "path",
    [
        "/about-us/",
        "/about-us",
        "about-us",
        "//about-us//",
        "/about%2Dus/",
        "/about-us/?utm=1",
        "/about-us/#team",
        "/about-us?a#b",
    ],
)  # fmt: skip
def test_one_page_however_its_path_is_written(about: Any, ask: Ask, path: str) -> None:
    assert at(ask, path) == ABOUT


@pytest.mark.parametrize("path", ["", "/", "//", "?", "#top", "/?q=1"])
def test_the_home_page_however_its_path_is_written(site: SmallSite, ask: Ask, path: str) -> None:
    assert at(ask, path) == {"path": "/", "page": {"title": "Home", "path": "/"}, "redirect": None}


@pytest.mark.parametrize(
    "path",
    [
        "/about-us/more/",
        "/larch-hill/about-us/",
        "/about-u",
        "/..",
        "/./about-us/",
        "/about-us/../about-us/",
        "/about%252Dus/",
        "/about_us/",
        "/%61bout%00us/",
        "/about-us%00",
        "//[about-us",
        "//℀/about-us/",
        "https://www.example.com/about-us/",
        "/%",
        "/%ff%fe/",
        "/\u202eabout-us/",
        "/" + "a" * 3_000,
        "/" + "%61" * 600,
        "/" + "a/" * 1_000,
    ],
)
def test_nothing_is_at_other_paths(about: Any, ask: Ask, path: str) -> None:
    assert at(ask, path) is None


def test_a_path_in_any_script(site: SmallSite, ask: Ask) -> None:
    StandardPageFactory(title="Über uns", slug="über-uns", parent=site.home)
    expected = {"path": "/über-uns/", "page": {"title": "Über uns", "path": "/über-uns/"}, "redirect": None}
    assert at(ask, "/über-uns/") == expected
    assert at(ask, "/%C3%BCber-uns/") == expected


def test_a_redirect_to_a_page_gives_its_present_path(about: Any, site: SmallSite, ask: Ask) -> None:
    Redirect.add_redirect("/who-we-are/", about)
    assert at(ask, "/who-we-are/") == moved("/who-we-are/", "/about-us/")

    about.slug = "team"
    about.save_revision().publish()
    about.refresh_from_db()
    about.move(Page.objects.get(pk=site.articles.pk), pos="last-child")
    assert at(ask, "/who-we-are/") == moved("/who-we-are/", "/articles/team/")


def test_a_redirect_elsewhere(site: SmallSite, ask: Ask) -> None:
    Redirect.add_redirect("/shop", "https://shop.example.com/?from=cms", is_permanent=False)
    assert at(ask, "/shop/") == moved("/shop/", "https://shop.example.com/?from=cms", permanent=False)


@pytest.mark.parametrize("path", ["/About-Us/", "/ABOUT-US", "about-US/?a=1", "/%41bout-us/"])
def test_a_path_in_other_case_leads_to_the_page_s_own(about: Any, ask: Ask, path: str) -> None:
    assert at(ask, path) == moved(normal_path(path), "/about-us/")
    about.unpublish()
    assert at(ask, path) is None


def test_what_is_at_the_very_path_goes_before_one_that_differs_in_case(about: Any, ask: Ask) -> None:
    Redirect.add_redirect("/About-Us", "https://elsewhere.example/")
    Redirect.add_redirect("/about-us", "https://nowhere.example/")
    assert at(ask, "/About-Us/") == moved("/About-Us/", "https://elsewhere.example/")
    assert at(ask, "/about-us/") == ABOUT


def test_redirects_in_a_chain_are_followed_to_the_end(about: Any, ask: Ask) -> None:
    Redirect.add_redirect("/first", "/second/?a=1#top")
    Redirect.add_redirect("/second", "https://www.example.com/third", is_permanent=False)
    Redirect.add_redirect("/third", about)
    Redirect.add_redirect("/other", "/second?b")
    assert at(ask, "/first/") == moved("/first/", "/about-us/", permanent=False)
    assert at(ask, "/other/") == moved("/other/", "/about-us/", permanent=False)
    assert at(ask, "/third/") == moved("/third/", "/about-us/")
    about.unpublish()
    for path in ("/first/", "/second/", "/third/", "/other/"):
        assert at(ask, path) is None


def test_a_loop_leads_nowhere(about: Any, ask: Ask) -> None:
    Redirect.add_redirect("/first", "/second/")
    Redirect.add_redirect("/second", "/first/")
    Redirect.add_redirect("/itself", "https://www.example.com/itself/")
    Redirect.add_redirect("/into", "/first/")
    for path in ("/first/", "/second/", "/itself/", "/into/"):
        assert at(ask, path) is None


def test_a_chain_of_ten_is_followed_and_a_longer_one_is_taken_for_a_loop(about: Any, ask: Ask) -> None:
    for number in range(10):
        Redirect.add_redirect(f"/step-{number}", f"/step-{number + 1}/")
    Redirect.add_redirect("/step-10", about)
    assert at(ask, "/step-1/") == moved("/step-1/", "/about-us/")
    assert at(ask, "/step-0/") is None


@pytest.mark.parametrize(
    ("link", "to"),
    [
        ("/about-us?ref=mail#team", "/about-us/?ref=mail#team"),
        ("https://www.example.com/about-us", "/about-us/"),
        ("https://www.example.com", "/"),
        ("/find-us/?near=me", "/find-us/?near=me"),
        ("https://www.example.com.evil.example/about-us/", "https://www.example.com.evil.example/about-us/"),
        ("http://elsewhere.example", "http://elsewhere.example"),
        ("/draft/", None),
        ("https://www.example.com/draft", None),
        ("//evil.example/", None),
        ("/\\evil.example/", None),
        ("javascript:alert(1)", None),
        ("about-us", None),
        ("/a%00b/", None),
    ],
)
def test_where_an_address_that_somebody_typed_leads(
    about: Any, site: SmallSite, ask: Ask, link: str, to: str | None
) -> None:
    StandardPageFactory(title="Draft", parent=site.home).unpublish()
    Redirect.add_redirect("/old", link)
    assert at(ask, "/old/") == (moved("/old/", to) if to else None)


def test_a_redirect_to_a_page_of_another_site_is_an_address_there(about: Any, site: SmallSite, ask: Ask) -> None:
    Redirect.add_redirect("/old", about)
    other = make_site("b.example")
    about.move(other.home, pos="last-child")
    assert at(ask, "/old/") == moved("/old/", "https://b.example/about-us/")
    assert ask(QUERY.replace("(path: $path)", '(path: $path, site: "b.example")'), path="/old")["route"] == {
        "path": "/old/",
        "page": None,
        "redirect": {"from": "/old/", "to": "/about-us/", "permanent": True},
    }
    PageViewRestriction.objects.create(page=other.home, restriction_type=PageViewRestriction.LOGIN)
    assert at(ask, "/old/") is None


def test_wagtail_writes_redirects_when_a_page_gets_another_slug_or_place(about: Any, site: SmallSite, ask: Ask) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        about.slug = "team"
        about.save_revision().publish()
        Page.objects.get(pk=about.pk).move(Page.objects.get(pk=site.articles.pk), pos="last-child")
    for path in ("/about-us/", "/team/"):
        assert at(ask, path) == moved(path, "/articles/team/")


def test_a_page_goes_before_a_redirect_from_its_path(about: Any, ask: Ask) -> None:
    Redirect.add_redirect("/about-us", "https://elsewhere.example/")
    assert at(ask, "/about-us/") == ABOUT


def test_a_redirect_stands_in_for_a_page_that_is_hidden(about: Any, ask: Ask) -> None:
    Redirect.add_redirect("/about-us", "https://elsewhere.example/")
    about.unpublish()
    assert at(ask, "/about-us/") == moved("/about-us/", "https://elsewhere.example/")


@pytest.mark.parametrize("hide", ["unpublish", "restrict", "restrict above", "no page type of ours"])
def test_a_redirect_to_a_hidden_page_is_not_there(about: Any, site: SmallSite, ask: Ask, hide: str) -> None:
    Redirect.add_redirect("/old", about)
    if hide == "unpublish":
        about.unpublish()
    elif hide == "no page type of ours":
        Page.objects.filter(pk=about.pk).update(content_type=ContentType.objects.get_for_model(Page))
    else:
        page = about if hide == "restrict" else site.home
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    assert at(ask, "/old/") is None
    assert at(ask, "/about-us/") is None


def test_a_redirect_without_a_target_is_not_there(site: SmallSite, ask: Ask) -> None:
    Redirect.objects.create(old_path="/old")
    assert at(ask, "/old/") is None


def test_a_redirect_is_found_by_its_path_alone(about: Any, ask: Ask) -> None:
    Redirect.add_redirect("/old", about)
    for path in ("/old", "old/", "/old/?utm_source=mail", "/old#top", "/%6fld/"):
        assert at(ask, path) == moved("/old/", "/about-us/")
    assert at(ask, "/OLD/") == moved("/OLD/", "/about-us/")
    assert at(ask, "/old/more/") is None


def test_a_redirect_may_be_for_one_query_string(about: Any, ask: Ask) -> None:
    Redirect.add_redirect("/index.php?page=5&lang=en", about)
    assert at(ask, "/index.php?page=5&lang=en") == moved("/index.php/", "/about-us/")
    assert at(ask, "/index.php?lang=en&page=5#top") == moved("/index.php/", "/about-us/")
    assert at(ask, "/index.php?page=6") is None
    assert at(ask, "/index.php") is None

    Redirect.add_redirect("/index.php", "https://elsewhere.example/")
    assert at(ask, "/index.php?page=5&lang=en") == moved("/index.php/", "/about-us/")
    assert at(ask, "/index.php?page=6") == moved("/index.php/", "https://elsewhere.example/")


@pytest.mark.parametrize("stored", ["/old page (1).html", "/old%20page%20(1).html"])
def test_a_redirect_from_a_path_with_spaces(about: Any, ask: Ask, stored: str) -> None:
    Redirect.add_redirect(stored, about)
    for path in ("/old page (1).html", "/old%20page%20(1).html", "/old%20page%20%281%29.html?a=1"):
        assert at(ask, path) == moved("/old page (1).html/", "/about-us/")


def test_a_redirect_in_any_script(about: Any, ask: Ask) -> None:
    Redirect.add_redirect("/%C3%BCber/", about)
    for path in ("/über/", "/%C3%BCber/"):
        assert at(ask, path) == moved("/über/", "/about-us/")


def test_a_sites_own_redirect_goes_before_one_of_all_sites(about: Any, site: SmallSite, ask: Ask) -> None:
    Redirect.add_redirect("/old", "https://all.example/")
    Redirect.add_redirect("/old", about, site=site.site)
    other = Site.objects.create(hostname="b.example", root_page=Page.objects.get(depth=1), port=80)
    Redirect.add_redirect("/old", "https://b.example/", site=other)
    assert at(ask, "/old") == moved("/old/", "/about-us/")

    Redirect.objects.filter(site=site.site).delete()
    assert at(ask, "/old") == moved("/old/", "https://all.example/")


def test_page_and_route_need_their_arguments(site: SmallSite, ask: Ask) -> None:
    query = 'query ($id: ID!) { page(id: $id) { title } route(path: "/") { page { id } } }'
    assert ask(query, id=str(site.home.pk)) == {"page": {"title": "Home"}, "route": {"page": {"id": str(site.home.pk)}}}


def test_a_closed_location_s_address_leads_to_the_one_it_moved_to(site: SmallSite, ask: Ask) -> None:
    new = LocationPageFactory(title="New")
    LocationPageFactory(title="Old", status="closed", moved_to=new)
    route = "query ($path: String!) { route(path: $path) { path redirect { from to permanent } page { path } } }"
    assert ask(route, path="/locations/old")["route"] == {
        "path": "/locations/old/",
        "redirect": {"from": "/locations/old/", "to": "/locations/new/", "permanent": True},
        "page": None,
    }
    assert ask('{ location(slug: "old") { status movedTo { path } } }')["location"] == {
        "status": "CLOSED",
        "movedTo": {"path": "/locations/new/"},
    }
    Redirect.add_redirect("/former", LocationPage.objects.get(slug="old"))
    assert at(ask, "/former/") == moved("/former/", "/locations/new/")
    PageViewRestriction.objects.create(page=new, restriction_type=PageViewRestriction.LOGIN)
    assert at(ask, "/former/") == moved("/former/", "/locations/old/")
    assert ask(route, path="/locations/old/")["route"] == {
        "path": "/locations/old/",
        "redirect": None,
        "page": {"path": "/locations/old/"},
    }


def test_moves_upon_moves_are_followed_and_a_circle_of_them_is_not(site: SmallSite, ask: Ask) -> None:
    last = LocationPageFactory(title="Last")
    middle = LocationPageFactory(title="Middle", status="closed", moved_to=last)
    LocationPageFactory(title="First", status="closed", moved_to=last)
    LocationPage.objects.filter(slug="first").update(moved_to=middle)
    route = "query ($path: String!) { route(path: $path) { page { title } redirect { to } } }"
    assert ask(route, path="/locations/first/")["route"] == {"page": None, "redirect": {"to": "/locations/last/"}}
    LocationPage.objects.filter(slug="last").update(status="closed", moved_to=middle)
    assert ask(route, path="/locations/last/")["route"] == {"page": {"title": "Last"}, "redirect": None}


def test_a_path_is_looked_up_by_the_index_on_slugs(site: SmallSite) -> None:
    pages = pages_at(["/articles/peels/"], Reader(Gate(site.site)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table this small is read whole
    assert "wagtailcore_page_slug" in pages.explain()


@pytest.mark.parametrize("path", ["/\t/[x", "/%09/%5Bx", "/\n/℀", "//\r//["])
def test_nothing_is_at_a_path_with_controls(about: Any, ask: Ask, path: str) -> None:
    assert at(ask, path) is None
