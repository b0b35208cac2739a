"""The website in examples/website: every page type, statuses, and what a message from the CMS makes anew."""

from __future__ import annotations

import re

import pytest
import requests

from tests.factories import (
    ArticlePageFactory,
    ComparisonArticlePageFactory,
    ConcernPageFactory,
    LocationPageFactory,
    ProviderPageFactory,
    StandardPageFactory,
    TreatmentPageFactory,
    make_site,
)

from .conftest import Website

pytestmark = [pytest.mark.website, pytest.mark.postgresql]


def headline(html: str) -> str:
    [words] = re.findall(r"<h1>(.*?)</h1>", html)
    return str(words)


def test_every_page_type_is_shown(transactional_db: None, site: Website) -> None:
    made = make_site(title="Larkfield")
    concern = ConcernPageFactory(title="Redness")
    pages = [
        *(made.home, made.treatments, made.concerns, made.locations, made.providers, made.articles),
        concern,
        StandardPageFactory(title="About us"),
        TreatmentPageFactory(title="Chemical peel", concern_links=[concern]),
        LocationPageFactory(title="Midtown"),
        ProviderPageFactory(title="Ada Lark", post_nominals=""),
        ArticlePageFactory(title="Your first peel"),
        ComparisonArticlePageFactory(title="Peel or laser"),
    ]
    assert site.tell("all") == 204
    found = {}
    for page in pages:
        answer = site.get(page.url_path.removeprefix(made.home.url_path.rstrip("/")))
        found[page.title] = (answer.status_code, headline(answer.text))
    assert found == {page.title: (200, page.title) for page in pages}


def test_a_path_with_nothing_is_404_and_one_in_other_letters_moves_for_good(
    transactional_db: None, site: Website
) -> None:
    StandardPageFactory(parent=make_site().home, slug="about", title="About us")
    site.tell("all")
    missing, other_letters, page = (site.get(path) for path in ("/nowhere/", "/About/", "/about/"))
    assert (missing.status_code, headline(missing.text)) == (404, "This page is not here")
    # Next.js says it twice when the answer is made, once when it is kept; browsers take the same address twice as one.
    assert (other_letters.status_code, {*other_letters.headers["Location"].split(", ")}) == (308, {"/about/"})
    assert page.status_code == 200


def test_a_message_makes_anew_what_has_its_tags_and_nothing_else(transactional_db: None, site: Website) -> None:
    home = make_site().home
    pages = [StandardPageFactory(parent=home, slug=slug, title=slug) for slug in ("about", "privacy")]
    site.tell("all")
    paths = ["/about/", "/privacy/", "/to-come/"]
    assert [site.get(path).status_code for path in paths] == [200, 200, 404]
    for page in pages:
        page.title = f"New {page.slug}"
        page.save()
    for _ in range(2):
        assert site.tell(f"page-{pages[0].pk}") == 204
        assert [headline(site.get(path).text) for path in paths[:2]] == ["New about", "privacy"]
    StandardPageFactory(parent=home, slug="to-come", title="Here now")
    site.tell("any-page", "type-page", "type-standardpage")
    assert headline(site.get("/to-come/").text) == "Here now"


def test_what_nobody_signed_changes_nothing(transactional_db: None, site: Website) -> None:
    body = '{"data": {"cacheTags": ["all"]}}'
    assert requests.post(f"{site.address}/api/changes/", data=body, timeout=30).status_code == 401


def test_a_preview_without_a_good_token_shows_nothing(transactional_db: None, site: Website) -> None:
    make_site()
    answers = [site.get(f"/api/preview/?path=/{query}") for query in ("", "&token=forged")]
    assert [(answer.status_code, answer.headers.get("Set-Cookie")) for answer in answers] == [(400, None), (401, None)]
