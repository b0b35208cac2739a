"""The words of stored blocks, as search finds and quotes them.

Left out is what may vanish from the page without an editor's doing: captions go with a picture that is made private,
questions and answers are the register's own. What a button says goes with the page it leads to, and would find
each page that has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cms.search.findable import Passage, passages

Value = Mapping[str, Any]


def heading(value: Value) -> list[Passage]:
    return passages(value.get("text"))


def rich_text(value: Value) -> list[Passage]:
    return passages(rich=[value.get("text")])


def quote(value: Value) -> list[Passage]:
    return passages(value.get("text"), value.get("attribution"))


def treatment_section(value: Value) -> list[Passage]:
    """Its text is quoted only while the treatment is public."""
    treatment = value.get("treatment")
    about = ("treatments.TreatmentPage", treatment) if isinstance(treatment, int) else None
    texts = passages(value.get("heading"), rich=[value.get("text")])
    return [Passage(passage.text, about) for passage in texts]


def callout(value: Value) -> list[Passage]:
    return passages(value.get("heading"), rich=[value.get("text")])


def table(value: Value) -> list[Passage]:
    """The caption, then each row as one passage."""
    rows = (value.get("table") or {}).get("data") or []
    return passages(value.get("caption"), *(" · ".join(str(cell) for cell in row or () if cell) for row in rows))


READERS: dict[str, Callable[[Value], list[Passage]]] = {
    "heading": heading,
    "rich_text": rich_text,
    "quote": quote,
    "treatment_section": treatment_section,
    "callout": callout,
    "table": table,
}


def block_passages(blocks: Iterable[Mapping[str, Any]]) -> list[Passage]:
    """The passages of a body in its stored form, in their order."""
    return [
        passage for block in blocks if block["type"] in READERS for passage in READERS[block["type"]](block["value"])
    ]
