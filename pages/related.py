"""Related pages: the editor's picks, then the pages that share most concerns and treatments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wagtail.models import Page

from cms.api.cursors import Key
from cms.api.loaders import children, label_model
from cms.api.lookahead import Request
from cms.api.reader import Reader

from .models import ArticlePage, ArticleTreatment

PICKED, SHARED = 0, 1
TREATMENT = "treatments.TreatmentPage"
Subjects = dict[int, set[tuple[str, int]]]
"""What a page is about: ``("treatment", id)`` and ``("concern", id)``. A treatment is about itself."""


def related(parents: Sequence[Any], reader: Reader, request: Request) -> dict[Any, Sequence[Key]]:
    """Keys ``(PICKED, position, id)`` and ``(SHARED, -number shared, id)`` of visible pages, in order."""
    for model in (ArticlePage, label_model(TREATMENT), label_model("treatments.ConcernPage")):
        reader.tags.looked_for(model)  # what each is about is in its links to other pages
    concerns, subjects = all_subjects(reader)
    links = children(parents, "related_links")
    picked = {link.related_id for rows in links.values() for link in rows}
    visible = set(reader.public(Page.objects.filter(pk__in=picked)).values_list("pk", flat=True)) if picked else set()
    found: dict[Any, Sequence[Key]] = {}
    for page, own in own_subjects(parents, concerns):
        picks = [
            link.related_id for link in links[page.pk] if link.related_id in visible and link.related_id != page.pk
        ]
        keys: list[Key] = [(PICKED, position, pk) for position, pk in enumerate(dict.fromkeys(picks))]
        shared = (
            (SHARED, -len(own & other), pk)
            for pk, other in subjects.items()
            if pk != page.pk and pk not in picks and own & other
        )
        found[page.pk] = [*keys, *sorted(shared)]
    return found


def all_subjects(reader: Reader) -> tuple[Subjects, Subjects]:
    """The concerns of treatments, and what every page is about: the same for all root fields of a request."""
    kept = reader.gate.kept
    if "subjects" not in kept:
        concerns = concerns_of_treatments(reader)
        kept["subjects"] = concerns, public_subjects(reader, concerns)
    found: tuple[Subjects, Subjects] = kept["subjects"]
    return found


def own_subjects(parents: Sequence[Any], concerns: Subjects) -> Iterable[tuple[Any, set[tuple[str, int]]]]:
    """What each parent is about, from its own link rows, a draft's from memory."""
    articles = [page for page in parents if isinstance(page, ArticlePage)]
    others = [page for page in parents if not isinstance(page, ArticlePage)]
    treatments = children(articles, "treatment_links") if articles else {}
    for page in articles:
        ids = {link.treatment_id for link in treatments[page.pk]}
        yield page, {("treatment", pk) for pk in ids}.union(*(concerns.get(pk, set()) for pk in ids))
    links = children(others, "concern_links") if others else {}
    for page in others:
        yield page, {("treatment", page.pk)} | {("concern", link.concern_id) for link in links[page.pk]}


def concerns_of_treatments(reader: Reader) -> Subjects:
    """The public concerns of each public treatment; none for one whose concerns are all hidden."""
    treatments = reader.public(label_model(TREATMENT).objects.all())
    found: Subjects = {pk: set() for pk in treatments.values_list("pk", flat=True)}
    links = label_model("treatments.TreatmentConcern").objects.filter(reader.gate.pages("concern__"))
    for treatment, concern in links.values_list("page_id", "concern_id"):
        if treatment in found:
            found[treatment].add(("concern", concern))
    return found


def public_subjects(reader: Reader, concerns: Subjects) -> Subjects:
    """What every public article and treatment is about."""
    found: Subjects = {pk: {("treatment", pk), *subjects} for pk, subjects in concerns.items()}
    rows = ArticleTreatment.objects.filter(reader.gate.pages("page__"), reader.gate.pages("treatment__"))
    for article, treatment in rows.values_list("page_id", "treatment_id"):
        found.setdefault(article, set()).update({("treatment", treatment), *concerns.get(treatment, set())})
    return found
