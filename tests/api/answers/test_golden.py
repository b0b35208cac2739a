"""The query an article route sends, word for word, and its whole answer."""

from __future__ import annotations

import json
from pathlib import Path

from tests.api.conftest import Ask

from .clinic import Clinic
from .expected import FRONT_END, NOW, files_of, src_set

QUERY = (Path(__file__).parents[3] / "docs" / "queries" / "article-by-path.graphql").read_text()
PATH = "/articles/medical-spa-or-day-spa/"
HERE = FRONT_END + PATH


def test_a_page_in_one_round_trip(clinic: Clinic, db: None, ask: Ask) -> None:
    answer = ask(QUERY, path=PATH)

    json_ld = json.loads(answer["route"]["page"]["seo"].pop("jsonLd"))
    assert json_ld == {"@context": "https://schema.org", "@graph": graph(clinic)}
    assert answer == {
        "route": {
            "redirect": None,
            "page": {
                "__typename": "ComparisonArticlePage",
                "title": "Medical spa or day spa?",
                "path": PATH,
                "seo": {
                    "title": "Medical spa or day spa",
                    "description": "What differs, point by point.",
                    "canonicalUrl": HERE,
                },
                "breadcrumbs": [
                    {"title": "Home", "path": "/"},
                    {"title": "Articles", "path": "/articles/"},
                    {"title": "Medical spa or day spa?", "path": PATH},
                ],
                "introduction": "Who stands behind the couch?",
                "hero": hero(clinic),
                "comparison": {
                    "subjects": [
                        {"key": "medical-spa", "name": "Medical spa"},
                        {"key": "day-spa", "name": "Day spa"},
                    ],
                    "criteria": CRITERIA,
                    "conclusion": {"html": "<p>Ask who is <b>responsible</b>.</p>"},
                },
                "body": BODY,
                "author": {"displayName": "Ada Larch, MD", "path": "/providers/ada-larch/"},
                "reviewedBy": {
                    "displayName": "Ada Larch, MD",
                    "credentials": [
                        {
                            "label": "Certified in plastic surgery by the American Board of Plastic Surgery",
                            "board": {"name": "American Board of Plastic Surgery"},
                        },
                        {"label": "Physician, GA", "board": None},
                    ],
                    "path": "/providers/ada-larch/",
                },
                "lastReviewed": "2026-01-20",
                "nextReviewDue": "2027-01-20",
                "sources": [
                    {
                        "title": "Peels in practice",
                        "url": "https://sources.example/peels",
                        "publisher": "Society of Skin",
                    }
                ],
                "related": {
                    "nodes": [
                        {"title": "Your first peel", "path": "/articles/your-first-peel/"},
                        {"title": "Chemical peel", "path": "/treatments/chemical-peel/"},
                        {"title": "Microneedling", "path": "/treatments/microneedling/"},
                    ]
                },
            },
        },
        "organization": {
            "name": "Larch Hill Medical Spa",
            "phone": {"e164": "+14045550100", "display": "(404) 555-0100"},
        },
    }


def test_it_answers_a_redirect(clinic: Clinic, db: None, ask: Ask) -> None:
    assert ask(QUERY, path="/peels/")["route"] == {
        "redirect": {"to": "/treatments/chemical-peel/", "permanent": True},
        "page": None,
    }


def test_it_answers_null_where_nothing_is(clinic: Clinic, db: None, ask: Ask) -> None:
    assert ask(QUERY, path="/articles/never-written/")["route"] is None


def hero(clinic: Clinic) -> dict[str, object]:
    [file] = files_of(clinic["hero"], "HERO", "WEBP")
    return {
        "alt": "A bright room with a couch",
        "decorative": False,
        "credit": "Ida Moore",
        "rendition": {key: file[key] for key in ("url", "width", "height")},
        "srcSet": src_set(clinic["hero"], "HERO", "WEBP"),
    }


def cell(subject: str, verdict: str, text: str = "", source: dict[str, str | None] | None = None) -> dict[str, object]:
    return {"subjectKey": subject, "verdict": verdict, "text": text, "source": source}


CRITERIA = [
    {
        "key": "who-supervises",
        "label": "Who supervises",
        "cells": [
            cell(
                "medical-spa",
                "FAVOURABLE",
                "A physician.",
                {"title": "Peels in practice", "url": "https://sources.example/peels"},
            ),
            cell("day-spa", "NOT_STATED"),
        ],
    },
    {
        "key": "depth",
        "label": "Depth",
        "cells": [
            cell("medical-spa", "DEPENDS", "From light to deep.", {"title": "Label of FILLER", "url": None}),
            cell("day-spa", "UNFAVOURABLE", "Light only."),
        ],
    },
    {
        "key": "menu",
        "label": "Menu",
        "cells": [cell("medical-spa", "NEUTRAL"), cell("day-spa", "NOT_APPLICABLE")],
    },
]
BODY = [
    {"__typename": "HeadingBlock", "level": 3, "text": "What is done", "anchor": "what"},
    {"__typename": "RichTextBlock", "html": '<p>See <a href="/treatments/chemical-peel/">peels</a>.</p>'},
    {"__typename": "ImageBlock"},
    {"__typename": "QuoteBlock"},
    {
        "__typename": "TreatmentSectionBlock",
        "heading": "Chemical peel",
        "level": 2,
        "html": "<p>Renews.</p>",
        "treatment": {
            "title": "Chemical peel",
            "path": "/treatments/chemical-peel/",
            "concerns": [{"name": "Fine lines", "slug": "fine-lines"}, {"name": "Sun spots", "slug": "sun-spots"}],
            "sessions": {"minimum": 3, "maximum": 6},
            "brands": [{"displayName": "FILLER®", "genericName": "hyaluronic acid"}],
        },
    },
    {
        "__typename": "CalloutBlock",
        "tone": "WARNING",
        "heading": "Not in pregnancy",
        "html": "<p>Tell us first.</p>",
    },
    {
        "__typename": "CallToActionBlock",
        "label": "Book a visit",
        "url": "/locations/",
        "phone": {"e164": "+14045550111", "display": "(404) 555-0111"},
        "locations": [{"title": "Midtown", "path": "/locations/midtown/"}],
    },
    {"__typename": "FaqBlock"},
    {"__typename": "TableBlock"},
    {"__typename": "DocumentBlock"},
    {"__typename": "EmbedBlock"},
]


def graph(clinic: Clinic) -> list[dict[str, object]]:
    """The JSON-LD of the page: WebPage, Article, ImageObject, BreadcrumbList."""
    pictures = [files_of(clinic["hero"], preset, "JPEG")[-1]["url"] for preset in ("OPEN_GRAPH", "HERO", "CARD")]
    steps = [
        ("Home", f"{FRONT_END}/"),
        ("Articles", f"{FRONT_END}/articles/"),
        ("Medical spa or day spa?", HERE),
    ]
    author = {
        "@type": "Person",
        "@id": f"{FRONT_END}/providers/ada-larch/#person",
        "name": "Ada Larch",
        "url": f"{FRONT_END}/providers/ada-larch/",
        "honorificSuffix": "MD",
        "jobTitle": "Medical director",
    }
    return [
        {
            "@type": "WebPage",
            "@id": f"{HERE}#page",
            "url": HERE,
            "name": "Medical spa or day spa",
            "description": "What differs, point by point.",
            "primaryImageOfPage": {"@id": f"{HERE}#image"},
            "datePublished": NOW,
            "dateModified": NOW,
            "breadcrumb": {"@id": f"{HERE}#breadcrumbs"},
            "mainEntity": {"@id": f"{HERE}#article"},
            "lastReviewed": "2026-01-20",
            "reviewedBy": author,
        },
        {
            "@type": "Article",
            "@id": f"{HERE}#article",
            "headline": "Medical spa or day spa?",
            "description": "What differs, point by point.",
            "image": [{"@id": f"{HERE}#image"}, *pictures[1:]],
            "datePublished": "2026-02-20",
            "dateModified": NOW,
            "author": author,
            "publisher": {
                "@type": "Organization",
                "@id": f"{FRONT_END}/#organization",
                "name": "Larch Hill Medical Spa",
                "url": f"{FRONT_END}/",
            },
            "mainEntityOfPage": {"@id": f"{HERE}#page"},
            "keywords": ["Choosing a clinic"],
            "about": [
                {"@type": "Thing", "name": "Medical spa"},
                {"@type": "Thing", "name": "Day spa"},
                *(
                    {
                        "@type": ["MedicalTherapy", "Service"],
                        "@id": f"{FRONT_END}/treatments/{slug}/#treatment",
                        "name": name,
                        "url": f"{FRONT_END}/treatments/{slug}/",
                    }
                    for slug, name in (("chemical-peel", "Chemical peel"), ("microneedling", "Microneedling"))
                ),
            ],
            "citation": [
                {
                    "@type": "CreativeWork",
                    "name": "Peels in practice",
                    "url": "https://sources.example/peels",
                    "publisher": {"@type": "Organization", "name": "Society of Skin"},
                    "datePublished": "2024-06-01",
                }
            ],
        },
        {
            "@type": "ImageObject",
            "@id": f"{HERE}#image",
            "contentUrl": pictures[0],
            "caption": "A bright room with a couch",
            "creditText": "Ida Moore",
        },
        {
            "@type": "BreadcrumbList",
            "@id": f"{HERE}#breadcrumbs",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": name, "item": {"@type": "WebPage", "@id": item}}
                for position, (name, item) in enumerate(steps, 1)
            ],
        },
    ]
