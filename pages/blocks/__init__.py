"""The blocks a page body is made of. There is none for raw HTML."""

from __future__ import annotations

from wagtail import blocks

from .clinic import CallToActionBlock, FaqBlock, TreatmentSectionBlock
from .media import DocumentBlock, EmbedBlock, ImageBlock, TableBlock
from .text import CalloutBlock, HeadingBlock, QuoteBlock, RichTextBlock


class BodyBlock(blocks.StreamBlock):
    """A page body: at most 60 blocks."""

    heading = HeadingBlock()
    rich_text = RichTextBlock()
    image = ImageBlock()
    quote = QuoteBlock()
    treatment_section = TreatmentSectionBlock()
    callout = CalloutBlock()
    call_to_action = CallToActionBlock()
    faq = FaqBlock()
    table = TableBlock()
    embed = EmbedBlock()
    document = DocumentBlock()

    class Meta:
        max_num = 60


__all__ = [
    "BodyBlock",
    "CallToActionBlock",
    "CalloutBlock",
    "DocumentBlock",
    "EmbedBlock",
    "FaqBlock",
    "HeadingBlock",
    "ImageBlock",
    "QuoteBlock",
    "RichTextBlock",
    "TableBlock",
    "TreatmentSectionBlock",
]
