"""What search engines should list: public pages at their own addresses."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr
from wagtail.models import Page, get_page_models

from cms.api.reader import Reader
from cms.api.statements import Parameter
from cms.api.visibility import Gate, public

from .models import BasePage

ENTRY_COLUMNS = ("path", "url_path", "last_published_at")
"""What an entry tells of a page, and its place in the tree."""


def indexable(gate: Gate) -> QuerySet[Any]:
    """Public pages that are not hidden from search engines, not credited to another address, and have not moved.

    Each page type keeps that in a table of its own; a page is looked up in its own type's only. The place ``origin`` is
    for the reader's.
    """
    pages = public(Page.objects.all(), gate)
    for model in get_page_models():
        if issubclass(model, BasePage):
            kind = ContentType.objects.get_for_model(model).pk
            pages = pages.exclude(Q(content_type=kind) & Exists(left_out(model, gate).filter(pk=OuterRef("pk"))))
    return pages


def left_out(model: Any, gate: Gate) -> QuerySet[Any]:
    """Pages of one type that search engines should not list at their own address."""
    root = gate.root
    below = Substr("url_path", len(root.url_path) + 1 if root else 2)
    elsewhere = ~Q(canonical_override="") & ~Q(canonical_override=Concat(Parameter("origin"), Value("/"), below))
    unwanted = Q(hide_from_search_engines=True) | elsewhere
    if hasattr(model, "moves"):
        successors = public(Page.objects.all(), gate).values("pk")
        unwanted |= Q(pk__in=model.moves().filter(moved_to__in=successors).values("pk"))
    pages: QuerySet[Any] = model._default_manager.filter(unwanted)
    return pages


def entry(page: Page, reader: Reader) -> dict[str, Any]:
    """``path``, ``url`` and ``last_modified`` of a page."""
    path = reader.path_of(page)
    return {"path": path, "url": reader.origin + path, "last_modified": page.last_published_at}
