"""Adds pages and rows as fast as the database takes them: no revisions, no index, no signals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

BATCH = 500


class Branch:
    """Where the pages of one type are added, and what they are called by: their numbers."""

    def __init__(self, model: Any, parent: Any) -> None:
        self.model = model
        self.parent = Page.objects.get(pk=parent.pk)
        self.kind = ContentType.objects.get_for_model(model)
        self.ids: dict[int, int] = {}

    def add(self, rows: Iterable[tuple[int, str, str, dict[str, Any]]]) -> None:
        """Add live pages, each of a number, title, slug and the fields of its own type."""
        now, places = timezone.now(), self.parent.numchild
        numbers, pages, fields = [], [], []
        for number, title, slug, values in rows:
            places += 1
            numbers.append(number)
            fields.append(values)
            pages.append(self.page(title, slug, places, now))
        Page.objects.bulk_create(pages, batch_size=BATCH)
        own = [self.model(page_ptr_id=page.pk, **values) for page, values in zip(pages, fields, strict=True)]
        # The part of each row that is in the type's own table: bulk_create refuses models that have a parent.
        self.model._base_manager.all()._batched_insert(own, self.model._meta.local_concrete_fields, None)
        Page.objects.filter(pk=self.parent.pk).update(numchild=places)
        self.parent.numchild = places
        self.ids.update(zip(numbers, (page.pk for page in pages), strict=True))

    def page(self, title: str, slug: str, place: int, now: Any) -> Page:
        return Page(
            path=Page._get_path(self.parent.path, self.parent.depth + 1, place),
            depth=self.parent.depth + 1,
            title=title,
            draft_title=title,
            slug=slug,
            url_path=f"{self.parent.url_path}{slug}/",
            content_type=self.kind,
            locale_id=self.parent.locale_id,
            live=True,
            first_published_at=now,
            last_published_at=now,
        )


def add_rows(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Add plain rows."""
    model._base_manager.bulk_create([model(**values) for values in rows], batch_size=BATCH)


def analyze() -> None:
    """Let the database look at how much there is of each, as it does by itself in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
