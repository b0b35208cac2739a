"""Names that links jump to: one for each heading of a body, each but once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.utils.text import slugify


@dataclass(frozen=True)
class Anchor:
    """What a heading's name is made of: the editor's own word for it, or else the heading."""

    own: str
    heading: str


def named(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The blocks of one body, each :class:`Anchor` in them replaced by a name that no other has.

    An editor's own comes first, wherever it stands; then the headings in their order: `cost`, `cost-2`. A heading that
    has no letters to make a name of gets one of its block's id.
    """
    taken: set[str] = set()
    names: dict[int, str] = {}
    anchors = [(place, block["id"], block["anchor"]) for place, block in enumerate(blocks) if is_anchored(block)]
    for place, _, anchor in anchors:
        if anchor.own:
            names[place] = free(anchor.own, taken)
    for place, pk, anchor in anchors:
        if not anchor.own:
            names[place] = free(slugify(anchor.heading) or f"section-{pk}", taken)
    return [{**block, "anchor": names[place]} if place in names else dict(block) for place, block in enumerate(blocks)]


def is_anchored(block: Mapping[str, Any]) -> bool:
    return isinstance(block.get("anchor"), Anchor)


def free(name: str, taken: set[str]) -> str:
    """``name``, or with the next number that makes it one of its own; it is taken from now on."""
    found = name if name not in taken else next(f"{name}-{n}" for n in count(2) if f"{name}-{n}" not in taken)
    taken.add(found)
    return found
