"""Keys of the grid's lines: readable slugs, each unique in its page."""

from __future__ import annotations

import re
from collections.abc import Container

from django.utils.text import slugify

LIMIT = 60


def base_key(name: str, fallback: str) -> str:
    """The slug of ``name``, cut at a word to leave room for a number; ``fallback`` where no letter is left."""
    slug = slugify(name)
    if len(slug) > LIMIT - 4:
        slug = slug[: LIMIT - 4]
        slug = slug.rpartition("-")[0] or slug
    return slug.strip("-_") or fallback


def new_key(name: str, fallback: str, taken: Container[str], held: str = "") -> str:
    """A key for ``name`` that is not in ``taken``; ``held`` again if it still fits the name."""
    base = base_key(name, fallback)
    if held and held not in taken and re.fullmatch(re.escape(base) + r"(-\d+)?", held):
        return held
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key
