"""What a client may send in arguments, checked before any database sees it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .errors import ClientError


def searchable(text: str) -> str:
    """``text`` as a database can look for it; ``ClientError`` for NUL and lone surrogates, which none can."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ClientError("The text holds a NUL or a lone surrogate. Send plain Unicode text.")
    return text


def short(text: str, what: str, longest: int) -> str:
    """``text`` of at most ``longest`` characters, searchable; ``ClientError`` names ``what`` it is."""
    if len(text) > longest:
        raise ClientError(f"A text in {what} has at most {longest} characters; this one has {len(text):,}. Shorten it.")
    return searchable(text)


def few(items: Collection[Any], what: str, most: int) -> None:
    """Raise ``ClientError`` where ``what`` holds more than ``most`` items."""
    if len(items) > most:
        raise ClientError(f"{what} takes at most {most} values; there are {len(items):,}. Give fewer.")


def primary_key(text: str | None) -> int | None:
    """The primary key in an id argument; None for what cannot be one."""
    if text and text.isascii() and text.isdigit() and len(text) <= 18:
        return int(text)
    return None
