"""What a result is quoted with: a piece of the page's public text, the words that were found marked.

Only what the API shows of the page is quoted, and of that nothing about what is not public.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from cms.api.reader import Reader
from cms.search.findable import Passage
from cms.search.words import APOSTROPHES, INVISIBLE, Term, words

LENGTH = 240
"""About how many characters an excerpt has."""
BEFORE = 80
"""How many of them come before the first word found."""
SENTENCE = 40
"""What is shorter is a heading or a label, and quoted only if nothing else will do."""

_WITHIN = re.escape(APOSTROPHES + INVISIBLE) + "\u0300-\u036f"
_TOKEN = re.compile(rf"[^\W_]+(?:[{_WITHIN}]+[^\W_]+)*[\u0300-\u036f]*")


@dataclass(frozen=True)
class Excerpt:
    """``html`` is escaped, with ``mark`` elements and nothing else; ``text`` is the same without them."""

    html: str
    text: str


def excerpts(pages: Sequence[Any], terms: Sequence[Term], reader: Reader) -> list[Excerpt]:
    """An excerpt of each page; one statement for each model that passages are about."""
    told = [page.search_passages() for page in pages]
    return [excerpt(best_passage(texts, terms), terms) for texts in public_passages(told, reader)]


def public_passages(told: Sequence[Sequence[Passage]], reader: Reader) -> list[list[str]]:
    """The text of each page's passages that are about nothing hidden."""
    ids: dict[str, list[int]] = {}
    for passages in told:
        for passage in passages:
            if passage.about is not None:
                ids.setdefault(passage.about[0], []).append(passage.about[1])
    public: set[tuple[str, int] | None] = {
        (label, pk) for label, keys in ids.items() for pk in reader.fetch(label, keys)
    }
    public.add(None)
    return [[passage.text for passage in passages if passage.about in public] for passages in told]


def best_passage(texts: Iterable[str], terms: Sequence[Term]) -> str:
    """The first of the passages in which the most terms are found, if any is, else the first of all."""
    best, most = "", (-1, False)
    for text in texts:
        count = count_found(text, terms)
        worth = (count, count > 0 and len(text) >= SENTENCE)
        if worth > most:
            best, most = text, worth
    return best


def count_found(text: str, terms: Sequence[Term]) -> int:
    own = set(words(text))
    return sum(any(map(term.matches, own)) for term in terms)


def excerpt(text: str, terms: Sequence[Term]) -> Excerpt:
    """The part of ``text`` around the first word found, or its beginning."""
    span = next_found(text, terms, 0, len(text))
    start, end = window(text, span[0] if span else 0)
    pieces, place = [], start
    while span is not None and span[1] <= end:
        pieces += [escape(text[place : span[0]]), "<mark>", escape(text[span[0] : span[1]]), "</mark>"]
        place = span[1]
        span = next_found(text, terms, place, end)
    pieces.append(escape(text[place:end]))
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return Excerpt(f"{before}{''.join(pieces)}{after}", f"{before}{text[start:end]}{after}")


def next_found(text: str, terms: Sequence[Term], start: int, end: int) -> tuple[int, int] | None:
    """Where the next word found stands that begins before ``end``; None where none does."""
    for match in _TOKEN.finditer(text, start):
        if match.start() >= end:
            return None
        if is_found(match.group(), terms):
            return match.span()
    return None


def is_found(token: str, terms: Sequence[Term]) -> bool:
    return any(term.matches(word) for word in words(token) for term in terms)


def window(text: str, around: int) -> tuple[int, int]:
    """Where an excerpt begins and ends: between words, if there are any."""
    start = text.find(" ", around - BEFORE, around) + 1 if around > BEFORE else 0
    start = start or (around if around > BEFORE else 0)
    if len(text) - start <= LENGTH:
        return start, len(text)
    end = text.rfind(" ", start + 1, start + LENGTH + 1)
    return start, end if end > around else start + LENGTH
