"""Reading the change log: what a change means for caches, and what of it the public may be told.

| kind | what happened |
|---|---|
| ``PUBLISHED`` | it came to light |
| ``UPDATED`` | it was public before and is now, and something of it differs; or links to it, see :func:`told_to` |
| ``MOVED`` | the same, and its path differs |
| ``UNPUBLISHED`` | it was public and is hidden now |
| ``DELETED`` | it was public and is no more |
| ``REBUILD_ALL`` | what decides visibility everywhere has changed: everything may differ |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from cms.api.deciding import deciding
from cms.api.statements import Among, ask
from cms.api.tags import ALL, CHANGES, SEARCH, family_of, name_of
from cms.api.visibility import Gate, public
from cms.delivery.models import Change
from cms.delivery.watched import object_models, page_models


class Kind(Enum):
    """What happened."""

    PUBLISHED = "PUBLISHED"
    UPDATED = "UPDATED"
    MOVED = "MOVED"
    UNPUBLISHED = "UNPUBLISHED"
    DELETED = "DELETED"
    REBUILD_ALL = "REBUILD_ALL"


@dataclass(frozen=True)
class Told:
    """A change as the public of one site is told of it. Paths are the site's; ``id`` is None where it tells of none.

    ``type`` is None where everything may differ, and where only what leads to a page does.
    """

    sequence: int
    kind: Kind
    type: str | None
    id: int | None
    path: str | None
    old_path: str | None
    at: datetime
    cache_tags: tuple[str, ...]


@cache
def models_by_name() -> dict[str, type[Model]]:
    """The models that changes name as their ``type``."""
    found = {str(model._meta.model_name): model for model in (Page, *page_models())}
    return found | {name_of(model): model for model in object_models()}


@cache
def hideable() -> tuple[str, ...]:
    """The names of the models, pages aside, of which the gate may hide rows."""
    return tuple(name_of(model) for model in object_models() if deciding(model))


def tags_of(change: Change) -> set[str]:
    """The tags of the answers that ``change`` makes old; see :mod:`cms.api.tags`."""
    if change.type == Change.EVERYTHING:
        return {ALL}
    if change.type == Change.SEARCH:
        return {SEARCH, CHANGES}
    if change.type == Change.LOG:
        return {CHANGES}
    model = models_by_name().get(change.type)
    if model is None:
        return {ALL}  # a page type that this release does not know
    names = names_of(model)
    tags = {CHANGES, f"{family_of(model)}-{change.object}"}
    tags.update(f"{what}-{name}" for name in names for what in ("order", "any"))
    if change.membership:
        tags.update(f"type-{name}" for name in names)
    return tags


@cache
def names_of(model: type[Model]) -> tuple[str, ...]:
    """The names by which answers know rows of ``model``: its own, and those of the page types it is built on."""
    above = [base for base in model._meta.get_parent_list() if issubclass(base, Page)]
    return tuple(dict.fromkeys(name_of(each) for each in (model, *above)))


def told_to(gate: Gate) -> QuerySet[Change]:
    """The changes of which the public of the gate's site is told.

    Of pages that are hidden or on another site it is told, without a name, where links and redirects may lead
    elsewhere now, and the order of lists may be another.
    """
    before = Q(public_before=True) & (Q(old_path=None) | within(gate, "old_path"))
    after = Q(public_after=True) & (Q(path=None) | within(gate, "path"))
    leads = Q(path__isnull=False) & (Q(membership=True) | Q(public_before=False, public_after=False))
    return Change.objects.exclude(type=Change.SEARCH).filter(before | after | leads).exclude(never_seen(gate))


def never_seen(gate: Gate) -> Q:
    """The condition that an object is hidden and was so before its change, which did not touch what decides about it.

    That a date has hidden it is a change of its own (:mod:`cms.delivery.dates`).
    """
    hidden = Q(pk__in=[])
    for name in hideable():
        seen = public(models_by_name()[name]._default_manager.filter(pk=OuterRef("object")), gate)
        hidden |= Q(type=name) & ~Q(Exists(seen))
    return hidden & (Q(public_before=False) | Q(membership=False))


def within(gate: Gate, column: str) -> Q:
    """The condition that a stored path lies on the gate's site."""
    if gate.root is None:
        return Q(pk__in=[])
    condition = Q(**{f"{column}__startswith": gate.root.url_path})
    for url_path in other_roots(gate):
        condition &= ~Q(**{f"{column}__startswith": url_path})
    return condition


def other_roots(gate: Gate) -> list[str]:
    """``url_path`` of other sites' roots below the gate's."""
    root = gate.root
    if root is None:
        return []
    paths = [site.root_page.url_path for site in gate.everywhere.sites if site.root_page_id != root.pk]
    return [path for path in paths if path.startswith(root.url_path) and path != root.url_path]


def tell(changes: Iterable[Change], gate: Gate) -> list[Told]:
    """What the public of the gate's site is told of ``changes``, in one statement for each sort of object.

    Of an object that is hidden now only that it is gone, whatever has happened to it before.
    """
    changes = list(changes)
    visible = visible_now(changes, gate)
    others = other_roots(gate)
    return [told(change, gate, others, (change.type, change.object) in visible) for change in changes]


def visible_now(changes: Iterable[Change], gate: Gate) -> set[tuple[str, int]]:
    """Those of the objects that the public may see now."""
    ids: dict[str, set[int]] = {}
    for change in changes:
        ids.setdefault(change.type, set()).add(change.object)
    found: set[tuple[str, int]] = set()
    pages = {name for name in ids if issubclass(models_by_name().get(name, Model), Page)}
    wanted = {pk: name for name in pages for pk in ids[name]}
    seen = visible_of(Page, wanted, gate) if wanted else set()
    found.update((name, pk) for name in pages for pk in seen & ids[name])
    for name in ids.keys() & models_by_name().keys() - pages:
        found.update((name, pk) for pk in visible_of(models_by_name()[name], ids[name], gate))
    return found


def visible_of(model: type[Model], ids: Iterable[int], gate: Gate) -> set[int]:
    """Those of the rows ``ids`` of ``model`` that the public may see now."""
    rows = ask(
        gate,
        ("visible", model),
        lambda gate: public(model._default_manager.filter(Among("pk")), gate).order_by().values_list("pk"),
        ids=list(ids),
    )
    return {pk for (pk,) in rows}


def told(change: Change, gate: Gate, others: list[str], is_visible: bool) -> Told:
    """One change; ``others`` are the roots that take paths away from the gate's site."""
    model: Any = models_by_name().get(change.type)
    tags, sequence = tags_of(change), change.sequence or 0
    if model is None:
        return Told(sequence, Kind.REBUILD_ALL, None, None, None, None, change.at, tuple(sorted(tags)))
    old = path_on(change.old_path, gate, others) if change.public_before else None
    new = path_on(change.path, gate, others) if change.public_after else None
    was = old is not None if issubclass(model, Page) else change.public_before
    if model is Page or (issubclass(model, Page) and not was and not is_visible):
        return unnamed(change, tags)
    kind = kind_of(change, was, is_visible, old != new)
    is_named = is_visible or change.type not in hideable()
    if not is_named:
        tags.discard(f"{family_of(model)}-{change.object}")
    return Told(
        sequence,
        kind,
        type_name(model),
        change.object if is_named else None,
        new if is_visible else old or new,
        old if kind is Kind.MOVED else None,
        change.at,
        tuple(sorted(tags)),
    )


def unnamed(change: Change, tags: set[str]) -> Told:
    """A page that the site's public has not seen and does not see, or of a type that is not served.

    Only what leads to it, and the order of lists, may differ.
    """
    if not (change.public_before or change.public_after):
        tags.discard(f"page-{change.object}")
    return Told(change.sequence or 0, Kind.UPDATED, None, None, None, None, change.at, tuple(sorted(tags)))


def type_name(model: type[Model]) -> str:
    """The name of the model's GraphQL type, or its own if it has none, as a licence."""
    if issubclass(model, AbstractDocument):
        return "Document"
    return "Image" if issubclass(model, AbstractImage) else str(model._meta.object_name)


def kind_of(change: Change, was_public: bool, is_visible: bool, is_elsewhere: bool) -> Kind:
    """What happened, from what was and what is now."""
    if not is_visible:
        return Kind.DELETED if change.deleted else Kind.UNPUBLISHED
    if not was_public:
        return Kind.PUBLISHED
    return Kind.MOVED if is_elsewhere else Kind.UPDATED


def path_on(url_path: str | None, gate: Gate, others: Iterable[str]) -> str | None:
    """A stored path as one of the gate's site; None where it is not on it."""
    root = gate.root
    if url_path is None or root is None or not url_path.startswith(root.url_path):
        return None
    if any(url_path.startswith(other) for other in others):
        return None
    return "/" + url_path.removeprefix(root.url_path)
