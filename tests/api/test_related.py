"""Related pages: the editor's picks in their order, then those that share most, the oldest first among equals."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ArticlePageFactory,
    ComparisonArticlePageFactory,
    ConcernPageFactory,
    SmallSite,
    StandardPageFactory,
    TreatmentPageFactory,
)
from tests.preview.drafting import bearer, with_bearer

from .conftest import Ask

QUERY = """
query ($path: String!, $first: Int, $after: String) {
  page(path: $path) {
    ... on ArticlePage { related(first: $first, after: $after) { ...some } }
    ... on ComparisonArticlePage { related(first: $first, after: $after) { ...some } }
    ... on TreatmentPage { related(first: $first, after: $after) { ...some } }
  }
}
fragment some on PageConnection { totalCount nodes { title } pageInfo { endCursor hasNextPage } }
"""
DRAFT = """
query ($path: String!) {
  route(path: $path, version: DRAFT) {
    page {
      ... on ArticlePage { related { nodes { title } } }
      ... on TreatmentPage { related { nodes { title } } }
    }
  }
}
"""


def related(ask: Ask, path: str) -> list[str]:
    found = ask(QUERY, path=path)["page"]["related"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["title"] for node in found["nodes"]]


@pytest.fixture
def pages(site: SmallSite) -> dict[str, Any]:
    """Three concerns, and treatments and articles that share them in different numbers."""
    lines, spots, scars = (ConcernPageFactory(title=title) for title in ("Lines", "Spots", "Scars"))
    made: dict[str, Any] = {"lines": lines, "spots": spots, "scars": scars}
    for title, concerns in (
        ("Peel", [lines, spots, scars]),
        ("Laser", [spots, lines]),
        ("Filler", [lines]),
        ("Light", [spots, scars]),
        ("Needling", [scars]),
    ):
        made[title.lower()] = TreatmentPageFactory(title=title, concern_links=concerns)
    made["far"] = TreatmentPageFactory(title="Far", concern_links=[ConcernPageFactory(title="Hair")])
    made["post"] = ArticlePageFactory(title="Post", treatment_links=[made["filler"]])
    made["guide"] = ComparisonArticlePageFactory(title="Guide", treatment_links=[made["laser"], made["light"]])
    return made


def test_a_treatment_is_near_those_that_share_most_concerns(pages: dict[str, Any], ask: Ask) -> None:
    # Guide: its two treatments, and all three concerns. Laser and Light share two concerns, Post one and so on.
    assert related(ask, "/treatments/peel/") == ["Guide", "Laser", "Light", "Filler", "Needling", "Post"]
    assert related(ask, "/treatments/filler/") == ["Post", "Peel", "Laser", "Guide"]
    assert related(ask, "/treatments/far/") == []


def test_an_article_is_near_its_treatments_and_what_shares_their_concerns(pages: dict[str, Any], ask: Ask) -> None:
    # Post is about Filler and Lines.
    assert related(ask, "/articles/post/") == ["Filler", "Peel", "Laser", "Guide"]
    # Guide is about Laser, Light and all three concerns.
    assert related(ask, "/articles/guide/") == ["Peel", "Laser", "Light", "Filler", "Needling", "Post"]


def test_picks_come_first_in_their_order_and_once(pages: dict[str, Any], site: SmallSite, ask: Ask) -> None:
    about = StandardPageFactory(title="About", parent=site.home)
    picks = [pages["needling"], about, pages["far"], pages["needling"]]
    picked = ArticlePageFactory(title="Picked", treatment_links=[pages["filler"]], related_links=picks)
    expected = ["Needling", "About", "Far", "Filler", "Post", "Peel", "Laser", "Guide"]
    assert related(ask, "/articles/picked/") == expected

    picked.related_links.first().related.unpublish()
    assert related(ask, "/articles/picked/") == expected[1:]


def test_a_page_is_never_related_to_itself(pages: dict[str, Any], ask: Ask) -> None:
    post = pages["post"]
    post.related_links = [post.related_links.model(related=page) for page in (post, pages["far"])]
    post.save_revision().publish()
    assert related(ask, "/articles/post/") == ["Far", "Filler", "Peel", "Laser", "Guide"]


def test_what_is_hidden_ties_nothing_together(pages: dict[str, Any], ask: Ask) -> None:
    pages["lines"].unpublish()
    assert related(ask, "/articles/post/") == ["Filler"]
    pages["filler"].unpublish()
    assert related(ask, "/articles/post/") == []
    assert related(ask, "/treatments/peel/") == ["Light", "Guide", "Laser", "Needling"]


def test_what_is_hidden_ties_no_draft_to_anything(pages: dict[str, Any], site: SmallSite) -> None:
    def of_draft(page: Any, relation: str, to: str, others: list[str]) -> list[str]:
        rows = getattr(page, relation)
        rows.add(*(rows.model(**{to: pages[name]}) for name in others))
        page.save_revision()
        answer = with_bearer(bearer(), DRAFT, path=page.get_url_parts()[2])
        return [node["title"] for node in answer.json()["data"]["route"]["page"]["related"]["nodes"]]

    pages["lines"].unpublish()
    pages["laser"].unpublish()
    assert of_draft(pages["laser"], "concern_links", "concern", []) == ["Guide", "Peel", "Light"]  # as once it is live
    assert of_draft(pages["far"], "concern_links", "concern", ["lines", "spots"]) == ["Peel", "Light", "Guide"]
    assert of_draft(pages["post"], "treatment_links", "treatment", ["laser"]) == ["Filler"]


def test_an_article_about_nothing_has_its_picks_only(pages: dict[str, Any], ask: Ask) -> None:
    ArticlePageFactory(title="News", related_links=[pages["far"]])
    ArticlePageFactory(title="Silence")
    assert related(ask, "/articles/news/") == ["Far"]
    assert related(ask, "/articles/silence/") == []


def test_parts_follow_each_other_across_picks_and_the_rest(pages: dict[str, Any], ask: Ask) -> None:
    ArticlePageFactory(
        title="Picked", treatment_links=[pages["filler"]], related_links=[pages["far"], pages["needling"]]
    )
    titles, after = [], None
    while True:
        part = ask(QUERY, path="/articles/picked/", first=3, after=after)["page"]["related"]
        titles.append([node["title"] for node in part["nodes"]])
        after = part["pageInfo"]["endCursor"]
        if not part["pageInfo"]["hasNextPage"]:
            break
    assert titles == [["Far", "Needling", "Filler"], ["Post", "Peel", "Laser"], ["Guide"]]


def test_what_shares_a_concern_is_found_from_the_concern(pages: dict[str, Any], ask: Ask) -> None:
    with CaptureQueriesContext(connection) as captured:
        related(ask, "/treatments/peel/")
    [sharing] = [asked["sql"] for asked in captured if asked["sql"].count("UNION ALL") == 3]
    assert "LEFT OUTER JOIN" not in sharing  # with one SQLite begins with all articles


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite: PostgreSQL plans by its statistics")
def test_concerns_of_articles_are_looked_up_and_not_read_through(pages: dict[str, Any], ask: Ask) -> None:
    with CaptureQueriesContext(connection) as captured:
        related(ask, "/articles/post/")
    [own] = [asked["sql"] for asked in captured if asked["sql"].count("UNION ALL") == 2]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(f"EXPLAIN QUERY PLAN {own}")
        steps = [step for *_, step in cursor.fetchall()]
    concerns = [step for step in steps if step.split()[1] == "U0"]
    assert concerns == ["SEARCH U0 USING INTEGER PRIMARY KEY (rowid=?)"]
