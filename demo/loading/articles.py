"""Articles and comparisons."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

from demo.reading import ContentError, Table, Text, texts
from pages.models import (
    ArticleRelated,
    ArticleSource,
    ArticleTopic,
    ArticleTreatment,
    ComparisonCell,
    ComparisonCriterion,
    ComparisonSubject,
)

from .body import stream
from .library import Library
from .pages import rows, set_promotion, set_review
from .publishing import morning, publish


def load(library: Library) -> None:
    """Fill in every article and publish those that are to be public."""
    for text in texts("articles"):
        page = library.page(f"article:{text.slug}")
        fill(library, page, text)
        if text.head.get("comparison"):
            fill_comparison(library, page, text.head)
        publish(library, page, draft=text.head.get("draft", False), go_live=text.head.get("go_live"))


def fill(library: Library, page: Any, text: Text) -> None:
    """What every article has."""
    head = text.head
    page.introduction = head["introduction"]
    page.hero = library.image(head["picture"])
    page.body = stream(library, text.slug, text.body)
    page.published_on = library.day(head["published_on"])
    if not head.get("draft") and "go_live" not in head:
        page.first_published_at = morning(library, head["published_on"])
    page.topic_links = rows(ArticleTopic, "topic", [library.entry("topics", key) for key in head["topics"]])
    page.treatment_links = rows(
        ArticleTreatment, "treatment", [library.page(f"treatment:{key}") for key in head["treatments"]]
    )
    page.source_links = rows(ArticleSource, "source", [library.entry("sources", key) for key in head["sources"]])
    page.related_links = rows(ArticleRelated, "related", [library.page(name) for name in head["related"]])
    set_review(library, page, head)
    set_promotion(page, head)


def fill_comparison(library: Library, page: Any, head: Table) -> None:
    """The grid: every cell of every criterion."""
    page.method_note, page.conclusion = library.html(head["method_note"]), library.html(head["conclusion"])
    keys = [subject["key"] for subject in head["subjects"]]
    page.subjects = [
        ComparisonSubject(key=subject["key"], name=subject["name"], sort_order=order)
        for order, subject in enumerate(head["subjects"])
    ]
    page.criteria = [
        ComparisonCriterion(key=slugify(row["label"])[:60], label=row["label"], sort_order=order)
        for order, row in enumerate(head["criteria"])
    ]
    page.cells = [cell(library, row, key) for row in head["criteria"] for key in keys]


def cell(library: Library, row: Table, key: str) -> ComparisonCell:
    """One cell of the grid; raises ``ContentError`` where the content file leaves it out."""
    if key not in row:
        raise ContentError(f"“{row['label']}” says nothing of {key}.")
    told = row[key]
    return ComparisonCell(
        subject_key=key,
        criterion_key=slugify(row["label"])[:60],
        verdict=told["verdict"],
        text=told["text"],
        source=library.entry("sources", told.get("source")),
    )
