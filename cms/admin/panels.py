"""Panels that show on a page's edit screen what registers say of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from wagtail.admin.panels import Panel
from wagtail.permissions import policy_registry

from cms.admin.columns import due

LIMIT = 30


class RegisterPanel(Panel):
    """A register's entries about the page, to read, with links to add one and to change each.

    ``relation`` is the page's reverse relation to the register; ``columns`` names the entries' attributes to show, with
    their headings; ``expires`` names their last day, if they have one.
    """

    def __init__(self, relation: str, columns: Mapping[str, str], expires: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.relation = relation
        self.columns = columns
        self.expires = expires

    def clone_kwargs(self) -> dict[str, Any]:
        """What a copy of the panel is made with."""
        return {
            **super().clone_kwargs(),
            "relation": self.relation,
            "columns": self.columns,
            "expires": self.expires,
        }

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page on one screen."""

        template_name = "cms_admin/register_panel.html"

        @property
        def descriptor(self) -> Any:
            """The reverse relation."""
            return self.instance._meta.get_field(self.panel.relation)

        def allowed(self, action: str) -> bool:
            """Whether the user may do ``action`` in the register."""
            policy = policy_registry.get_by_type(self.descriptor.related_model)
            return bool(policy.user_has_permission(self.request.user, action))

        def rows(self) -> list[dict[str, Any]]:
            """The entries, each with its cells, its last day and a link to change it."""
            model = self.descriptor.related_model
            edit_name = model.snippet_viewset.get_url_name("edit") if self.allowed("change") else None
            related = [name for name in self.panel.columns if model._meta.get_field(name).is_relation]
            entries = model._default_manager.filter(**{self.descriptor.field.name: self.instance.pk})
            return [
                {
                    "cells": [cell(entry, name) for name in self.panel.columns],
                    "due": due(getattr(entry, self.panel.expires)) if self.panel.expires else None,
                    "edit_url": reverse(edit_name, args=[entry.pk]) if edit_name else None,
                }
                for entry in entries.select_related(*related)[: LIMIT + 1]
            ]

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The rows, and where to add one or to see them all."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            viewset = self.descriptor.related_model.snippet_viewset
            query = f"?{self.descriptor.field.name}={self.instance.pk}"
            rows = self.rows() if self.instance.pk else []
            context.update(
                {
                    "saved": bool(self.instance.pk),
                    "headings": list(self.panel.columns.values()),
                    "expires": self.panel.expires,
                    "rows": rows[:LIMIT],
                    "more": len(rows) > LIMIT,
                    "noun": self.descriptor.related_model._meta.verbose_name,
                    "add_url": reverse(viewset.get_url_name("add")) + query if self.allowed("add") else None,
                    "all_url": reverse(viewset.get_url_name("list")) + query if self.allowed("view") else None,
                }
            )
            return context


def cell(entry: Any, name: str) -> str:
    """One value of an entry, for people."""
    display = getattr(entry, f"get_{name}_display", None)
    value = display() if display else getattr(entry, name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return capfirst(str(value)) if value not in (None, "") else "–"
