"""Menus, by handle."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from pages.blocks.navigation import NavigationItemBlock

from .registers import Register


class NavigationMenu(Register):
    """A menu of one site; front ends ask for it by its handle."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="menus")
    handle = models.SlugField(max_length=40, help_text="What front ends ask for, such as main or footer.")
    items = StreamField([("item", NavigationItemBlock())], blank=True, max_num=12, use_json_field=True)

    panels = [FieldPanel("site"), FieldPanel("handle"), FieldPanel("items")]
    search_fields = [index.SearchField("handle"), index.AutocompleteField("handle")]

    class Meta:
        ordering = ["site", "handle"]
        verbose_name = "navigation menu"
        constraints = [models.UniqueConstraint(fields=["site", "handle"], name="one_menu_per_site_and_handle")]

    def __str__(self) -> str:
        return f"{self.handle} ({self.site})"
