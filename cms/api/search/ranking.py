"""What is found, and in which order: relevance is ours, so that it is the same on every database.

The index says whether a word is in a page's title, among its names or in its text, and whether as itself or as the
beginning of another. Each word of the query gives a page the points of the best place it was found in; a title or a
name that is the query as a whole gives more. Equal pages go by title, then by id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, CharField, IntegerField, Q, Value, When
from wagtail.models import Page

from cms.api.reader import Reader
from cms.api.statements import Place
from cms.api.titles import TitleKey
from cms.search.findable import Findable
from cms.search.matching import Entries, any_of, as_a_whole, as_beginning, as_itself, at_all
from cms.search.words import Mark, Term, words

MOST = 200
"""How many results there are at most."""
LENDERS = 100
"""How many entries of one register, or concerns, a search looks names up from."""

IS_TITLE, IS_NAME = 40, 20
IN_TITLE, BEGINS_IN_TITLE, IN_NAMES, BEGINS_IN_NAMES = 9, 7, 6, 5
LENT_AND_IN_TEXT, LENT, IN_TEXT, BEGINS_IN_TEXT = 4, 3, 2, 1

Lent = dict[Term, Q]
"""The pages that each term finds by a name they were lent."""


def ranked(query: str, terms: Sequence[Term], models: Sequence[type[Page]], reader: Reader) -> list[int]:
    """Ids of the public pages of ``models`` in which every term is found, the most relevant first."""
    lent, entries = lent_names(terms, models, reader), Entries(models)
    pages = reader.public(Page.objects.all())
    for term in terms:
        pages = pages.filter(Q(pk__in=entries.rows_with(at_all(term, Mark.WORD))) | lent[term])
    score: Any = best(
        (Q(pk__in=entries.rows_with(as_a_whole(query, mark))), points)
        for mark, points in ((Mark.WHOLE_TITLE, IS_TITLE), (Mark.WHOLE_NAME, IS_NAME))
    )
    for term in terms:
        score = score + best(places(term, entries, lent[term]), BEGINS_IN_TEXT)
    ordered = pages.annotate(score=score).order_by("-score", TitleKey("title"), "pk")
    return list(ordered.values_list("pk", flat=True)[:MOST])


def places(term: Term, entries: Entries, lent: Q) -> Iterable[tuple[Q, int]]:
    """Where a term may be found, the best first, with the points of each."""
    for mark, itself, beginning in ((Mark.TITLE, IN_TITLE, BEGINS_IN_TITLE), (Mark.NAME, IN_NAMES, BEGINS_IN_NAMES)):
        yield Q(pk__in=entries.rows_with(as_itself(term, mark))), itself
        if term.is_beginning:
            yield Q(pk__in=entries.rows_with(as_beginning(term, mark))), beginning
    in_text = Q(pk__in=entries.rows_with(as_itself(term, Mark.WORD)))
    if lent:
        yield lent & in_text, LENT_AND_IN_TEXT
        yield lent, LENT
    yield in_text, IN_TEXT


def best(found: Iterable[tuple[Q, int]], otherwise: int = 0) -> Case:
    """The points of the first condition that holds."""
    cases = [When(condition, then=Value(points)) for condition, points in found]
    return Case(*cases, default=Value(otherwise), output_field=IntegerField())


def lent_names(terms: Sequence[Term], models: Iterable[type[Page]], reader: Reader) -> Lent:
    """The pages that ``terms`` find by names of what they refer to; one statement for each model that lends names."""
    lent: Lent = {term: Q() for term in terms}
    sought = any_of([each for term in terms for each in at_all(term, Mark.TITLE, Mark.NAME)])
    for target, ways in ways_from(models).items():
        reader.tags.sorted(target)
        names = {row.pk: own_words(row) for row in lenders(target, sought, reader)}
        for term in terms:
            ids = [pk for pk, own in names.items() if any(map(term.matches, own))]
            for link, page, key in ways if ids else ():
                lent[term] |= Q(pk__in=link.objects.filter(**{f"{key}__in": ids}).values(page))
    return lent


def lenders(target: Any, sought: str, reader: Reader) -> Iterable[Any]:
    """The first public rows of ``target`` that are found by what is ``sought``."""
    entries = Entries([target]).rows_matching(Place("sought", CharField()))
    return reader.rows_where(
        "lenders",
        target,
        lambda: target._default_manager.filter(pk__in=entries).order_by("pk"),
        most=LENDERS,
        sought=sought,
    )


def ways_from(models: Iterable[type[Page]]) -> dict[Any, list[tuple[Any, str, str]]]:
    """What lends names to pages of ``models``: link model, its key of the page and its other key, by target."""
    ways: dict[Any, list[tuple[Any, str, str]]] = {}
    for model in models:
        for via in getattr(model, "names_from", ()):
            name, _, key = via.partition(".")
            relation: Any = model._meta.get_field(name)
            link = relation.related_model
            way = (link, relation.field.name, key)
            found = ways.setdefault(link._meta.get_field(key).related_model, [])
            if way not in found:
                found.append(way)
    return ways


def own_words(row: Findable) -> set[str]:
    """The words of a lender's names."""
    return {word for name in (row.search_title(), *row.search_names()) for word in words(name)}
