"""A comparison's rows for the built-in preview."""

from __future__ import annotations

from typing import Any

from django import template

from pages.models import ComparisonArticlePage

register = template.Library()


@register.filter
def table_rows(page: ComparisonArticlePage) -> list[tuple[Any, list[Any]]]:
    """Each criterion with its cells in the subjects' order; None where there is no cell."""
    grid = page.grid()
    return [
        (criterion, [grid.cells.get((criterion.key, subject.key)) for subject in grid.subjects])
        for criterion in grid.criteria
    ]
