"""Columns that listings share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.tables import Column

SOON_DAYS = 45
"""How long before its day a credential or review counts as due soon."""


class TextColumn(Column):
    """A short text: what ``text`` makes of the row; a dash where there is nothing."""

    def __init__(self, name: str, text: Callable[[Any], object], **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.text = text

    def get_value(self, instance: Any) -> object:
        """The cell's text."""
        return self.text(instance) or "–"


class YesColumn(TextColumn):
    """A yes, or a dash: a list of noes would hide the few that matter."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, lambda row: "Yes" if getattr(row, name) else "", sort_key=name, **kwargs)


class NamesColumn(Column):
    """The names of several related things, the first three and how many more."""

    SHOWN = 3

    def __init__(self, name: str, names: Callable[[Any], list[str]], **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.names = names

    def get_value(self, instance: Any) -> str:
        """The cell's text."""
        names = self.names(instance)
        more = len(names) - self.SHOWN
        return ", ".join(names[: self.SHOWN]) + (f" and {more} more" if more > 0 else "") or "–"


class DueColumn(Column):
    """A day by which something must be done, marked when it is near or past."""

    cell_template_name = "cms_admin/due_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add how urgent the day is."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        value = context["value"]
        day = timezone.localdate(value) if isinstance(value, datetime) else value
        context.update(due(day))
        return context


def due(day: date | None) -> dict[str, Any]:
    """``day``, ``state`` (``past``, ``soon`` or empty) and ``days`` until then; nothing known for None."""
    if day is None:
        return {"day": None, "state": "", "days": None}
    days = (day - timezone.localdate()).days
    return {"day": day, "state": "past" if days < 0 else "soon" if days <= SOON_DAYS else "", "days": days}
