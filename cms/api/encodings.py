"""The content coding of an answer, by the request's `Accept-Encoding` (RFC 9110, section 12.5.3)."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from typing import NamedTuple

import brotli
from django.http import HttpResponse

BROTLI, GZIP, IDENTITY = "br", "gzip", "identity"
LEAST_BYTES = 1_024
"""What is smaller is left as it is: it fits into one packet anyway."""
BROTLI_QUALITY, GZIP_LEVEL = 5, 6
LONGEST = 200
"""How long a header may be to be read: browsers spell it in a few ways, all of them short, which are remembered."""

ITEM = re.compile(
    r"\s*([!#$%&'*+.^_`|~\w-]+)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?", re.ASCII | re.IGNORECASE
)


class Wanted(NamedTuple):
    """The coding that a client likes best of ours, for answers of ``least`` bytes or more; smaller ones have none."""

    coding: str
    least: int

    def of(self, size: int) -> str:
        """The coding of an answer of ``size`` bytes."""
        return self.coding if size >= self.least else IDENTITY


def wanted(accept: str | None) -> Wanted:
    """The coding to answer in: of two liked as much the smaller one, and none where the client does not say.

    Who refuses all that there is has the answer without a coding; who refuses that alone has small ones in one too.
    """
    return read(accept if accept and len(accept) <= LONGEST else "")


@lru_cache(maxsize=256)
def read(accept: str) -> Wanted:
    likes = dict(filter(None, map(like_in, accept.split(","))))
    others = likes.get("*", 0.0)
    coding = max(BROTLI, GZIP, key=lambda each: likes.get(each, others))
    like = likes.get(coding, others)
    if like == 0 or likes.get(IDENTITY, 0.0) > like:
        return Wanted(IDENTITY, LEAST_BYTES)
    is_plain_refused = likes.get(IDENTITY, likes.get("*", 1.0)) == 0
    return Wanted(coding, 0 if is_plain_refused else LEAST_BYTES)


def like_in(item: str) -> tuple[str, float] | None:
    """A coding and how much it is liked, from 0 (not at all) to 1; None for what is none."""
    found = ITEM.fullmatch(item)
    if found is None:
        return None
    coding = found[1].lower()
    return (GZIP if coding == "x-gzip" else coding), float(found[2] or 1)


def encoded(content: bytes, coding: str) -> bytes:
    """``content`` in a coding of ours."""
    if coding == BROTLI:
        made: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
        return made
    return gzip.compress(content, GZIP_LEVEL, mtime=0) if coding == GZIP else content


def encode(response: HttpResponse, accept: str | None) -> None:
    """Have ``response`` in the coding that ``accept`` asks for."""
    coding = wanted(accept).of(len(response.content))
    if coding != IDENTITY:
        response.content = encoded(response.content, coding)
        response["Content-Encoding"] = coding
