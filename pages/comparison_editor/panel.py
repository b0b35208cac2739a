"""The panel that shows the grid as a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.forms import Media
from django.utils.functional import cached_property
from wagtail.admin.panels import Panel
from wagtail.admin.telepath import JSContext
from wagtail.snippets.widgets import AdminSnippetChooser

from pages.models.registers import Source

from .differences import CellDifference, LineDifference
from .formsets import CellForm, CellFormSet, CriterionForm, CriterionFormSet, SubjectForm, SubjectFormSet


@dataclass(frozen=True)
class Row:
    """A row as the template needs it: its number and form, then a cell form (or none) for each column."""

    number: int | str
    form: Any
    cells: list[Any]


class ComparisonGridPanel(Panel):
    """A comparison's subjects, criteria and cells, edited as one table."""

    def get_form_options(self) -> dict[str, Any]:
        (fewest_columns, most_columns), (fewest_rows, most_rows) = self.model.SUBJECTS, self.model.CRITERIA
        return {
            "formsets": {
                "subjects": {
                    "form": SubjectForm,
                    "formset": SubjectFormSet,
                    "fields": ["name"],
                    "min_num": fewest_columns,
                    "max_num": most_columns,
                },
                "criteria": {
                    "form": CriterionForm,
                    "formset": CriterionFormSet,
                    "fields": ["label"],
                    "min_num": fewest_rows,
                    "max_num": most_rows,
                },
                "cells": {"form": CellForm, "formset": CellFormSet, "fields": ["verdict", "text"]},
            }
        }

    def classes(self) -> list[str]:
        return [*super().classes(), "comparison-grid-panel"]

    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/comparison_editor/grid.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            subjects, criteria, cells = (self.form.formsets[name] for name in ("subjects", "criteria", "cells"))
            columns = subjects.in_order()
            by_place: dict[tuple[int, int] | None, Any] = {}
            for cell in cells.forms:
                by_place.setdefault(cells.place(cell), cell)
            shown = criteria.in_order()
            rows = [Row(row, form, [by_place.get((row, column)) for column, _ in columns]) for row, form in shown]
            context |= {
                "formsets": [subjects, criteria, cells],
                "most_columns": subjects.max_num,
                "most_rows": criteria.max_num,
                "text_limit": cells.model.TEXT_LIMIT,
                "columns": columns,
                "rows": rows,
                "removed": [
                    *without([form for _, form in columns], subjects),
                    *without([form for _, form in shown], criteria),
                    *without([form for row in rows for form in row.cells], cells),
                ],
                "blank_column": ("__prefix__", subjects.empty_form),
                "blank_row": Row("__prefix__", criteria.empty_form, []),
                "blank_cell": cells.empty_form,
                "verdicts": cells.empty_form.fields["verdict"].choices,
                "chooser": self.chooser_definition,
            }
            return context

        @cached_property
        def js_context(self) -> JSContext:
            return JSContext()

        @cached_property
        def chooser_definition(self) -> Any:
            """One chooser for the whole grid, unpacked when a source is first chosen."""
            return self.js_context.pack(AdminSnippetChooser(Source))

        @property
        def media(self) -> Media:
            self.chooser_definition  # noqa: B018 - packing it collects its media
            own = Media(js=["pages/comparison_editor/grid.js"], css={"all": ["pages/comparison_editor/grid.css"]})
            together: Media = super().media + self.js_context.media + own
            return together

        def get_comparison(self) -> list[Any]:
            return [
                partial(LineDifference, "subjects"),
                partial(LineDifference, "criteria"),
                CellDifference,
            ]


def without(shown: list[Any], formset: Any) -> list[Any]:
    """The forms that have no place in the table: they keep their number, so that no other form changes its own."""
    ids = {id(form) for form in shown}
    return [form for form in formset.forms if id(form) not in ids]
