"""Blocks as they are stored, read without any being built: what a StreamField holds wherever it is nested."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField


def stream_fields(model: Any) -> list[StreamField]:
    """The StreamFields of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, StreamField)]


def blocks_of(value: Any) -> list[dict[str, Any]]:
    """The blocks of a StreamField as they are stored; none where that holds something else."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    return [block for block in value if isinstance(block, dict)] if isinstance(value, list) else []


def leaves(block: Any, value: Any) -> Iterator[tuple[Any, Any]]:
    """The blocks below ``block`` that hold no others, each with what is stored of it in ``value``."""
    if isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from leaves(child, value.get(name) if isinstance(value, dict) else None)
    elif isinstance(block, StreamBlock):
        for part in blocks_of(value):
            if (child := block.child_blocks.get(part.get("type"))) is not None:
                yield from leaves(child, part.get("value"))
    elif isinstance(block, ListBlock):
        for item in value if isinstance(value, list) else ():
            is_wrapped = isinstance(item, dict) and item.get("type") == "item"
            yield from leaves(block.child_block, item.get("value") if is_wrapped else item)
    else:
        yield block, value
