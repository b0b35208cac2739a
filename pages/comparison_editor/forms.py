"""The page form of a comparison: it lets the grid's three formsets know of one another."""

from __future__ import annotations

from typing import Any

from pages.models.page_form import BasePageForm

GRID = ("subjects", "criteria", "cells")


class ComparisonPageForm(BasePageForm):
    """A page form whose cells learn the keys of their rows and columns before anything is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.has_grid:
            # Last, so that the lines are saved when the cells look for strays.
            cells = self.formsets["cells"] = self.formsets.pop("cells")
            cells.join(self.formsets["subjects"], self.formsets["criteria"])

    @property
    def has_grid(self) -> bool:
        return set(GRID) <= set(self.formsets)

    def is_valid(self) -> bool:
        """Validate all three formsets even if the first is refused.

        One left over would be validated when the form is shown again, by the rules of publishing.
        """
        if self.has_grid:
            for name in GRID:
                self.formsets[name].is_valid()
        return bool(super().is_valid())

    def page_as_typed(self, complete: bool) -> Any:
        if not complete and self.has_grid and all(self.formsets[name].is_valid() for name in GRID):
            self.assign_keys()
        return super().page_as_typed(complete)

    def save(self, commit: bool = True) -> Any:
        if self.has_grid:
            self.assign_keys()
        return super().save(commit=commit)

    def assign_keys(self) -> None:
        for name in GRID:
            self.formsets[name].assign_keys()
