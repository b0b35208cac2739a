"""Which rows the search index holds for a token: the only place that speaks to an engine.

Both engines are only asked whether a token is there, never how much it weighs: so they give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BigIntegerField, F, Model
from django.db.models.functions import Cast
from wagtail.search.models import IndexEntry

from .words import Mark, Term, token, whole

Sought = tuple[str, bool]
"""A token, and whether tokens that begin with it count as well. ASCII letters and digits alone: nothing to escape."""


def rows_with(models: Iterable[type[Model]], sought: Sequence[Sought]) -> Any:
    """The ids of rows of ``models`` that hold one of the tokens, as a subquery."""
    content_types = [found.pk for found in ContentType.objects.get_for_models(*models).values()]
    entries: Any
    if connection.vendor == "sqlite":
        entries = entries_on_sqlite(content_types, sought)
    else:
        text = " | ".join(f"{text}:*" if beginning else text for text, beginning in sought)
        query = SearchQuery(text, config="simple", search_type="raw")
        entries = IndexEntry.objects.filter(content_type__in=content_types, body=query).annotate(key=F("object_id"))
    return entries.annotate(row=Cast("key", BigIntegerField())).values("row")


def entries_on_sqlite(content_types: list[int], sought: Sequence[Sought]) -> Any:
    from modelsearch.backends.database.sqlite.query import Lexeme, MatchExpression, SearchQueryExpression
    from wagtail.search.models import SQLiteFTSIndexEntry

    query = SearchQueryExpression(reduce(or_, [Lexeme(text, prefix=beginning) for text, beginning in sought]))
    entries = SQLiteFTSIndexEntry.objects.filter(
        MatchExpression(["body"], query), index_entry__content_type__in=content_types
    )
    return entries.annotate(key=F("index_entry__object_id"))


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
