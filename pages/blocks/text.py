"""Blocks of words."""

from __future__ import annotations

from django.db import models
from wagtail import blocks

BODY_FEATURES = ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"]

HEADING_LEVELS = [("2", "Section heading"), ("3", "Sub-heading"), ("4", "Minor heading")]


class Tone(models.TextChoices):
    """What sort of note a callout is."""

    INFO = "info", "Information"
    WARNING = "warning", "Warning"
    TIP = "tip", "Tip"


ANCHOR_HELP = "The name links jump to. Left empty, it is made from the heading."


class HeadingBlock(blocks.StructBlock):
    """A heading between paragraphs."""

    text = blocks.CharBlock(max_length=120, label="Heading")
    level = blocks.ChoiceBlock(choices=HEADING_LEVELS, default="2", help_text="Do not skip a level.")
    anchor = blocks.RegexBlock(
        regex=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        required=False,
        max_length=60,
        help_text=ANCHOR_HELP,
        error_messages={"invalid": "Use small letters, digits and single hyphens, such as what-to-expect."},
    )

    class Meta:
        icon = "title"
        label = "Heading"
        group = "Text"
        description = "Divides a long page; readers and screen readers jump by headings."


class RichTextBlock(blocks.StructBlock):
    """Paragraphs, lists and links."""

    text = blocks.RichTextBlock(features=BODY_FEATURES, label="Text", help_text="Keep paragraphs short.")

    class Meta:
        icon = "pilcrow"
        label = "Text"
        group = "Text"
        description = "Paragraphs, lists and links."


class QuoteBlock(blocks.StructBlock):
    """Words set apart, with who said them."""

    text = blocks.TextBlock(max_length=500, rows=3, label="Quote", help_text="Without quotation marks.")
    attribution = blocks.CharBlock(max_length=120, required=False, help_text="Who said it. Never a patient by name.")

    class Meta:
        icon = "openquote"
        label = "Quote"
        group = "Text"
        description = "Words set apart, with who said them."


class CalloutBlock(blocks.StructBlock):
    """A note the reader should not miss."""

    tone = blocks.ChoiceBlock(
        choices=Tone.choices,
        default=Tone.INFO.value,
        help_text="A warning is for risks, a tip for something handy.",
    )
    heading = blocks.CharBlock(max_length=100, required=False, help_text="A few words; may stay empty.")
    text = blocks.RichTextBlock(features=BODY_FEATURES, label="Text", help_text="Two or three sentences.")

    class Meta:
        icon = "info-circle"
        label = "Callout"
        group = "Text"
        description = "A note the reader should not miss."
