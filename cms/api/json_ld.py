"""JSON-LD with the vocabulary of schema.org: what all page types need of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from .images import image_files

Node = dict[str, Any]
TERMS = "https://schema.org"
EMPTY: tuple[object, ...] = (None, "", [], {})


def present(node: Mapping[str, Any]) -> Node:
    """``node`` without the properties that have no value; ``False`` is a value."""
    return {key: value for key, value in node.items() if value not in EMPTY}


def document(nodes: Sequence[Node]) -> str:
    """One document with a single graph, safe inside a script element."""
    graph = {"@context": TERMS, "@graph": nodes}
    return orjson.dumps(graph).decode().replace("<", "\\u003c")


def image_object(image: Any, preset: str, node_id: str) -> Node | None:
    """The largest JPEG of ``image`` in a preset, with its credit; None where the preset has none."""
    files = image_files(image, preset, "JPEG")
    if not files:
        return None
    return present(
        {
            "@type": "ImageObject",
            "@id": node_id,
            "contentUrl": files[-1].url,
            "caption": image.alt,
            "creditText": image.credit,
        }
    )


def breadcrumb_list(url: str, origin: str, steps: Sequence[Mapping[str, str]]) -> Node | None:
    """The way to a page, its positions from 1 on; None where there is no way to show."""
    if len(steps) < 2:
        return None
    return {
        "@type": "BreadcrumbList",
        "@id": f"{url}#breadcrumbs",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": step["title"],
                "item": {"@type": "WebPage", "@id": origin + step["path"]},
            }
            for position, step in enumerate(steps, start=1)
        ],
    }
