"""How each block of a page body appears in the API."""

from __future__ import annotations

from typing import Any

import graphene
from wagtail.embeds.models import Embed

from cms.api.anchors import Anchor
from cms.api.blocks import Block, BlockType, Found, Raw, References, list_items, register_block
from cms.api.declarations import DOCUMENT, IMAGE, PAGE
from cms.api.nodes import enum_type, node
from cms.api.objects import BoundedList, Phone
from cms.media.alt_text import placed
from pages.blocks.media import COLUMNS, ROWS
from pages.blocks.pictures import place_of
from pages.blocks.text import Tone
from pages.loading import organization

TREATMENT, BRAND, LOCATION, FAQ = (
    "treatments.TreatmentPage",
    "treatments.ProductBrand",
    "locations.LocationPage",
    "pages.Faq",
)


ANCHOR = "For the attribute id, so that links can jump there. No other on the page has it."


class HeadingBlock(graphene.ObjectType):
    """A heading between paragraphs."""

    class Meta:
        interfaces = (Block,)

    level = graphene.Int(required=True, description="2 to 4.")
    text = graphene.String(required=True, description="The heading.")
    anchor = graphene.String(required=True, description=ANCHOR)


class RichTextBlock(graphene.ObjectType):
    """Paragraphs, lists and links."""

    class Meta:
        interfaces = (Block,)

    html = graphene.String(required=True, description="Clean HTML.")
    text = graphene.String(required=True, description="The same without markup.")


class ImageBlock(graphene.ObjectType):
    """A picture with a caption. Left out where the picture is not public."""

    class Meta:
        interfaces = (Block,)

    image = graphene.Field(
        lambda: node(IMAGE), description="The picture. Never null here: without a public one there is no block."
    )
    caption = graphene.String(required=True, description="For below the picture; may be empty.")


class DocumentBlock(graphene.ObjectType):
    """A document to download. Left out where the document is in a private collection."""

    class Meta:
        interfaces = (Block,)

    document = graphene.Field(
        lambda: node(DOCUMENT), required=True, description="The document, with the address to link to."
    )
    label = graphene.String(required=True, description="What the link says; the document's title if nothing else.")


class QuoteBlock(graphene.ObjectType):
    """Words set apart."""

    class Meta:
        interfaces = (Block,)

    text = graphene.String(required=True, description="The words, without quotation marks.")
    attribution = graphene.String(required=True, description="Who said them; may be empty.")


class TreatmentSectionBlock(graphene.ObjectType):
    """A passage about one treatment."""

    class Meta:
        interfaces = (Block,)

    heading = graphene.String(
        required=True,
        description="Its own heading, or the treatment's title; empty where there is none and the treatment is hidden.",
    )
    level = graphene.Int(required=True, description="2 to 4.")
    anchor = graphene.String(required=True, description=ANCHOR)
    html = graphene.String(required=True, description="Clean HTML.")
    treatment = graphene.Field(lambda: node(TREATMENT), description="The treatment; null while it is not public.")
    brand = graphene.Field(lambda: node(BRAND), description="The product; null where the passage is about none.")
    image = graphene.Field(lambda: node(IMAGE), description="A picture beside the passage; null without a public one.")


class CalloutBlock(graphene.ObjectType):
    """A note the reader should not miss."""

    class Meta:
        interfaces = (Block,)

    tone = graphene.Field(enum_type("CalloutTone", Tone), required=True, description="What sort of note it is.")
    heading = graphene.String(required=True, description="A few words; may be empty.")
    html = graphene.String(required=True, description="Clean HTML.")


class CallToActionBlock(graphene.ObjectType):
    """What the reader may do next. Left out where nothing of it leads anywhere that is public."""

    class Meta:
        interfaces = (Block,)

    label = graphene.String(required=True, description="What the button says.")
    url = graphene.String(
        description="A path on the site or an address elsewhere; null when there is none, or when the page there is "
        "not public."
    )
    phone = graphene.Field(
        Phone,
        description="The number to call: that of the location where there is a single one that has its own, else the "
        "organization's; null when none is to be shown.",
    )
    locations = BoundedList(lambda: node(LOCATION), 20, "Where the reader may go.")


class FaqBlock(graphene.ObjectType):
    """Questions and answers."""

    class Meta:
        interfaces = (Block,)

    items = BoundedList(lambda: node(FAQ), 20, "The questions with their answers.")


class TableBlock(graphene.ObjectType):
    """A small table."""

    class Meta:
        interfaces = (Block,)

    caption = graphene.String(required=True, description="What the table shows.")
    header = BoundedList(graphene.String, COLUMNS, "The column headings.")
    rows = BoundedList(
        graphene.List(graphene.NonNull(graphene.String)), ROWS, "The rows below, each with a cell for every column."
    )


class EmbedBlock(graphene.ObjectType):
    """A video, fetched when the page was saved."""

    class Meta:
        interfaces = (Block,)

    url = graphene.String(description="The video's own page; null where none was given.")
    html = graphene.String(
        required=True, description="The player: one iframe of an allowed provider; empty where it could not be fetched."
    )
    provider = graphene.String(required=True, description="Who serves it; empty where that is not known.")


def nothing(value: Raw, references: References) -> None:
    """The block refers to nothing."""


def collect_html(value: Raw, references: References) -> None:
    references.html.append(value.get("text") or "")


def anchor(value: Raw, heading: str) -> Anchor:
    return Anchor(value.get("anchor") or "", heading)


def level(value: Raw) -> int:
    return int(value.get("level") or 2)


def read_heading(value: Raw, found: Found) -> dict[str, Any]:
    text = value.get("text") or ""
    return {"text": text, "level": level(value), "anchor": anchor(value, text)}


def read_rich_text(value: Raw, found: Found) -> dict[str, Any]:
    text = found.text(value.get("text"))
    return {"html": text.html, "text": text.text}


def collect_image(value: Raw, references: References) -> None:
    references.add(IMAGE, value.get("image"))


def picture(value: Raw, found: Found) -> Any:
    """The picture of a block, as the block describes it; None without a public one."""
    return placed(found.one(IMAGE, value.get("image")), place_of(value))


def read_image(value: Raw, found: Found) -> dict[str, Any] | None:
    image = picture(value, found)
    return None if image is None else {"image": image, "caption": value.get("caption") or ""}


def collect_document(value: Raw, references: References) -> None:
    references.add(DOCUMENT, value.get("document"))


def read_document(value: Raw, found: Found) -> dict[str, Any] | None:
    document = found.one(DOCUMENT, value.get("document"))
    return None if document is None else {"document": document, "label": value.get("label") or document.title}


def read_quote(value: Raw, found: Found) -> dict[str, Any]:
    return {"text": value.get("text") or "", "attribution": value.get("attribution") or ""}


def collect_treatment_section(value: Raw, references: References) -> None:
    references.add(TREATMENT, value.get("treatment"))
    references.add(BRAND, value.get("brand"))
    references.add(IMAGE, value.get("image"))
    collect_html(value, references)


def read_treatment_section(value: Raw, found: Found) -> dict[str, Any]:
    treatment = found.one(TREATMENT, value.get("treatment"))
    heading = value.get("heading") or (treatment.title if treatment is not None else "")
    return {
        "heading": heading,
        "level": level(value),
        "anchor": anchor(value, heading),
        "html": found.text(value.get("text")).html,
        "treatment": treatment,
        "brand": found.one(BRAND, value.get("brand")),
        "image": picture(value, found),
    }


def read_callout(value: Raw, found: Found) -> dict[str, Any]:
    return {
        "tone": value.get("tone") or "info",
        "heading": value.get("heading") or "",
        "html": found.text(value.get("text")).html,
    }


def collect_call_to_action(value: Raw, references: References) -> None:
    references.add(PAGE, value.get("page"))
    references.add(LOCATION, *list_items(value.get("locations")))
    if typed := value.get("url"):
        references.typed.append(typed)


def read_call_to_action(value: Raw, found: Found) -> dict[str, Any] | None:
    """A button that leads nowhere is left out; a number to call, or locations to choose from, lead somewhere."""
    locations = found.many(LOCATION, list_items(value.get("locations")))
    url = found.address(value.get("page"), value.get("url"))
    phone = phone_to_call(locations, found) if value.get("show_phone") else None
    if not (url or phone or locations):
        return None
    return {"label": value.get("label") or "", "url": url, "phone": phone, "locations": locations}


def phone_to_call(locations: list[Any], found: Found) -> Any:
    """The number of the one location there is, else the organization's."""
    own = locations[0].phone_or_none if len(locations) == 1 else None
    return own or organization(found.reader).phone_or_none


def collect_faq(value: Raw, references: References) -> None:
    references.add(FAQ, *list_items(value.get("items")))


def read_faq(value: Raw, found: Found) -> dict[str, Any] | None:
    items = found.many(FAQ, list_items(value.get("items")))
    return {"items": items} if items else None


def read_table(value: Raw, found: Found) -> dict[str, Any]:
    """The first row is the header; the others get as many cells as it has."""
    stored = (value.get("table") or {}).get("data") or []
    rows = [["" if cell is None else str(cell) for cell in row or ()][:COLUMNS] for row in stored[: ROWS + 1]]
    header, below = (rows[0], rows[1:]) if rows else ([], [])
    return {
        "caption": value.get("caption") or "",
        "header": header,
        "rows": [(row + [""] * len(header))[: len(header)] for row in below],
    }


def collect_embed(value: Raw, references: References) -> None:
    if url := value.get("url"):
        references.embeds.append(url)


def read_embed(value: Raw, found: Found) -> dict[str, Any]:
    url = value.get("url") or ""
    embed: Embed | None = found.embeds.get(url)
    return {
        "url": url or None,
        "html": embed.html if embed is not None else "",
        "provider": embed.provider_name if embed is not None else "",
    }


register_block("heading", BlockType(HeadingBlock, nothing, read_heading))
register_block("rich_text", BlockType(RichTextBlock, collect_html, read_rich_text))
register_block("image", BlockType(ImageBlock, collect_image, read_image))
register_block("quote", BlockType(QuoteBlock, nothing, read_quote))
register_block("treatment_section", BlockType(TreatmentSectionBlock, collect_treatment_section, read_treatment_section))
register_block("callout", BlockType(CalloutBlock, collect_html, read_callout))
register_block("call_to_action", BlockType(CallToActionBlock, collect_call_to_action, read_call_to_action))
register_block("faq", BlockType(FaqBlock, collect_faq, read_faq))
register_block("table", BlockType(TableBlock, nothing, read_table))
register_block("embed", BlockType(EmbedBlock, collect_embed, read_embed))
register_block("document", BlockType(DocumentBlock, collect_document, read_document))
