"""What needs attention, on the dashboard: apps say what, each as a short list.

An app registers a function with the hook ``register_attention`` that takes the request and returns an
:class:`AttentionList`, or None when there is nothing or the user may not see to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.ui.components import Component

from cms.admin.columns import due

HOOK = "register_attention"
LIMIT = 6


@dataclass(frozen=True)
class AttentionItem:
    """One thing to see to: what, of whom or where, and by when."""

    title: str
    url: str
    note: str = ""
    day: date | None = None

    @property
    def due(self) -> dict[str, Any]:
        """How urgent its day is."""
        return due(self.day)


@dataclass(frozen=True)
class AttentionList:
    """Things of one kind, the most urgent first; ``total`` counts those not shown too."""

    heading: str
    icon: str
    items: Sequence[AttentionItem]
    total: int
    url: str

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.items)


class AttentionPanel(Component):
    """The dashboard's panel."""

    name = "attention"
    order = 50
    template_name = "cms_admin/attention.html"

    def __init__(self, lists: Sequence[AttentionList]) -> None:
        self.lists = lists

    def get_context_data(self, _parent_context: Any = None) -> dict[str, Any]:
        """The lists."""
        return {"lists": self.lists}


def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Put the panel on the dashboard, if there is anything to show. A Wagtail hook."""
    found = [listed for listed in (collect(request) for collect in hooks.get_hooks(HOOK)) if listed]
    if found:
        panels.append(AttentionPanel(found))


def stylesheet() -> str:
    """The house's few rules of style for the admin. A Wagtail hook."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms_admin/admin.css"))
