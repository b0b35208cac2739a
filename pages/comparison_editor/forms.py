"""The page form of a comparison: it lets the grid's three formsets know of one another."""

from __future__ import annotations

from typing import Any

from pages.models.base import BasePageForm


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
        return {"subjects", "criteria", "cells"} <= self.formsets.keys()

    def save(self, commit: bool = True) -> Any:
        if self.has_grid:
            for name in ("subjects", "criteria", "cells"):
                self.formsets[name].assign_keys()
        return super().save(commit=commit)
