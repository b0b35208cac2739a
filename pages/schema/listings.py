"""What a client may choose of the lists of pages and articles: filters and orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import graphene
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Q, Value
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from cms.api.conditions import (
    NOTHING,
    Condition,
    Day,
    Flag,
    Related,
    Several,
    Slugs,
    Words,
    published,
)
from cms.api.filters import Filter
from cms.api.inputs import short
from cms.api.orders import MOMENT_CHOICES, REVIEW_CHOICES, TITLE_CHOICES, Choice, Column, Orders, day
from cms.api.page_types import models_of, page_type_enum
from cms.api.paths import LONGEST_PATH, cannot_exist, normal_path, pages_at
from cms.api.reader import Reader
from cms.api.roots import Listing


@dataclass(frozen=True)
class Types(Several):
    """The types of the pages."""

    def item(self) -> Any:
        return page_type_enum()

    def checked(self, item: Any) -> Any:
        return item

    def any_of(self, values: list[Any], reader: Reader) -> Q:
        found = ContentType.objects.get_for_models(*models_of(values)).values()
        return Q(content_type__in=[content_type.pk for content_type in found])


@dataclass(frozen=True)
class Below(Condition):
    """Pages below the public page at a path: directly, or at any depth."""

    directly: bool

    def type(self) -> Any:
        return graphene.String

    def holds(self, value: Any, reader: Reader) -> Q:
        path, root = short(value, self.shown, LONGEST_PATH), reader.gate.root
        if root is None or cannot_exist(path):
            return NOTHING
        wanted = normal_path(path)
        above = root.url_path + wanted[1:]
        depth = root.depth + wanted.count("/")
        level = Q(depth=depth) if self.directly else Q(depth__gte=depth)
        # LIKE takes capital and small letters for the same on SQLite.
        below = Q(url_path__startswith=above) & Q(Exact(Left("url_path", len(above)), Value(above)))
        return level & below & Q(Exists(reader.public(pages_at([wanted], reader))))


PAGES = Listing(
    Filter(
        "PageFilter",
        Types("types", "They are of a type."),
        Below("parent", "They are directly below the page at this path, such as /treatments/.", directly=True),
        Below("under", "They are below the page at this path, at any depth.", directly=False),
        Words(
            "search", "Their title holds all these words, or words that begin so; capital and small letters alike.",
            ("title",),
        ),
        *published(),
    ),
    Orders(
        "PageOrder",
        {
            "TREE": Choice(Column("path"), "As the tree has them: a page, then those below it."),
            **TITLE_CHOICES,
            **MOMENT_CHOICES,
        },
        "TREE",
    ),
)  # fmt: skip

ARTICLE_CONDITIONS = (
    Slugs("slugs", "The articles with these slugs."),
    Related(
        "topics", "They are about a topic, by its slug.", target="pages.Topic", via="pages.ArticleTopic", to="topic",
    ),
    Related(
        "treatments", "They are about a treatment, by its slug.", target="treatments.TreatmentPage",
        via="pages.ArticleTreatment", to="treatment",
    ),
    Related(
        "authors", "A provider wrote them, by their slug; other authors have none.", target="providers.ProviderPage",
        to="author",
    ),
    Flag("medical", "They speak of treatments, their effects or risks; false for those that do not.", "is_medical"),
    Words(
        "search", "Their title holds all these words, or words that begin so; capital and small letters alike.",
        ("title",),
    ),
    Day("published_after", "Their `publishedOn` is after this day.", "published_on", after=True),
    Day("published_before", "Their `publishedOn` is before this day.", "published_on", after=False),
    Day("review_due_before", "Their next review is due before this day.", "next_review_due", after=False),
)  # fmt: skip
ARTICLE_CHOICES = {
    "PUBLISHED_DESC": Choice(day("published_on", descending=True), "By `publishedOn`, the newest first."),
    "PUBLISHED_ASC": Choice(day("published_on"), "By `publishedOn`, the oldest first."),
    "UPDATED_DESC": MOMENT_CHOICES["UPDATED_DESC"],
    "UPDATED_ASC": MOMENT_CHOICES["UPDATED_ASC"],
    **TITLE_CHOICES,
    **REVIEW_CHOICES,
}
ARTICLES = Listing(
    Filter("ArticleFilter", *ARTICLE_CONDITIONS), Orders("ArticleOrder", ARTICLE_CHOICES, "PUBLISHED_DESC")
)
COMPARISONS = Listing(
    Filter("ComparisonFilter", *ARTICLE_CONDITIONS), Orders("ComparisonOrder", ARTICLE_CHOICES, "PUBLISHED_DESC")
)
