"""Blocks and pictures in the built-in preview.

A content app gives a block its own look with a template ``<app>/preview/<block type>.html``; any other block shows its
parts by their labels.
"""

from __future__ import annotations

import logging
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import select_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail import blocks
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms.media.models import MediaImage
from cms.media.presets import RENDITION_FIELDS, find_renditions
from cms.media.storage import public_storage

logger = logging.getLogger(__name__)


def render_stream(stream: Any) -> SafeString:
    """All blocks of a stream, one after another."""
    return format_html_join("", "{}", ((render_block(child),) for child in stream or ()))


def render_block(child: Any) -> SafeString:
    """One block of a stream; a block that cannot be shown says so."""
    try:
        app = type(child.block).__module__.partition(".")[0]
        try:
            template = select_template([f"{app}/preview/{child.block_type}.html"])
        except TemplateDoesNotExist:
            return labelled(child.block, child.value)
        html: str = template.render({"value": child.value, "block": child.block})
        return mark_safe(html)  # noqa: S308 - a template's output
    except Exception:
        logger.exception("The preview leaves out a block of type %s", child.block_type)
        return format_html("<p><em>A block ({}) cannot be shown: it is incomplete.</em></p>", child.block_type)


def labelled(block: Any, value: Any) -> SafeString:
    """Any block's value, its parts by their labels; empty parts are left out."""
    if value is None or value is False or (hasattr(value, "__len__") and not len(value)):
        return SafeString("")
    if isinstance(block, blocks.StructBlock):
        parts = ((part.label, labelled(part, value.get(name))) for name, part in block.child_blocks.items())
        return format_html_join("", "<dl><dt>{}</dt><dd>{}</dd></dl>", ((a, b) for a, b in parts if b))
    if isinstance(block, blocks.ListBlock):
        items = ((labelled(block.child_block, item),) for item in value)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", items))
    return leaf(value)


def leaf(value: Any) -> SafeString:
    """A picture, rich text, the name of a page, or plain words."""
    if isinstance(value, MediaImage):
        return figure(value)
    if isinstance(value, RichText):
        return mark_safe(str(value))  # noqa: S308 - cleaned when it was saved
    if isinstance(value, Page):
        return format_html("{}", value.title)
    return format_html("{}", "Yes" if value is True else value)


def figure(image: MediaImage | None, caption: str = "") -> SafeString:
    """A picture with its caption and credit; its name where the picture itself is missing."""
    if image is None:
        return SafeString("")
    url = image_url(image)
    notes = " · ".join(note for note in (caption, image.credit) if note)
    if url is None:
        return format_html('<p class="missing">[Picture: {}]</p>', image.alt or image.title)
    return format_html(
        '<figure><img src="{}" alt="{}" loading="lazy"><figcaption>{}</figcaption></figure>', url, image.alt, notes
    )


def image_url(image: MediaImage) -> str | None:
    """The address of the picture in a size for reading; None while there is none."""
    rows = list(image.renditions.values_list(*RENDITION_FIELDS)) if image.pk else []
    for preset in ("HERO", "CARD"):
        found = find_renditions(rows, preset, "WEBP", (image.width, image.height), "")
        fitting = [row for row in found if row.width <= 1100] or found[:1]
        if fitting:
            url: str = public_storage().url(fitting[-1].file)
            return url
    try:
        made: str = image.get_rendition("max-1000x1000").url
    except Exception:
        logger.warning("The preview has no picture for image %s", image.pk, exc_info=True)
        return None
    return made
