"""The sitemap, and the list of redirects for hosts of static files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from tests.factories import ArticlePageFactory, LocationPageFactory, SmallSite, StandardPageFactory, make_site

from .conftest import Ask

NOW = "2026-03-04T15:00:00+00:00"
INDEXES = ["/", "/articles/", "/treatments/", "/concerns/", "/locations/", "/providers/"]
SITEMAP = """
query ($first: Int, $after: String, $site: String) {
  sitemap(first: $first, after: $after, site: $site) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { path url lastModified } edges { cursor }
  }
}
"""
REDIRECTS = SITEMAP.replace("sitemap", "redirects").replace("path url lastModified", "from to permanent")


def paths(ask: Ask, **variables: Any) -> list[str]:
    return [node["path"] for node in ask(SITEMAP, first=100, **variables)["sitemap"]["nodes"]]


def redirects(ask: Ask, **variables: Any) -> list[tuple[str, str, bool]]:
    found = ask(REDIRECTS, first=100, **variables)["redirects"]
    assert found["totalCount"] == len(found["nodes"])
    return [(node["from"], node["to"], node["permanent"]) for node in found["nodes"]]


def test_a_page_in_the_sitemap(site: SmallSite, ask: Ask) -> None:
    about = StandardPageFactory(title="About us", parent=site.home)
    Page.objects.filter(pk=site.articles.pk).update(last_published_at=None)
    nodes = ask(SITEMAP, first=100)["sitemap"]["nodes"]
    assert nodes[-1] == {
        "path": about.get_url_parts()[2],
        "url": "https://www.example.com/about-us/",
        "lastModified": NOW,
    }
    assert nodes[1] == {"path": "/articles/", "url": "https://www.example.com/articles/", "lastModified": None}


def test_the_sitemap_is_in_the_order_of_the_tree(site: SmallSite, ask: Ask) -> None:
    StandardPageFactory(title="About us", parent=site.home)
    ArticlePageFactory(title="Z", parent=site.articles)
    ArticlePageFactory(title="A", parent=site.articles)
    assert paths(ask) == ["/", "/articles/", "/articles/z/", "/articles/a/", *INDEXES[2:], "/about-us/"]


def test_what_search_engines_should_not_list_is_left_out(site: SmallSite, ask: Ask) -> None:
    own = {"canonical_override": "https://www.example.com/articles/own/"}
    ArticlePageFactory(title="Own", parent=site.articles, **own)
    ArticlePageFactory(
        title="Elsewhere", parent=site.articles, canonical_override="https://elsewhere.example/articles/own/"
    )
    ArticlePageFactory(title="Noindex", parent=site.articles, hide_from_search_engines=True)
    ArticlePageFactory(title="Draft", parent=site.articles, live=False)
    private = StandardPageFactory(title="Private", parent=site.home)
    StandardPageFactory(title="Below", parent=private)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    new = LocationPageFactory(title="New")
    LocationPageFactory(title="Moved", status="closed", moved_to=new)
    LocationPageFactory(title="Closed", status="closed")
    assert paths(ask) == [
        *["/", "/articles/", "/articles/own/", "/treatments/", "/concerns/"],
        *["/locations/", "/locations/new/", "/locations/closed/", "/providers/"],
        *[
            f"/providers/{slug}/"
            for slug in Page.objects.filter(url_path__contains="/providers/")
            .order_by("path")
            .values_list("slug", flat=True)
            if slug != "providers"
        ],
    ]
    assert ask(SITEMAP)["sitemap"]["totalCount"] == len(paths(ask))


def test_a_closed_location_is_listed_while_the_one_it_moved_to_is_hidden(site: SmallSite, ask: Ask) -> None:
    new = LocationPageFactory(title="New")
    LocationPageFactory(title="Old", status="closed", moved_to=new)
    listed = [path for path in paths(ask) if path.startswith("/locations/")]
    assert listed == ["/locations/", "/locations/new/"]
    new.unpublish()
    assert [path for path in paths(ask) if path.startswith("/locations/")] == ["/locations/", "/locations/old/"]
    new.save_revision().publish()
    PageViewRestriction.objects.create(page=new, restriction_type=PageViewRestriction.LOGIN)
    assert [path for path in paths(ask) if path.startswith("/locations/")] == ["/locations/", "/locations/old/"]


def test_redirects_that_an_import_left_in_disorder_are_passed_over(site: SmallSite, ask: Ask) -> None:
    for old in ("/\t/[x", "/a\x7fb", "//[", "/\r\nb", "/[y", "\\\\evil"):
        Redirect.objects.create(old_path=old, redirect_link="https://elsewhere.example/")
    links = (
        *("/%09/%5Bx", "http://[", "//", "\\\\", "javascript:x"),
        *("/a\r\nb", "https://a.example:x/", "http://", "/%00"),
    )
    for number, link in enumerate(links):
        Redirect.objects.create(old_path=f"/old-{number}", redirect_link=link)
    assert redirects(ask) == [
        ("/[/", "https://elsewhere.example/", True),
        ("/[y/", "https://elsewhere.example/", True),
        ("/\\\\evil/", "https://elsewhere.example/", True),
        ("/old-5/", "/ab", True),
    ]
    route = "query ($path: String!) { route(path: $path) { redirect { to } } }"
    for number in range(len(links)):
        found = ask(route, path=f"/old-{number}/")["route"]
        assert found == ({"redirect": {"to": "/ab"}} if number == 5 else None)
    for path in ("/\t/[x", "//[", "/[y", "/\\evil", "/[y?//["):
        ask(route, path=path)


def test_the_sitemap_is_read_in_parts(site: SmallSite, ask: Ask) -> None:
    found, after = [], None
    for _ in range(3):
        part = ask(SITEMAP, first=2, after=after)["sitemap"]
        found += [node["path"] for node in part["nodes"]]
        after = part["pageInfo"]["endCursor"]
    assert found == INDEXES
    assert part["pageInfo"]["hasNextPage"] is False


def test_each_site_has_its_own_sitemap_and_redirects(site: SmallSite, ask: Ask) -> None:
    other = make_site("b.example")
    Redirect.add_redirect("/all", "https://elsewhere.example/")
    Redirect.add_redirect("/own", "https://own.example/", site=site.site)
    Redirect.add_redirect("/own", other.articles, site=other.site)
    Redirect.add_redirect("/over", other.articles)
    assert paths(ask, site="b.example") == INDEXES == paths(ask)
    assert redirects(ask) == [
        ("/all/", "https://elsewhere.example/", True),
        ("/own/", "https://own.example/", True),
        ("/over/", "https://b.example/articles/", True),
    ]
    assert redirects(ask, site="b.example") == [
        ("/all/", "https://elsewhere.example/", True),
        ("/own/", "/articles/", True),
        ("/over/", "/articles/", True),
    ]


@pytest.mark.parametrize("part", ["sitemap", "redirects"])
def test_a_part_costs_the_same_statements_whatever_its_rows(site: SmallSite, ask: Ask, part: str) -> None:
    counts = []
    for number in range(2):
        for row in range(10 * number):
            page = StandardPageFactory(title=f"Page {row}", parent=site.home, history=False)
            Redirect.add_redirect(f"/old-{row}", page)
            Redirect.add_redirect(f"/older-{row}", f"/old-{row}/")
        Redirect.add_redirect(f"/first-{number}", "/second/")
        Redirect.add_redirect(f"/page-{number}", site.articles)
        if not number:
            Redirect.add_redirect("/second", site.articles)
            ask(SITEMAP)
        with CaptureQueriesContext(connection) as captured:
            ask({"sitemap": SITEMAP, "redirects": REDIRECTS}[part], first=100)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] <= {"sitemap": 5, "redirects": 20}[part]


def test_redirects_tell_what_is_public_and_nothing_else(site: SmallSite, ask: Ask) -> None:
    about = StandardPageFactory(title="About us", parent=site.home)
    draft = StandardPageFactory(title="Draft", parent=site.home)
    draft.unpublish()
    Redirect.add_redirect("/old", about)
    Redirect.add_redirect("/index.php?page=5", about, is_permanent=False)
    Redirect.add_redirect("/%C3%BCber", "/about-us#team")
    Redirect.add_redirect("/chain", "/old/")
    Redirect.add_redirect("/to-draft", draft)
    Redirect.add_redirect("/to-draft-by-address", "/draft/")
    Redirect.add_redirect("/loop", "/loop/")
    Redirect.add_redirect("/script", "javascript:alert(1)")
    Redirect.add_redirect("//evil", "//evil.example/")
    Redirect.add_redirect("/", "https://elsewhere.example/")
    Redirect.add_redirect("/about-us", "https://elsewhere.example/")
    Redirect.objects.create(old_path="/nowhere")
    Redirect.add_redirect("/shop", "https://shop.example.com/")
    Redirect.add_redirect("/shop", draft, site=site.site)
    assert redirects(ask) == [
        ("/old/", "/about-us/", True),
        ("/index.php/?page=5", "/about-us/", False),
        ("/über/", "/about-us/#team", True),
        ("/chain/", "/about-us/", True),
    ]


def test_redirects_agree_with_routes(site: SmallSite, ask: Ask, post: Callable[..., Any]) -> None:
    about = StandardPageFactory(title="About us", parent=site.home)
    for path, target in (("/a", about), ("/b", "/a/?x=1"), ("/c", "https://c.example/"), ("/d?y=2", "/find/")):
        Redirect.add_redirect(path, target)
    route = "query ($path: String!) { route(path: $path) { redirect { to permanent } } }"
    found = redirects(ask)
    assert len(found) == 4
    for path, to, permanent in found:
        assert ask(route, path=path)["route"] == {"redirect": {"to": to, "permanent": permanent}}
