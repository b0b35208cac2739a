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

from .statements import Parameter, Place
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


def lines_of(lines: Iterable[str]) -> list[str]:
    """Lines as they are looked for, the spaces around them left aside; those that hold anything."""
    return [f"\n{title_key(line).strip()}\n" for line in lines if line.strip()]


def all_words(words: Iterable[str], columns: Sequence[str]) -> Q:
    """Rows that hold each word, as a whole word or the beginning of one, in any of ``columns``; none for no word.

    ``words`` are the names of places for what :func:`words_of` gives. Capital and small ASCII letters are alike.
    """
    found = [reduce(or_, (Q(BeginsWord(column, word)) for column in columns)) for word in words]
    return reduce(and_, found) if found else Q(pk__in=[])


def any_line(lines: Iterable[str], column: str) -> Q:
    """Rows of which one line of ``column`` is one of ``lines``; these are the names of places for :func:`lines_of`."""
    text: Any = Concat(Value("\n"), folded(column), Value("\n"), output_field=TEXT)
    for edge, plain in (("\r", ""), (" \n", "\n"), ("\n ", "\n")):
        text = Replace(text, Value(edge), Value(plain), output_field=TEXT)
    return reduce(or_, (holds(text, Parameter(line, TEXT)) for line in lines), Q(pk__in=[]))


class BeginningOfWord(TextField[Any, Any]):
    """A word as it is looked for by :class:`BeginsWord`."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str:
        """A pattern for SQLite; the word behind a space for PostgreSQL."""
        if connection.vendor == "sqlite":
            word = re.sub(r"[*?\[]", r"[\g<0>]", value)
            return f"*[ {CLASS}]{word}*"
        return f" {value}"


class BeginsWord(Func):
    """Whether the word in a place is at the beginning of a word of a column, in what each database does fastest."""

    output_field = BooleanField()

    def __init__(self, column: str, word: str) -> None:
        super().__init__(folded(column))
        self.word = Place(word, BeginningOfWord())

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        sql, parameters = compiler.compile(self.source_expressions[0])
        return f"((' ' || COALESCE({sql}, '')) GLOB %s)", (*parameters, self.word)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        sql, parameters = compiler.compile(self.source_expressions[0])
        text = f"COALESCE({sql}, '')"
        for _ in MARKS:
            text = f"REPLACE({text}, %s, ' ')"
        return f"(STRPOS(' ' || {text}, %s) > 0)", (*parameters, *MARKS, self.word)


def folded(column: str) -> Any:
    return TitleKey(column, output_field=TEXT)


def holds(text: Any, part: Any) -> Q:
    return Q(GreaterThan(StrIndex(text, part), 0))
