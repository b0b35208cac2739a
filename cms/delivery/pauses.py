"""When to come back: what a receiver or a cache that is busy says of it, and whether the moment has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.http import parse_http_date_safe

BUSY = (429, 503)
"""Statuses by which it asks for a pause, with ``Retry-After``."""
SLACK = timedelta(minutes=5)
"""By how much the clocks of several workers may differ."""


def seconds(retry_after: str) -> float:
    """What ``Retry-After`` asks for, as a number or as a date, in seconds; 0 where it says neither."""
    if retry_after.isdecimal():
        return float(retry_after)
    moment = parse_http_date_safe(retry_after)
    return max(moment - timezone.now().timestamp(), 0.0) if moment else 0.0


def has_come(moment: datetime, longest: timedelta) -> bool:
    """Whether it is time; it is so too where the moment is further ahead than any is set: a clock was wrong then."""
    now = timezone.now()
    return moment <= now or moment > now + longest + SLACK


def where_come(column: str, longest: timedelta, now: datetime) -> Q:
    """The same, as a condition on a column."""
    return Q(**{f"{column}__lte": now}) | Q(**{f"{column}__gt": now + longest + SLACK})
