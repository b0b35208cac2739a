"""Forgetting old changes: readers keep up within days, and one that comes later is told to start over."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cms.delivery import triggers
from cms.delivery.models import Change, Log

KEPT_DAYS = 30


def prune(days: int = KEPT_DAYS) -> int:
    """Delete the changes older than ``days``; return how many. The last one stays, as a place to go on from.

    That changes are gone is noted as a change of the log, for caches of answers that tell of it.
    """
    with transaction.atomic():
        changes = Change.objects.exclude(type=Change.LOG)
        last = changes.aggregate(last=Max("sequence"))["last"] or 0
        old = changes.filter(at__lt=timezone.now() - timedelta(days=days), sequence__lt=last)
        newest = old.aggregate(newest=Max("sequence"))["newest"]
        if newest is None:
            return 0
        # No transaction that is under way has a lower number: numbers are given as transactions end, one by one.
        deleted, _ = Change.objects.filter(sequence__lte=newest).delete()
        Log.objects.filter(pruned__lt=newest).update(pruned=newest)
        triggers.note(Change.LOG, 0, was_public=False, is_public=False)
    return deleted
