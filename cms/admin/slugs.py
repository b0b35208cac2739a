"""Slugs of register entries: filled in from the name while an entry is new, and then left alone."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput


class NamePanel(TitleFieldPanel):
    """A name that fills in the slug beside it. A saved entry's slug stays: addresses and filters use it."""

    class BoundPanel(TitleFieldPanel.BoundPanel):
        """The panel of one entry."""

        def get_should_apply(self) -> bool:
            """Only while the entry was never saved."""
            return self.instance.pk is None


def with_slug_from(name: str, panels: list[Any]) -> list[Any]:
    """``panels`` of a model, such that the field ``name`` fills in ``slug``."""
    # The slugs of entries are ASCII, whatever page slugs may hold.
    slug = FieldPanel("slug", widget=SlugInput(attrs={"data-w-slug-allow-unicode-value": "false"}))
    made = {name: NamePanel(name, classname="", placeholder=False), "slug": slug}
    return [made.get(panel.field_name, panel) if isinstance(panel, FieldPanel) else panel for panel in panels]
