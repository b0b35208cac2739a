"""Related pages: the editor's picks, then the pages that share most concerns and treatments.

A treatment is about itself and its concerns; an article about its treatments and theirs. What is looked up grows with
the pages that share something, not with all pages there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from wagtail.models import Page

from cms.api.cursors import Key
from cms.api.loaders import ends_of, is_draft, label_model
from cms.api.lookahead import Request
from cms.api.reader import Reader
from cms.api.statements import Among, ask
from cms.api.visibility import Gate, public, served_page_types

from .models import ArticlePage, ArticleTreatment

PICK, CONCERN, TREATMENT = 0, 1, 2
PICKED, SHARED = 0, 1
LINKED = "treatments.TreatmentConcern"
Subject = tuple[int, int]
"""``(CONCERN, id)`` or ``(TREATMENT, id)``."""


def related(parents: Sequence[Any], reader: Reader, request: Request) -> dict[Any, Sequence[Key]]:
    """Keys ``(PICKED, position, id)`` and ``(SHARED, -number shared, id)`` of visible pages, in order."""
    for label in ("pages.ArticlePage", "treatments.TreatmentPage", "treatments.ConcernPage"):
        reader.tags.looked_for(label_model(label))  # what each is about is in its links to other pages
    reader.tags.looked_for(Page)
    picks, own = own_links(parents, reader)
    sharing = pages_about({subject for subjects in own.values() for subject in subjects}, reader)
    found: dict[Any, Sequence[Key]] = {}
    for page in parents:
        chosen = dict.fromkeys(pk for pk in picks[page.pk] if pk != page.pk)
        shared = Counter(pk for subject in own[page.pk] for pk in sharing.get(subject, ()))
        keys: list[Key] = [(PICKED, position, pk) for position, pk in enumerate(chosen)]
        others = ((SHARED, -number, pk) for pk, number in shared.items() if pk != page.pk and pk not in chosen)
        found[page.pk] = [*keys, *sorted(others)]
    return found


def own_links(parents: Sequence[Any], reader: Reader) -> tuple[dict[Any, list[int]], dict[Any, set[Subject]]]:
    """The visible picks of each parent, and the visible pages it is about: in one statement, of a draft from memory."""
    model = type(parents[0])
    picks: dict[Any, list[int]] = {page.pk: [] for page in parents}
    own: dict[Any, set[Subject]] = {page.pk: set() for page in parents}
    stored = [page for page in parents if not is_draft(page)]
    if stored:
        ids = [page.pk for page in stored]
        rows = ask(reader.gate, ("own links", model), lambda gate: links_of(model, gate), ids=ids)
        take_links(rows, picks, own)
    for page in parents:
        if is_draft(page):
            take_links(links_in(page, reader), picks, own)
        if not isinstance(page, ArticlePage):
            own[page.pk].add((TREATMENT, page.pk))
    return picks, own


def take_links(
    rows: Iterable[tuple[int, int, int, int]], picks: dict[Any, list[int]], own: dict[Any, set[Subject]]
) -> None:
    """Put rows of ``page, what, position, id`` where they belong."""
    for page, what, _, pk in sorted(rows):
        if what == PICK:
            picks[page].append(pk)
        else:
            own[page].add((what, pk))


def links_of(model: Any, gate: Gate) -> QuerySet[Any, Any]:
    """The links of pages ``ids`` of a type to visible pages, as rows of ``page, what, position, id``."""
    pick, page = ends_of(model, "related_links")
    picks = pick.objects.filter(Among(page), gate.pages("related__"), related__content_type__in=served_page_types())
    found = [told(picks, page, PICK, "related_id", F("sort_order"))]
    if issubclass(model, ArticlePage):
        treatments = ArticleTreatment.objects.filter(Among("page_id"), gate.pages("treatment__"))
        found.append(told(treatments, "page_id", TREATMENT, "treatment_id"))
        found.append(told(with_visible_concerns(treatments, gate), "page_id", CONCERN, CONCERN_OF_IT))
    else:
        own = label_model(LINKED).objects.filter(Among("page_id"), gate.pages("concern__"))
        found.append(told(own, "page_id", CONCERN, "concern_id"))
    return found[0].union(*found[1:], all=True)


def links_in(page: Any, reader: Reader) -> Iterable[tuple[int, int, int, int]]:
    """The same of a draft."""
    picked = [link.related_id for link in page.related_links.all()]
    visible = reader.visible(picked)
    yield from ((page.pk, PICK, position, pk) for position, pk in enumerate(picked) if pk in visible)
    if not isinstance(page, ArticlePage):
        concerns = reader.visible(link.concern_id for link in page.concern_links.all())
        yield from ((page.pk, CONCERN, 0, pk) for pk in concerns)
        return
    treatments = reader.visible(link.treatment_id for link in page.treatment_links.all())
    yield from ((page.pk, TREATMENT, 0, pk) for pk in treatments)
    links = label_model(LINKED).objects.filter(reader.gate.pages("concern__"), page__in=treatments)
    yield from ((page.pk, CONCERN, 0, pk) for pk in links.values_list("concern_id", flat=True))


def pages_about(subjects: set[Subject], reader: Reader) -> dict[Subject, set[int]]:
    """The public articles and treatments that are about each of ``subjects``, in one statement."""
    rows = ask(
        reader.gate,
        "pages about",
        all_about,
        concerns=[pk for what, pk in subjects if what == CONCERN],
        treatments=[pk for what, pk in subjects if what == TREATMENT],
    )
    found: dict[Subject, set[int]] = {}
    for page, what, _, pk in rows:
        found.setdefault((what, pk), set()).add(page)
    return found


def all_about(gate: Gate) -> QuerySet[Any, Any]:
    """Public pages that are about one of ``concerns`` or ``treatments``, as rows of ``page, what, 0, id``.

    Those are visible, or the page itself of which a draft is asked for. It is not asked here once more: PostgreSQL
    would read all pages to find that out.
    """
    links, treatments = label_model(LINKED).objects, label_model("treatments.TreatmentPage").objects
    with_concern = links.filter(Among("concern_id", "concerns"), gate.pages("page__"))
    articles = ArticleTreatment.objects.filter(gate.pages("page__"))
    about_concern = articles.filter(HAS_CONCERN, Among(CONCERN_OF_IT, "concerns"), gate.pages("treatment__"))
    about_treatment = articles.filter(Among("treatment_id", "treatments"))
    themselves = public(treatments.filter(Among("pk", "treatments")), gate)
    return told(with_concern, "page_id", CONCERN, "concern_id").union(
        told(about_concern, "page_id", CONCERN, CONCERN_OF_IT),
        told(about_treatment, "page_id", TREATMENT, "treatment_id"),
        told(themselves, "pk", TREATMENT, "page_ptr_id"),
        all=True,
    )


CONCERN_OF_IT = "treatment__concern_links__concern_id"
HAS_CONCERN = Q(treatment__concern_links__concern__isnull=False)
"""Has Django join the links to concerns as rows that must be there: SQLite reads through all articles otherwise."""


def with_visible_concerns(links: QuerySet[Any, Any], gate: Gate) -> QuerySet[Any, Any]:
    """Links of articles to treatments, with each visible concern of those.

    A condition that is no more than "not" cannot be put through a relation to many, so that each concern is looked up
    by a query of its own.
    """
    concerns = label_model("treatments.ConcernPage").objects.order_by().filter(pk=OuterRef(CONCERN_OF_IT))
    return links.filter(HAS_CONCERN, Exists(public(concerns, gate)))


class Number(Value):
    """A whole number, as which the database gives it back: Django would make one of it once more, in each row."""

    def __init__(self, value: int) -> None:
        super().__init__(value, IntegerField())

    def get_db_converters(self, connection: Any) -> list[Any]:
        return []


def told(rows: QuerySet[Any, Any], page: str, what: int, to: str, position: Any = None) -> QuerySet[Any, Any]:
    """Rows of ``page, what, position, id``."""
    named: Any = rows.order_by().annotate(page_=F(page), what_=Number(what), at_=position or Number(0), to_=F(to))
    found: QuerySet[Any, Any] = named.values_list("page_", "what_", "at_", "to_")
    return found
