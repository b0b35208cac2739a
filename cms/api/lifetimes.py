"""How long an answer may be kept, here and by caches in front of us."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

REVALIDATED = "public, no-cache"
"""May be kept, and is asked for again each time: the answer is exact."""
SLOW_SECONDS = 5.0
"""An answer that took longer to make is kept by no cache: what it was made of may have been purged long since."""
KEPT = "cms.kept"
"""Where the environment of a request holds how long its answer may be kept, as :class:`Kept`."""
POSITION = "cms.position"
"""Where it holds how far the change log had come before the content was read, for whoever keeps the answer."""


@dataclass(frozen=True)
class Kept:
    """An answer that may be kept: what it was made of, and when it differs by the clock alone, if ever."""

    tags: frozenset[str]
    until: datetime | None


def is_asked_to_keep(request: HttpRequest) -> bool:
    """Whether there is a cache that has to know when the answer differs."""
    return settings.CDN_PURGE is not None or POSITION in request.META


def is_held(request: HttpRequest) -> bool:
    """Whether the cache in front of Django keeps the answer: it encodes it for each client."""
    return POSITION in request.META and KEPT in request.META


def cache_control(until: datetime | None, started: float) -> str:
    """``Cache-Control`` of a public answer that was begun at ``started`` (monotonic)."""
    return REVALIDATED if time.monotonic() - started > SLOW_SECONDS else shared(until)


def grows_shorter() -> bool:
    """Whether ``Cache-Control`` tells how long an answer holds, which is less from second to second."""
    return settings.CDN_PURGE is not None


def shared(until: datetime | None) -> str:
    """``Cache-Control`` of a public answer that is right now.

    Where caches are purged, they may keep it until the next moment at which it differs by the clock alone; browsers,
    which nobody purges, ask for it again each time.
    """
    if settings.CDN_PURGE is None:
        return REVALIDATED
    seconds = settings.CDN_SECONDS
    if until is not None:
        seconds = min(seconds, int((until - timezone.now()).total_seconds()))
    return f"public, max-age=0, must-revalidate, s-maxage={seconds}" if seconds > 0 else REVALIDATED
