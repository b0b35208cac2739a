"""Blocks a menu is made of."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError


class NavigationLinkBlock(blocks.StructBlock):
    """One entry of a menu: a page of the site, or an address elsewhere."""

    label = blocks.CharBlock(max_length=60, required=False, help_text="Left empty, the page's title is used.")
    page = blocks.PageChooserBlock(required=False, help_text="A page of this site, or …")
    url = blocks.URLBlock(required=False, label="Address", help_text="… an address elsewhere.")

    class Meta:
        icon = "link"
        label = "Link"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["url"]):
            error = ValidationError("Choose a page or enter an address: one of them, not both.")
            raise StructBlockValidationError(block_errors={"page": error})
        if cleaned["url"] and not cleaned["label"]:
            error = ValidationError("An address elsewhere needs a label. Write what the menu shows.")
            raise StructBlockValidationError(block_errors={"label": error})
        return cleaned


class NavigationItemBlock(NavigationLinkBlock):
    """An entry of the first level, with those below it."""

    children = blocks.ListBlock(
        NavigationLinkBlock(),
        default=[],
        max_num=12,
        label="Entries below",
        help_text="Shown when the entry opens.",
    )

    class Meta:
        icon = "list-ul"
        label = "Menu entry"
