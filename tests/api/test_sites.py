"""Several sites in one CMS: each answers for itself, and none for another."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from tests.factories import (
    AnnouncementFactory,
    ArticlePageFactory,
    NavigationMenuFactory,
    OrganizationFactory,
    SmallSite,
    StandardPageFactory,
    link_to,
    make_site,
    stored_blocks,
)

from .conftest import Ask

Post = Callable[..., tuple[int, dict[str, Any]]]
Sites = tuple[SmallSite, SmallSite]

EVERYTHING = """
query ($site: String) {
  organization(site: $site) { name announcement { text } }
  navigation(handle: "main", site: $site) { label }
  articles(site: $site) { totalCount nodes { title url } }
  pages(site: $site) { totalCount }
  article(slug: "news", site: $site) { title path related { nodes { title } } }
  page(path: "/about/", site: $site) { title breadcrumbs { title path } }
  route(path: "/old/", site: $site) { redirect { to } }
}
"""


@pytest.fixture(scope="module")
def sites(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[Sites]:
    with lasting():
        first, second = make_site(title="Home A"), make_site("b.example", title="Home B")
        for letter, small in (("A", first), ("B", second)):
            OrganizationFactory(site=small.site, name=f"Clinic {letter}")
            AnnouncementFactory(site=small.site, text=f"Closed {letter}")
            StandardPageFactory(parent=small.home, title=f"About {letter}", slug="about")
            NavigationMenuFactory(site=small.site, items=[{"page": small.home, "label": f"Home {letter}"}])
            ArticlePageFactory(parent=small.articles, title=f"News {letter}", slug="news")
        Redirect.objects.create(old_path="/old", redirect_page=first.articles, site=first.site)
        Redirect.objects.create(old_path="/old", redirect_page=second.home, site=second.site)
        yield first, second


def content(letter: str, origin: str, redirect: str) -> dict[str, Any]:
    return {
        "organization": {"name": f"Clinic {letter}", "announcement": {"text": f"Closed {letter}"}},
        "navigation": [{"label": f"Home {letter}"}],
        "articles": {"totalCount": 1, "nodes": [{"title": f"News {letter}", "url": f"{origin}/articles/news/"}]},
        "pages": {"totalCount": 8},
        "article": {"title": f"News {letter}", "path": "/articles/news/", "related": {"nodes": []}},
        "page": {
            "title": f"About {letter}",
            "breadcrumbs": [{"title": f"Home {letter}", "path": "/"}, {"title": f"About {letter}", "path": "/about/"}],
        },
        "route": {"redirect": {"to": redirect}},
    }


FIRST = content("A", "https://www.example.com", "/articles/")
SECOND = content("B", "https://b.example", "/")


def test_the_default_site_answers_hosts_that_are_no_sites(sites: Sites, db: None, ask: Ask) -> None:
    assert ask(EVERYTHING) == FIRST


def test_a_site_answers_at_its_own_host(sites: Sites, db: None, ask: Ask, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["b.example"]
    assert ask(EVERYTHING, host="b.example:443") == SECOND


@pytest.mark.parametrize("host", ["b.example", "B.EXAMPLE"])
def test_a_site_may_be_named(sites: Sites, db: None, ask: Ask, host: str) -> None:
    assert ask(EVERYTHING, site=host) == SECOND


def test_the_sites_in_one_query(sites: Sites, db: None, ask: Ask) -> None:
    query = (
        '{ a: organization { name } b: organization(site: "b.example") { name } c: organization { legalName name } }'
    )
    assert ask(query) == {
        "a": {"name": "Clinic A"},
        "b": {"name": "Clinic B"},
        "c": {"legalName": "Larch Hill Aesthetics, LLC", "name": "Clinic A"},
    }


@pytest.mark.parametrize("host", ["", "nowhere.example", "b.example:443", "b.example\n", "%"])
@pytest.mark.parametrize(
    "field",
    [
        "organization(site: $site) { name }",
        "pages(site: $site) { totalCount }",
        'article(slug: "news", site: $site) { id }',
    ],
)
def test_an_unknown_site_is_named(sites: Sites, db: None, post: Post, host: str, field: str) -> None:
    status, answer = post(f"query ($site: String) {{ {field} }}", site=host)
    assert status == 200
    assert [(error["message"], error["extensions"]) for error in answer["errors"]] == [
        (f"There is no site named {json.dumps(host)}. Leave `site` out for this one.", {"code": "BAD_REQUEST"})
    ]


def test_pages_of_another_site_are_not_there(sites: Sites, db: None, ask: Ask) -> None:
    first, second = sites
    for mine, other, site in ((first, second, None), (second, first, "b.example")):
        query = "query ($id: ID, $site: String) { page(id: $id, site: $site) { title } }"
        assert ask(query, id=str(other.home.pk), site=site) == {"page": None}
        assert ask(query, id=str(mine.home.pk), site=site) == {"page": {"title": mine.home.title}}


def test_links_in_text_lead_to_another_site_and_buttons_do_not(sites: Sites, db: None, ask: Ask) -> None:
    first, second = sites
    body = stored_blocks(
        ("rich_text", {"text": f"<p>{link_to(second.home, 'over there')} {link_to(first.home, 'here')}</p>"}),
        ("call_to_action", {"label": "Go", "page": second.home.pk, "locations": [], "show_phone": False}),
    )
    StandardPageFactory(parent=first.home, title="Linking", body=body)
    query = """
    {
      page(path: "/linking/") {
        ... on StandardPage { body { ... on RichTextBlock { html } ... on CallToActionBlock { url phone { e164 } } } }
      }
    }
    """
    assert ask(query)["page"]["body"] == [
        {"html": '<p><a href="https://b.example/">over there</a> <a href="/">here</a></p>'},
    ]


def test_the_front_end_is_the_default_sites_and_others_have_their_own(sites: Sites, db: None, ask: Ask) -> None:
    query = """
    fragment Addresses on PageInterface { url seo { canonicalUrl } }
    { a: page(path: "/about/") { ...Addresses } b: page(path: "/about/", site: "b.example") { ...Addresses } }
    """
    assert ask(query) == {
        "a": {
            "url": "https://www.example.com/about/",
            "seo": {"canonicalUrl": "https://www.example.com/about/"},
        },
        "b": {"url": "https://b.example/about/", "seo": {"canonicalUrl": "https://b.example/about/"}},
    }


def test_without_a_front_end_addresses_are_the_sites_own(sites: Sites, db: None, ask: Ask, settings: Any) -> None:
    settings.FRONTEND_URL = ""
    query = '{ a: page(path: "/") { url } b: page(path: "/about/", site: "b.example") { url seo { canonicalUrl } } }'
    assert ask(query) == {
        "a": {"url": "http://localhost/"},
        "b": {"url": "https://b.example/about/", "seo": {"canonicalUrl": "https://b.example/about/"}},
    }


def test_a_cms_without_a_site_has_nothing_to_show(db: None, ask: Ask) -> None:
    Site.objects.all().delete()
    query = """
    {
      pages { totalCount nodes { id } } page(path: "/") { id } route(path: "/") { path }
      navigation(handle: "main") { label }
    }
    """
    assert ask(query) == {"pages": {"totalCount": 0, "nodes": []}, "page": None, "route": None, "navigation": []}


def test_a_cms_without_a_site_still_has_an_organization(db: None, post: Post) -> None:
    Site.objects.all().delete()
    assert post("{ organization { name announcement { text } socialLinks { label } } }") == (
        200,
        {"data": {"organization": {"name": "", "announcement": None, "socialLinks": []}}},
    )
