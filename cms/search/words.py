"""Words as search sees them: the same for what is written and for what is typed, on every database.

Case, accents, apostrophes and trademark signs make no difference: ``Crow’s feet`` is ``crows feet`` and ``JUVÉDERM®``
is ``juvederm``. Each word goes into the search index as tokens of ASCII letters and digits alone, which every engine
takes for one word; a token begins with a :class:`Mark`, which no word of a language does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

TERMS = 8
"""How many different words of a query count; the others are passed over."""
LETTERS = 40
"""How many characters of a word count."""

APOSTROPHES = "'’‘ʼ`´′"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_FOLD = str.maketrans({**dict.fromkeys(APOSTROPHES + INVISIBLE), **dict.fromkeys("®™℠©", " ")})
_WORD = re.compile(r"[^\W_]+")
_COMPOUND = re.compile(r"[^\W_]+(?:[-‐][^\W_]+)+")
_SMALL = """
    a about after an and are as at be before by can do does for from help helps how i in is it my of on or the to what
    when where which who why will with you your
"""
SMALL_WORDS = frozenset(_SMALL.split())
"""Words that tell nothing: they count only in a query that has no others."""


class Mark(StrEnum):
    """What a token says of a page or a register's entry; each token begins with one."""

    WHOLE_TITLE = "qxa"
    WHOLE_NAME = "qxb"
    TITLE = "qxt"
    NAME = "qxn"
    WORD = "qxw"


@dataclass(frozen=True)
class Term:
    """One word of a query. ``whole`` are the words that count as itself, its plural or singular among them."""

    word: str
    whole: tuple[str, ...]

    @property
    def is_beginning(self) -> bool:
        """Whether words that begin with it match; a single letter would match nearly everything."""
        return len(self.word) > 1 or not self.word.isascii()

    def matches(self, word: str) -> bool:
        """Whether a folded word is one that this finds."""
        return word in self.whole or (self.is_beginning and word.startswith(self.word))


def folded(text: str) -> str:
    """``text`` without what makes no difference; only its words are of use."""
    text = text.translate(_FOLD)
    if not text.isascii():
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return text.casefold()


def words(text: str) -> list[str]:
    """The words of ``text`` in their order."""
    return [word[:LETTERS] for word in _WORD.findall(folded(text))]


def indexed_words(text: str) -> set[str]:
    """The words that ``text`` is found by: compounds both in parts and as one word (micro-needling)."""
    text = folded(text)
    compounds = (re.sub(r"[-‐]", "", compound) for compound in _COMPOUND.findall(text))
    return {word[:LETTERS] for word in (*_WORD.findall(text), *compounds)}


def terms(query: str) -> list[Term]:
    """The words of a query that count, each once."""
    typed = words(query)
    telling = [word for word in typed if word not in SMALL_WORDS] or typed
    return [Term(word, (word, *other_number(word))) for word in list(dict.fromkeys(telling))[:TERMS]]


def other_number(word: str) -> list[str]:
    """The regular plural of a word, or its singular."""
    if len(word) < 3 or not word.isascii() or word.endswith("ss"):
        return []
    return [word.removesuffix("s") if word.endswith("s") else f"{word}s"]


def token(mark: Mark, word: str) -> str:
    """The token of one word: ``mark``, then the word; letters beyond ASCII by their code."""
    if word.isascii():
        return mark + word
    return mark + "".join(letter if letter.isascii() else f"u{ord(letter):04x}" for letter in word)


def whole(mark: Mark, text: str) -> str:
    """The token of a title or a name as a whole; of text without words, the mark alone."""
    return token(mark, "".join(words(text))[: 2 * LETTERS])


def tokens(title: str, names: Iterable[str], texts: Iterable[str]) -> str:
    """What goes into the index: every word once for each place it stands in."""
    names = list(names)
    in_title = indexed_words(title)
    in_names = set().union(*map(indexed_words, names))
    everywhere = in_title | in_names | set().union(*map(indexed_words, texts))
    found = {token(mark, word) for mark, place in ((Mark.TITLE, in_title), (Mark.NAME, in_names)) for word in place}
    found |= {token(Mark.WORD, word) for word in everywhere}
    found |= {whole(Mark.WHOLE_TITLE, title), *(whole(Mark.WHOLE_NAME, name) for name in names)}
    return " ".join(sorted(found))
