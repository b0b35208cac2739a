"""Articles and comparisons: every field, whole answers."""

from __future__ import annotations

from tests.api.conftest import Ask

from .clinic import Clinic
from .expected import COMMON, common

FIELDS = """
    ...Common
    introduction hero { title } body { __typename id ... on RichTextBlock { html text } } publishedOn
    author { displayName path } topics { id name slug } treatments { title }
    reviewedBy { displayName } lastReviewed nextReviewDue sources { title }
    related { totalCount nodes { __typename path } }
"""
INDEX = [("Home", "/"), ("Articles", "/articles/")]


def test_every_field_of_an_article(clinic: Clinic, db: None, ask_every_field: Ask) -> None:
    query = COMMON + 'query { article(slug: "your-first-peel") { %s } }' % FIELDS  # noqa: UP031
    assert ask_every_field("ArticlePage", query)["article"] == {
        **common(
            clinic["post"],
            [*INDEX, ("Your first peel", "/articles/your-first-peel/")],
            description="What to know beforehand.",
            image=clinic["hero"],
        ),
        "introduction": "What to know beforehand.",
        "hero": {"title": "Treatment room"},
        "body": [
            {
                "__typename": "RichTextBlock",
                "id": "00000000-0000-4000-8000-000000000001",
                "html": "<p>Begin gently.</p>",
                "text": "Begin gently.",
            }
        ],
        "publishedOn": "2026-02-10",
        "author": {"displayName": "The editors", "path": None},
        "topics": [{"id": str(clinic["topic"].pk), "name": "Choosing a clinic", "slug": "choosing-a-clinic"}],
        "treatments": [{"title": "Chemical peel"}],
        "reviewedBy": None,
        "lastReviewed": None,
        "nextReviewDue": None,
        "sources": [{"title": "Peels in practice"}],
        "related": {
            "totalCount": 4,
            "nodes": [
                {"__typename": "TreatmentPage", "path": "/treatments/chemical-peel/"},
                {"__typename": "ComparisonArticlePage", "path": "/articles/medical-spa-or-day-spa/"},
                {"__typename": "TreatmentPage", "path": "/treatments/microneedling/"},
                {"__typename": "TreatmentPage", "path": "/treatments/skin-renewal/"},
            ],
        },
    }


def test_every_field_of_a_comparison(clinic: Clinic, db: None, ask_every_field: Ask) -> None:
    query = """
    query {
      comparison(slug: "medical-spa-or-day-spa") {
        comparison {
          subjects { key name } criteria { key label cells { verdict } }
          methodNote { html text } conclusion { html text }
        }
        %s
      }
    }
    """
    assert ask_every_field("ComparisonArticlePage", COMMON + query % FIELDS)["comparison"] == {
        **common(
            clinic["comparison"],
            [*INDEX, ("Medical spa or day spa?", "/articles/medical-spa-or-day-spa/")],
            title="Medical spa or day spa",
            description="What differs, point by point.",
            image=clinic["hero"],
        ),
        "comparison": {
            "subjects": [{"key": "medical-spa", "name": "Medical spa"}, {"key": "day-spa", "name": "Day spa"}],
            "criteria": [
                {
                    "key": "who-supervises",
                    "label": "Who supervises",
                    "cells": [{"verdict": "FAVOURABLE"}, {"verdict": "NOT_STATED"}],
                },
                {"key": "depth", "label": "Depth", "cells": [{"verdict": "DEPENDS"}, {"verdict": "UNFAVOURABLE"}]},
                {"key": "menu", "label": "Menu", "cells": [{"verdict": "NEUTRAL"}, {"verdict": "NOT_APPLICABLE"}]},
            ],
            "methodNote": {"html": "<p>From public pages.</p>", "text": "From public pages."},
            "conclusion": {"html": "<p>Ask who is <b>responsible</b>.</p>", "text": "Ask who is responsible."},
        },
        "introduction": "Who stands behind the couch?",
        "hero": {"title": "Treatment room"},
        "body": [
            {"__typename": kind, "id": f"00000000-0000-4000-8000-{number:012d}", **rest}
            for number, (kind, rest) in enumerate(BLOCKS, 1)
        ],
        "publishedOn": "2026-02-20",
        "author": {"displayName": "Ada Larch, MD", "path": "/providers/ada-larch/"},
        "topics": [{"id": str(clinic["topic"].pk), "name": "Choosing a clinic", "slug": "choosing-a-clinic"}],
        "treatments": [{"title": "Chemical peel"}, {"title": "Microneedling"}],
        "reviewedBy": {"displayName": "Ada Larch, MD"},
        "lastReviewed": "2026-01-20",
        "nextReviewDue": "2027-01-20",
        "sources": [{"title": "Peels in practice"}],
        "related": {
            "totalCount": 4,
            "nodes": [
                {"__typename": "ArticlePage", "path": "/articles/your-first-peel/"},
                {"__typename": "TreatmentPage", "path": "/treatments/chemical-peel/"},
                {"__typename": "TreatmentPage", "path": "/treatments/microneedling/"},
                {"__typename": "TreatmentPage", "path": "/treatments/skin-renewal/"},
            ],
        },
    }


BLOCKS: list[tuple[str, dict[str, str]]] = [
    ("HeadingBlock", {}),
    (
        "RichTextBlock",
        {"html": '<p>See <a href="/treatments/chemical-peel/">peels</a>.</p>', "text": "See peels."},
    ),
    ("ImageBlock", {}),
    ("QuoteBlock", {}),
    ("TreatmentSectionBlock", {}),
    ("CalloutBlock", {}),
    ("CallToActionBlock", {}),
    ("FaqBlock", {}),
    ("TableBlock", {}),
    ("DocumentBlock", {}),
    ("EmbedBlock", {}),
]


def test_articles_are_listed_newest_first_without_comparisons(clinic: Clinic, db: None, ask: Ask) -> None:
    query = "{ articles { totalCount nodes { title } } comparisons { totalCount nodes { title } } }"
    assert ask(query) == {
        "articles": {"totalCount": 1, "nodes": [{"title": "Your first peel"}]},
        "comparisons": {"totalCount": 1, "nodes": [{"title": "Medical spa or day spa?"}]},
    }


def test_a_comparison_is_no_article_by_slug(clinic: Clinic, db: None, ask: Ask) -> None:
    query = """
    { article(slug: "medical-spa-or-day-spa") { title } comparison(slug: "your-first-peel") { title } }
    """
    assert ask(query) == {"article": None, "comparison": None}
