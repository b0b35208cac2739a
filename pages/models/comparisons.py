"""Comparison articles: subjects as columns, criteria as rows, a decided verdict in every cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import get_text_list
from modelcluster.fields import ParentalKey
from modelcluster.models import model_from_serializable_data
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from cms.api.declarations import GraphQLFields, Loaded
from cms.search.findable import Passage, passages
from pages.comparison_editor.forms import ComparisonPageForm
from pages.comparison_editor.panel import ComparisonGridPanel

from .articles import ArticlePage
from .base import Problems, merge_problems, tabs
from .registers import PLAIN_FEATURES, Source


class ComparisonArticlePage(ArticlePage):
    """An article that compares two to four subjects, criterion by criterion."""

    parent_page_types = ["pages.ArticleIndexPage"]
    subpage_types: list[str] = []

    graphql_short_name = "Comparison"
    preview_templates = ("pages/preview/comparison.html",)

    SUBJECTS = (2, 4)
    CRITERIA = (3, 15)

    method_note = RichTextField(
        blank=True, features=PLAIN_FEATURES, help_text="How the verdicts were reached, for readers who ask."
    )
    conclusion = RichTextField(blank=True, features=PLAIN_FEATURES, help_text="What follows for the reader.")

    base_form_class = ComparisonPageForm

    comparison_panels = [
        ComparisonGridPanel(heading="Grid", icon="table"),
        FieldPanel("method_note"),
        FieldPanel("conclusion"),
    ]
    edit_handler = tabs(
        ArticlePage.content_panels, clinical=ArticlePage.clinical_panels, relations=ArticlePage.relation_panels
    )
    edit_handler.children.insert(1, ObjectList(comparison_panels, heading="Comparison"))

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
            reads=("method_note", "conclusion"),
            required=True,
            description="The grid: who is compared, by which criteria, with which verdicts.",
        ),
    ]

    class Meta:
        verbose_name = "comparison article"

    def save(self, clean: bool = True, **kwargs: Any) -> None:
        super().save(clean=clean, **kwargs)
        if self.live:
            for rows in (ComparisonSubject, ComparisonCriterion):
                rows.objects.filter(page_id=self.pk, key_published=False).update(key_published=True)

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False) -> Any:
        """Read a revision. A cell whose source is gone since has none; one statement looks all sources up."""
        if check_fks:
            cells = data.get("cells", [])
            cited = {cell.get("source") for cell in cells} - {None}
            known = set(Source.objects.filter(pk__in=cited).values_list("pk", flat=True)) if cited else set()
            read = [cell | {"source": cell.get("source") if cell.get("source") in known else None} for cell in cells]
            data = data | {"cells": read}
        return super().from_serializable_data(data, check_fks=check_fks, strict_fks=strict_fks)

    def grid(self) -> Grid:
        """The grid as it is in memory: a draft's rows if this is a draft."""
        return Grid.of(self.subjects.all(), self.criteria.all(), self.cells.all())

    def search_passages(self) -> list[Passage]:
        return [*super().search_passages(), *passages(rich=[self.conclusion, self.method_note])]

    def search_rows(self) -> Iterable[str]:
        grid = self.grid()
        texts = (cell.text for cell in grid.cells.values())
        return [*(line.caption for line in (*grid.subjects, *grid.criteria)), *texts]

    def problems(self) -> Problems:
        return merge_problems(super().problems(), self.grid().problems())

    def publish_problems(self) -> Problems:
        return merge_problems(super().publish_problems(), self.grid().publish_problems())


class GridLine(Orderable):
    """A column or a row of the grid.

    ``key`` is a slug that front ends rely on. It is made from the name and follows it until the page goes live with it;
    from then on (``key_published``) it stays, whatever the name and the order become.
    """

    key = models.SlugField(max_length=60, editable=False)
    key_published = models.BooleanField(default=False, editable=False)

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.caption

    @property
    def caption(self) -> str:
        """What the editor called it."""
        raise NotImplementedError


class ComparisonSubject(GridLine):
    """A column: one of the things compared."""

    page = ParentalKey(ComparisonArticlePage, on_delete=models.CASCADE, related_name="subjects")
    name = models.CharField(max_length=80)

    @property
    def caption(self) -> str:
        return self.name


class ComparisonCriterion(GridLine):
    """A row: one thing to compare the subjects by."""

    page = ParentalKey(ComparisonArticlePage, on_delete=models.CASCADE, related_name="criteria")
    label = models.CharField(max_length=120)

    @property
    def caption(self) -> str:
        return self.label


class ComparisonCell(models.Model):
    """What one criterion says of one subject; both are named by key. An empty verdict is undecided."""

    class Verdict(models.TextChoices):
        """How a subject of a comparison fares by one criterion."""

        FAVOURABLE = "favourable", "Favorable"
        NEUTRAL = "neutral", "Neutral"
        UNFAVOURABLE = "unfavourable", "Unfavorable"
        DEPENDS = "depends", "Depends"
        NOT_STATED = "not_stated", "Not stated"
        NOT_APPLICABLE = "not_applicable", "Not applicable"

    TEXT_LIMIT = 600

    page = ParentalKey(ComparisonArticlePage, on_delete=models.CASCADE, related_name="cells")
    subject_key = models.SlugField(max_length=60)
    criterion_key = models.SlugField(max_length=60)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    text = models.TextField(max_length=TEXT_LIMIT, blank=True)
    source = models.ForeignKey(
        "pages.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="comparison_cells"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.criterion_key}: {self.subject_key}"

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False) -> Any:
        """Read a cell of a revision, whose page has looked its source up already."""
        return model_from_serializable_data(cls, data, check_fks=False, strict_fks=strict_fks)

    @property
    def place(self) -> tuple[str, str]:
        return self.criterion_key, self.subject_key


@dataclass(frozen=True)
class Grid:
    """A comparison's rows and columns in order, and its cells by (criterion key, subject key).

    ``strays`` are cells that have no place: their row or column is gone, or another cell has it already.
    """

    subjects: list[ComparisonSubject]
    criteria: list[ComparisonCriterion]
    cells: dict[tuple[str, str], ComparisonCell]
    strays: list[ComparisonCell]

    @classmethod
    def of(
        cls,
        subjects: Iterable[ComparisonSubject],
        criteria: Iterable[ComparisonCriterion],
        cells: Iterable[ComparisonCell],
    ) -> Grid:
        columns = sorted(subjects, key=lambda line: line.sort_order or 0)
        rows = sorted(criteria, key=lambda line: line.sort_order or 0)
        places = {(row.key, column.key) for row in rows for column in columns}
        placed: dict[tuple[str, str], ComparisonCell] = {}
        strays = []
        for cell in cells:
            if cell.place in places and cell.place not in placed:
                placed[cell.place] = cell
            else:
                strays.append(cell)
        return cls(columns, rows, placed, strays)

    def problems(self) -> Problems:
        """What even a draft may not have: too many lines, two of one name, a text too long."""
        found: Problems = {}
        for field, noun, lines, (_, most) in self.axes():
            if len(lines) > most:
                found.setdefault(field, []).append(
                    f"A comparison has at most {most} {field}; this one has {len(lines)}. Remove some."
                )
            found.setdefault(field, []).extend(
                f"Two {field} are called “{name}”. Rename or remove one {noun}." for name in repeated(lines)
            )
        limit = ComparisonCell.TEXT_LIMIT
        found["cells"] = [
            f"The text of “{row}” for “{column}” has {len(cell.text)} characters; at most {limit} fit. Shorten it."
            for row, column, cell in self.walk()
            if cell is not None and len(cell.text) > limit
        ]
        return {field: messages for field, messages in found.items() if messages}

    def publish_problems(self) -> Problems:
        """What a draft may still lack: lines enough, their names, verdicts; and cells that belong nowhere."""
        found: Problems = {"subjects": [], "criteria": [], "cells": self.undecided()}
        for field, noun, lines, (least, most) in self.axes():
            if len(lines) < least:
                found[field].append(f"A comparison has {least} to {most} {field}; this one has {len(lines)}. Add more.")
            nameless = [str(number) for number, line in enumerate(lines, 1) if not line.caption.strip()]
            found[field].extend(f"{noun.capitalize()} {number} has no name. Enter one." for number in nameless)
            keys = Counter(line.key for line in lines)
            if any(not key or count > 1 for key, count in keys.items()):
                found[field].append(f"Every one of the {field} needs a key of its own. Save the page in the editor.")
        if self.strays:
            named = get_text_list([f"“{cell}”" for cell in self.strays], "and")
            found["cells"].append(f"These cells belong to no row and column: {named}. Save the page in the editor.")
        known = Source.objects.filter(pk__in={cell.source_id for cell in self.cells.values() if cell.source_id})
        gone = {cell.source_id for cell in self.cells.values() if cell.source_id} - set(
            known.values_list("pk", flat=True)
        )
        found["cells"].extend(
            f"The source of “{row}” for “{column}” no longer exists. Choose another."
            for row, column, cell in self.walk()
            if cell is not None and cell.source_id in gone
        )
        return {field: messages for field, messages in found.items() if messages}

    def undecided(self) -> list[str]:
        """One message for each criterion that has cells without a verdict."""
        open_cells: dict[str, list[str]] = {}
        for row, column, cell in self.walk():
            if cell is None or not cell.verdict:
                open_cells.setdefault(row, []).append(f"“{column}”")
        return [
            f"“{row}” is undecided for {get_text_list(columns, 'and')}. Choose a verdict."
            for row, columns in open_cells.items()
        ]

    def walk(self) -> Iterable[tuple[str, str, ComparisonCell | None]]:
        """Each place by row, with the names of its criterion and subject."""
        for number, row in enumerate(self.criteria, 1):
            for position, column in enumerate(self.subjects, 1):
                yield (
                    row.caption or f"Criterion {number}",
                    column.caption or f"Subject {position}",
                    self.cells.get((row.key, column.key)),
                )

    def axes(self) -> Iterable[tuple[str, str, list[Any], tuple[int, int]]]:
        yield "subjects", "subject", self.subjects, ComparisonArticlePage.SUBJECTS
        yield "criteria", "criterion", self.criteria, ComparisonArticlePage.CRITERIA


def repeated(lines: Iterable[GridLine]) -> list[str]:
    """The names that more than one of ``lines`` has, whatever their case."""
    names = Counter(line.caption.strip().casefold() for line in lines)
    seen: dict[str, str] = {}
    for line in lines:
        folded = line.caption.strip().casefold()
        if folded and names[folded] > 1:
            seen.setdefault(folded, line.caption.strip())
    return list(seen.values())
