"""Turns the chunks of a text into the blocks of a page body."""

from __future__ import annotations

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from demo.markup import Chunk, chunks
from demo.reading import ContentError

from .library import Library


def stream(library: Library, slug: str, text: str) -> str:
    """The body of the page ``slug`` as a StreamField stores it; ids are the same at every loading."""
    blocks = []
    for number, chunk in enumerate(chunks(text)):
        if chunk.name not in BLOCKS:
            raise ContentError(f"{slug}: there is no block “{chunk.name}”.")
        kind, value_of = BLOCKS[chunk.name]
        blocks.append({"type": kind, "value": value_of(library, chunk), "id": block_id(slug, number)})
    return json.dumps(blocks)


def block_id(slug: str, number: int, inner: int | str = "") -> str:
    """A stable id for a block."""
    return str(uuid5(NAMESPACE_URL, f"demo:{slug}:{number}:{inner}"))


def listed(chunk: Chunk, values: list[Any]) -> list[dict[str, Any]]:
    """The items of a list block."""
    name = f"{chunk.name}:{chunk.values}"
    return [{"type": "item", "value": value, "id": block_id(name, i, "item")} for i, value in enumerate(values)]


def rich_text(library: Library, chunk: Chunk) -> dict[str, Any]:
    return {"text": library.html(chunk.text)}


def heading(_library: Library, chunk: Chunk) -> dict[str, Any]:
    return {"text": chunk.text, "level": chunk.values["level"], "anchor": ""}


def image(library: Library, chunk: Chunk) -> dict[str, Any]:
    picture = library.image(chunk.values["picture"])
    return {"image": picture.pk if picture else None, **words(chunk), "caption": chunk.values.get("caption", "")}


def words(chunk: Chunk) -> dict[str, Any]:
    """What is said of a block's picture there."""
    return {"alt": chunk.values.get("alt", ""), "decorative": chunk.values.get("decorative") == "yes"}


def document(library: Library, chunk: Chunk) -> dict[str, Any]:
    chosen = library.document(chunk.values["file"])
    return {"document": chosen and chosen.pk, "label": chunk.values.get("label", "")}


def quote(_library: Library, chunk: Chunk) -> dict[str, Any]:
    return {"text": " ".join(chunk.text.split()), "attribution": chunk.values.get("by", "")}


def treatment(library: Library, chunk: Chunk) -> dict[str, Any]:
    brand = library.entry("brands", chunk.values.get("brand") or None)
    picture = library.image(chunk.values.get("picture"))
    return {
        "treatment": library.page(f"treatment:{chunk.values['slug']}").pk,
        "heading": chunk.values.get("heading", ""),
        "level": chunk.values.get("level", "2"),
        "anchor": "",
        "text": library.html(chunk.text),
        "brand": brand and brand.pk,
        "image": picture and picture.pk,
        **words(chunk),
    }


def callout(library: Library, chunk: Chunk) -> dict[str, Any]:
    return {
        "tone": chunk.values.get("tone", "info"),
        "heading": chunk.values.get("heading", ""),
        "text": library.html(chunk.text),
    }


def call_to_action(library: Library, chunk: Chunk) -> dict[str, Any]:
    page = library.page(chunk.values.get("page"))
    locations = [library.page(f"location:{slug}").pk for slug in chunk.listed("locations")]
    return {
        "label": chunk.values["label"],
        "page": page and page.pk,
        "url": chunk.values.get("url", ""),
        "show_phone": chunk.values.get("show-phone") == "yes",
        "locations": listed(chunk, locations),
    }


def faq(library: Library, chunk: Chunk) -> dict[str, Any]:
    return {"items": listed(chunk, [library.entry("questions", key).pk for key in chunk.listed("items")])}


def grid(_library: Library, chunk: Chunk) -> dict[str, Any]:
    table = {
        "data": chunk.rows(),
        "cell": [],
        "mergeCells": [],
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "table_header_choice": "row",
        "table_caption": "",
    }
    return {"caption": chunk.values["caption"], "table": table}


BLOCKS = {
    "text": ("rich_text", rich_text),
    "heading": ("heading", heading),
    "image": ("image", image),
    "document": ("document", document),
    "quote": ("quote", quote),
    "treatment": ("treatment_section", treatment),
    "callout": ("callout", callout),
    "call-to-action": ("call_to_action", call_to_action),
    "faq": ("faq", faq),
    "table": ("table", grid),
}
"""The blocks of a text: what the page body calls each, and how its value is made."""
