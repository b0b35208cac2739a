"""How long caches in front of us may keep an answer."""

from __future__ import annotations

import time
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from .moments import Moments

REVALIDATED = "public, no-cache"
"""May be kept, and is asked for again each time: the answer is exact."""
SLOW_SECONDS = 5.0
"""An answer that took longer to make is kept by no cache: what it was made of may have been purged long since."""


def cache_control(moments: Moments, started: float) -> str:
    """``Cache-Control`` of a public answer that was begun at ``started`` (monotonic).

    Where caches are purged, they may keep it until the next moment at which it differs by the clock alone; browsers,
    which nobody purges, ask for it again each time.
    """
    if settings.CDN_PURGE is None or time.monotonic() - started > SLOW_SECONDS:
        return REVALIDATED
    seconds = until(moments, settings.CDN_SECONDS)
    return f"public, max-age=0, must-revalidate, s-maxage={seconds}" if seconds > 0 else REVALIDATED


def until(moments: Moments, longest: int) -> int:
    """The whole seconds until the next of ``moments``, ``longest`` at most."""
    now: datetime = timezone.now()
    moment = moments.next(now)
    return longest if moment is None else min(longest, int((moment - now).total_seconds()))
