"""Comparison articles: subjects as columns, criteria as rows, a decided verdict in every cell."""

from __future__ import annotations

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from cms.api.declarations import GraphQLFields, Loaded

from .articles import ArticlePage
from .registers import PLAIN_FEATURES


class ComparisonArticlePage(ArticlePage):
    """An article that compares two to four subjects, criterion by criterion."""

    parent_page_types = ["pages.ArticleIndexPage"]
    subpage_types: list[str] = []

    SUBJECTS = (2, 4)
    CRITERIA = (3, 15)

    method_note = RichTextField(
        blank=True, features=PLAIN_FEATURES, help_text="How the verdicts were reached, for readers who ask."
    )
    conclusion = RichTextField(blank=True, features=PLAIN_FEATURES, help_text="What follows for the reader.")

    search_fields = [
        *ArticlePage.search_fields,
        index.SearchField("conclusion"),
        index.SearchField("method_note"),
    ]
    graphql_fields: GraphQLFields = [
        *ArticlePage.graphql_fields,
        Loaded(
            "comparison",
            type="Comparison",
            loader="pages.loading.comparisons",
            required=True,
            description="The grid: who is compared, by which criteria, with which verdicts.",
        ),
    ]

    class Meta:
        verbose_name = "comparison article"


class ComparisonSubject(Orderable):
    """A column of the grid. ``key`` is a slug made once, from the first name; renaming and moving leave it alone."""

    page = ParentalKey(ComparisonArticlePage, on_delete=models.CASCADE, related_name="subjects")
    key = models.SlugField(max_length=60, editable=False)
    name = models.CharField(max_length=80)

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class ComparisonCriterion(Orderable):
    """A row of the grid. ``key`` as for subjects."""

    page = ParentalKey(ComparisonArticlePage, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=60, editable=False)
    label = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.label


class ComparisonCell(models.Model):
    """What one criterion says of one subject; both are named by key. An empty verdict is undecided."""

    class Verdict(models.TextChoices):
        FAVOURABLE = "favourable", "Favourable"
        NEUTRAL = "neutral", "Neutral"
        UNFAVOURABLE = "unfavourable", "Unfavourable"
        DEPENDS = "depends", "Depends"
        NOT_STATED = "not_stated", "Not stated"
        NOT_APPLICABLE = "not_applicable", "Not applicable"

    page = ParentalKey(ComparisonArticlePage, on_delete=models.CASCADE, related_name="cells")
    subject_key = models.SlugField(max_length=60)
    criterion_key = models.SlugField(max_length=60)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    text = models.TextField(max_length=600, blank=True)
    source = models.ForeignKey(
        "pages.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="comparison_cells"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.criterion_key}: {self.subject_key}"
