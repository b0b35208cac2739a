"""Loaders of what a page's place in the tree tells: path, address, breadcrumbs, parent and children."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grapple.registry import registry
from wagtail.models import Page

from .cursors import Key
from .lookahead import Request, Values
from .reader import Reader
from .statements import AmongTexts

STEP = frozenset({"path", "title", "url_path"})
"""What breadcrumbs tell of a page, and its place in the tree."""


def paths(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    return {page.pk: reader.path_of(page) for page in parents}


def urls(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    return {page.pk: reader.origin + reader.path_of(page) for page in parents}


def page_types(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    return {page.pk: registry.pages[type(page)]._meta.name for page in parents}


def ancestor_paths(page: Page, reader: Reader) -> list[str]:
    """Treebeard paths of the ancestors of ``page`` within its site, the root first."""
    root = reader.gate.root
    top = len(root.path) if root is not None else 0
    return [page.path[:end] for end in range(top, len(page.path), Page.steplen) if end]


def ancestors(parents: Sequence[Any], reader: Reader) -> dict[str, Page]:
    """The public ancestors of all ``parents`` by treebeard path, as plain pages, in one statement."""
    wanted = {path for page in parents for path in ancestor_paths(page, reader)}
    if not wanted:
        return {}
    found = list(
        reader.rows_where(
            "at", Page, lambda: Page.objects.filter(AmongTexts("path", "paths")).order_by(), STEP, paths=sorted(wanted)
        )
    )
    for page in found:
        reader.tags.saw(page)
    return {page.path: page for page in found}


def breadcrumbs(parents: Sequence[Any], reader: Reader, request: Request | None = None) -> Values:
    found = ancestors(parents, reader)

    def trail(page: Any) -> list[dict[str, str]]:
        way = [found[path] for path in ancestor_paths(page, reader) if path in found]
        return [{"title": step.title, "path": reader.path_of(step)} for step in (*way, page)]

    return {page.pk: trail(page) for page in parents}


def parents(members: Sequence[Any], reader: Reader, request: Request) -> Values:
    """Ids of the pages directly above; the site root has none."""
    root = reader.gate.root
    above = {
        page.pk: page.path[: -Page.steplen] for page in members if root is not None and len(page.path) > len(root.path)
    }
    ids = dict(Page.objects.filter(path__in=set(above.values())).values_list("path", "pk")) if above else {}
    return {pk: ids.get(path) for pk, path in above.items()}


def children(members: Sequence[Any], reader: Reader, request: Request) -> dict[Any, Sequence[Key]]:
    """Keys of the public pages directly below, in tree order; those of a page are found once in a request.

    A key holds the page's number among its siblings, which stays when the pages above are put into another order.
    """
    known: dict[str, list[Key]] = reader.gate.kept.setdefault("children", {})
    waiting = [page for page in members if page.path not in known]
    known.update((page.path, []) for page in waiting)
    reader.tags.looked_for(Page)
    if waiting:
        depths = {len(page.path) // Page.steplen + 1 for page in waiting}
        below = reader.public(Page.objects.filter(depth__in=depths))
        if len(waiting) == 1:
            below = below.filter(path__startswith=waiting[0].path)
        wanted = {page.path for page in waiting}
        for path, pk in below.order_by("path").values_list("path", "pk"):
            if path[: -Page.steplen] in wanted:
                known[path[: -Page.steplen]].append((int(path[-Page.steplen :], len(Page.alphabet)), pk))
    return {page.pk: known[page.path] for page in members}
