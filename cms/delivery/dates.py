"""What comes to light or goes by its dates alone, as an announcement or a licence.

Nothing is written at such a moment, so no trigger sees it. The gate needs nobody to tell it, and a cache keeps no
answer beyond it (:mod:`cms.api.moments`); for webhooks and readers of the log the worker looks each minute at what has
changed since the last look, however long ago that was. Pages are left out: :mod:`cms.delivery.schedule` changes theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Q, QuerySet
from django.utils import timezone
from wagtail.models import Site

from cms.api.tags import name_of
from cms.api.visibility import Gate, public
from cms.delivery import triggers
from cms.delivery.models import Log
from cms.delivery.watched import date_fields, object_models

MARGIN = timedelta(days=2)
"""How far a date may lie from the moment at which it counts: the whole last day, in any time zone."""


@dataclass(frozen=True)
class Turn:
    """An object that has come to light or gone."""

    type: str
    pk: int
    is_public: bool


def note() -> int:
    """Write to the log what has come to light or gone since the last look; return how many.

    Of workers that look at the same time one writes.
    """
    now = timezone.now()
    since = Log.objects.values_list("looked", flat=True).first()
    turns = list(turns_between(since, now)) if since else []
    with transaction.atomic():
        if not Log.objects.filter(looked=since).update(looked=now):
            return 0
        for turn in turns:
            triggers.note(turn.type, turn.pk, was_public=not turn.is_public, is_public=turn.is_public)
    return len(turns)


def turns_between(since: datetime, now: datetime) -> Iterator[Turn]:
    """What the public of any site sees at one of two moments only; a clock that was set back goes the other way."""
    early, late = sorted((since, now))
    sites = list(Site.objects.select_related("root_page"))
    for model in object_models():
        rows = near(model, early - MARGIN, late + MARGIN)
        if rows is None or not rows.exists():
            continue
        before, after = (seen(rows, sites, moment) for moment in (since, now))
        for pk in sorted(before ^ after):
            yield Turn(name_of(model), pk, pk in after)


def near(model: Any, early: datetime, late: datetime) -> QuerySet[Any] | None:
    """Rows that may begin or end between two moments; None for a model without dates."""
    fields = date_fields(model)
    if not fields:
        return None
    close = Q()
    for field in fields:
        span = (early, late) if isinstance(field, DateTimeField) else (early.date(), late.date())
        close |= Q(**{f"{field.name}__range": span})
    rows: QuerySet[Any] = model._default_manager.filter(close)
    return rows


def seen(rows: QuerySet[Any], sites: list[Site], moment: datetime) -> set[int]:
    """The ids of ``rows`` that the public of any site sees at ``moment``."""
    return {pk for site in sites for pk in public(rows, Gate(site, moment)).values_list("pk", flat=True)}
