"""What a receiver or a cache that is busy says of when to come back."""

from __future__ import annotations

from django.utils import timezone
from django.utils.http import parse_http_date_safe

BUSY = (429, 503)
"""Statuses by which it asks for a pause, with ``Retry-After``."""


def seconds(retry_after: str) -> float:
    """What ``Retry-After`` asks for, as a number or as a date, in seconds; 0 where it says neither."""
    if retry_after.isdecimal():
        return float(retry_after)
    moment = parse_http_date_safe(retry_after)
    return max(moment - timezone.now().timestamp(), 0.0) if moment else 0.0
