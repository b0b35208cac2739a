"""Which rows the search index holds for a token: the only place that speaks to an engine.

Both engines are only asked whether a token is there, never how much it weighs: so they give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from django.db.models.expressions import RawSQL
from wagtail.search.models import IndexEntry

from .words import Mark, Term, token, whole

Sought = tuple[str, bool]
"""A token, and whether tokens that begin with it count as well. ASCII letters and digits alone: nothing to escape."""

TABLE = IndexEntry._meta.db_table
SQLITE = f"""
    SELECT CAST(entry.object_id AS integer) FROM {TABLE}_fts JOIN {TABLE} entry ON entry.id = {TABLE}_fts.rowid
    WHERE {TABLE}_fts MATCH %s AND entry.content_type_id IN """  # noqa: S608 (a table of Wagtail's)
POSTGRESQL = f"""
    SELECT CAST(entry.object_id AS bigint) FROM {TABLE} entry
    WHERE entry.body @@ to_tsquery('simple', %s) AND entry.content_type_id IN """  # noqa: S608


class Entries:
    """The index entries of some models.

    Its conditions are plain SQL: a search has dozens of them, and the ORM would take a millisecond to write each.
    """

    def __init__(self, models: Iterable[type[Model]]) -> None:
        keys = sorted(found.pk for found in ContentType.objects.get_for_models(*models).values())
        self.of_models = f"({', '.join(map(str, keys))})"

    def rows_with(self, sought: Sequence[Sought]) -> RawSQL:
        """The ids of rows that hold one of the tokens, for ``pk__in``."""
        return self.rows_matching(any_of(sought))

    def rows_matching(self, text: Any) -> RawSQL:
        """The same for what :func:`any_of` gives, or for a place of it in a statement that is compiled once."""
        return RawSQL((SQLITE if connection.vendor == "sqlite" else POSTGRESQL) + self.of_models, [text])  # noqa: S611


def any_of(sought: Sequence[Sought]) -> str:
    """That one of the tokens is there, in the engine's words."""
    if connection.vendor == "sqlite":
        texts = (f'"{text}"*' if beginning else f'"{text}"' for text, beginning in sought)
        return f"{{body}} : ({' OR '.join(texts)})"
    return " | ".join(f"{text}:*" if beginning else text for text, beginning in sought)


def as_itself(term: Term, *marks: Mark) -> list[Sought]:
    """The term as a whole word, in one of the places."""
    return [(token(mark, word), False) for mark in marks for word in term.whole]


def as_beginning(term: Term, *marks: Mark) -> list[Sought]:
    """The term as the beginning of a word, in one of the places."""
    return [(token(mark, term.word), True) for mark in marks]


def at_all(term: Term, *marks: Mark) -> list[Sought]:
    """The term in any way that counts, in one of the places."""
    return as_itself(term, *marks) + (as_beginning(term, *marks) if term.is_beginning else [])


def as_a_whole(query: str, mark: Mark) -> list[Sought]:
    """The whole query as a whole title or name."""
    return [(whole(mark, query), False)]
