"""Words in texts, the same on every database: only ASCII letters are folded, and marks stand between words.

What decides is here alone, so that a search engine's index could take its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import BooleanField, Func, Q, TextField, Value
from django.db.models.functions import Concat, Replace, StrIndex
from django.db.models.lookups import GreaterThan

from .titles import TitleKey, title_key

MARKS = "\n\t-/(\"'&\u2019\u201c"
"""Characters behind which a word may begin, beside the space."""
BETWEEN = str.maketrans(dict.fromkeys(MARKS, " "))
TEXT = TextField()
"""What all of it is to the database, long columns and short ones."""
CLASS = MARKS.replace("-", "") + "-"
"""The same in a pattern, where a hyphen between others is a range."""
AROUND = ".,:;!?)*+\u201d\u00ae\u2122"
"""Characters that are no part of a word where somebody types them at its ends."""


def words_of(text: str) -> list[str]:
    """The different words of ``text`` as they are looked for."""
    parts = (word.strip(AROUND) for word in title_key(text).translate(BETWEEN).split())
    return list(dict.fromkeys(word for word in parts if word))


def words(text: str, columns: Sequence[str]) -> Q:
    """Rows that hold every word of ``text``, as a whole word or the beginning of one, in any of ``columns``.

    Capital and small ASCII letters are alike. A text without a single word is in no row.
    """
    found = [reduce(or_, (Q(BeginsWord(column, word)) for column in columns)) for word in words_of(text)]
    return reduce(and_, found) if found else Q(pk__in=[])


def any_line(lines: Iterable[str], column: str) -> Q:
    """Rows of which one line of ``column`` is one of ``lines``, the spaces around them left aside."""
    text: Any = Concat(Value("\n"), folded(column), Value("\n"), output_field=TEXT)
    for edge, plain in (("\r", ""), (" \n", "\n"), ("\n ", "\n")):
        text = Replace(text, Value(edge), Value(plain), output_field=TEXT)
    return reduce(or_, (holds(text, f"\n{title_key(line).strip()}\n") for line in lines if line.strip()), Q(pk__in=[]))


class BeginsWord(Func):
    """Whether ``word`` is at the beginning of a word of a column, folded, in what each database does fastest."""

    output_field = BooleanField()

    def __init__(self, column: str, word: str) -> None:
        super().__init__(folded(column))
        self.word = word

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        sql, parameters = compiler.compile(self.source_expressions[0])
        word = re.sub(r"[*?\[]", r"[\g<0>]", self.word)
        return f"((' ' || COALESCE({sql}, '')) GLOB %s)", (*parameters, f"*[ {CLASS}]{word}*")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        sql, parameters = compiler.compile(self.source_expressions[0])
        text = f"COALESCE({sql}, '')"
        for _ in MARKS:
            text = f"REPLACE({text}, %s, ' ')"
        return f"(STRPOS(' ' || {text}, %s) > 0)", (*parameters, *MARKS, f" {self.word}")


def folded(column: str) -> Any:
    return TitleKey(column, output_field=TEXT)


def holds(text: Any, part: str) -> Q:
    return Q(GreaterThan(StrIndex(text, Value(part)), 0))
