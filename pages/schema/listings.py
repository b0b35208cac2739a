"""What a client may choose of the lists of pages and articles: filters and orders."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import graphene
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, IntegerField, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from wagtail.models import Page

from cms.api.conditions import (
    NOTHING,
    AnyOf,
    Condition,
    Day,
    Flag,
    Related,
    Slugs,
    Values,
    Words,
    published,
)
from cms.api.filters import Filter
from cms.api.inputs import short
from cms.api.orders import MOMENT_CHOICES, REVIEW_CHOICES, TITLE_CHOICES, Choice, Column, Orders, day
from cms.api.page_types import models_of, page_type_enum
from cms.api.paths import LONGEST_PATH, cannot_exist, last_part, normal_path
from cms.api.reader import Reader
from cms.api.roots import Listing
from cms.api.statements import Among, Parameter
from cms.api.visibility import Gate, public


@dataclass(frozen=True)
class Types(AnyOf):
    """The types of the pages."""

    def item(self) -> Any:
        return page_type_enum()

    def checked(self, item: Any) -> Any:
        [model] = models_of([item])
        return ContentType.objects.get_for_model(model).pk

    def any_of(self, place: str, gate: Gate) -> Q:
        return Q(Among("content_type_id", place))


@dataclass(frozen=True)
class Below(Condition):
    """Pages below the public page at a path: directly, or at any depth."""

    directly: bool

    def type(self) -> Any:
        return graphene.String

    def take(self, value: Any, place: str, reader: Reader) -> tuple[Hashable, Values]:
        path, root = short(value, self.shown, LONGEST_PATH), reader.gate.root
        if root is None or cannot_exist(path):
            return False, {}
        reader.tags.looked_for(Page)
        wanted = normal_path(path)
        above = root.url_path + wanted[1:]
        return True, {
            f"{place}_path": above,
            f"{place}_length": len(above),
            f"{place}_depth": root.depth + wanted.count("/"),
            f"{place}_slug": last_part(wanted) or root.slug,
        }

    def holds(self, kind: Any, place: str, gate: Gate) -> Q:
        if not kind:
            return NOTHING
        path, slug = (Parameter(f"{place}_{name}") for name in ("path", "slug"))
        length, depth = (Parameter(f"{place}_{name}", IntegerField()) for name in ("length", "depth"))
        level = Q(depth=depth) if self.directly else Q(depth__gte=depth)
        below = Q(Exact(Left("url_path", length), path))
        return level & below & Q(Exists(public(Page.objects.filter(slug=slug, url_path=path), gate)))


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
