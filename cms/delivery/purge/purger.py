"""Keeps one cache fresh: each round tells it what has changed since the last one."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error
from django.utils import timezone

from cms.api.lifetimes import SLOW_SECONDS
from cms.api.tags import ALL
from cms.delivery.models import Log, Purged
from cms.delivery.pauses import has_come

from .caches import Cache, Refused
from .requests import LONGEST_PAUSE
from .waiting import tags_between

logger = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(seconds=2 * SLOW_SECONDS)
"""From the first purge to the second: what an answer takes to be made, and as long on its way to the cache."""
IN_HAND = timedelta(seconds=20)
"""How long a worker may take for one request; it is done, or dead, when this is over."""
LONGEST_WAIT = 60.0
"""Seconds between two tries of a cache that refuses."""
LONGEST_REST = timedelta(seconds=LONGEST_PAUSE)
"""The longest that a cache is left alone for."""


@dataclass
class Purger:
    """Purges one cache; several workers may have one each."""

    cache: Cache
    reported: str | None = None
    """The failure that was logged last, so that its repetition is not."""

    def run(self) -> None:
        """Tell the cache what it has not been told; what fails is logged once, and tried again."""
        is_fresh = False
        try:
            is_fresh = self.round()
        except Refused as refusal:
            self.report(f"{self.cache.name} is not purged: {refusal}. It is tried again.")
        except Error as error:
            self.report(f"{self.cache.name} is not purged, as the database does not serve: {error}")
        if is_fresh and self.reported is not None:
            self.reported = None
            logger.info("%s is purged again", self.cache.name)

    def report(self, failure: str) -> None:
        if failure != self.reported:
            self.reported = failure
            logger.error("%s", failure)

    def round(self) -> bool:
        """One look at the log, and what follows from it; False where others have the cache in hand, or it rests."""
        state = self.state()
        if state.next_at is not None and not has_come(state.next_at, LONGEST_REST):
            return False
        until = Log.position()
        if max(state.once, state.twice) > until:
            forget(state)  # the database is an older one
        is_second = state.again_at is not None and has_come(state.again_at, AGAIN_AFTER)
        if state.once == until and not is_second:
            return True
        tags = tags_between(state.twice if is_second else state.once, until)
        try:
            if not self.purge(state, tags):
                return False
        except Refused as refusal:
            keep(state, next_at=timezone.now() + pause_after(state, refusal), failures=state.failures + 1)
            raise
        return done(state, until, is_second)

    def state(self) -> Purged:
        return Purged.objects.get_or_create(cache=self.cache.name)[0]

    def purge(self, state: Purged, tags: set[str]) -> bool:
        """Have the cache forget ``tags``; False where another worker has it in hand.

        One that has refused is asked for everything at once where the tags would need several requests: it may take
        no more than the first of them each time.
        """
        portions = list(self.cache.portions(tags))
        if state.failures and len(portions) > 1:
            portions = [[ALL]]
        for portion in portions:
            if not hold(state):
                return False
            self.cache.purge(portion)
        return True


def forget(state: Purged) -> None:
    """Have everything purged, as of a cache of which nothing is known."""
    state.once = state.twice = Purged.NOTHING
    state.again = state.again_at = None


def hold(state: Purged) -> bool:
    """Take the cache in hand for one request; False where another worker has been faster."""
    return keep(state, next_at=timezone.now() + IN_HAND)


def done(state: Purged, until: int, is_second: bool) -> bool:
    """Note that the cache has accepted everything, and when it is told the second time."""
    state.once = until
    if is_second and state.again is not None:
        state.twice = state.again
    if is_second or state.again is None:
        is_settled = state.twice == until
        state.again = None if is_settled else until
        state.again_at = None if is_settled else timezone.now() + AGAIN_AFTER
    names = ("once", "twice", "again", "again_at")
    return keep(state, **{name: getattr(state, name) for name in names}, next_at=None, failures=0)


def keep(state: Purged, *, next_at: datetime | None, **values: int | datetime | None) -> bool:
    """Write the row if it is as this worker has left it, which ``next_at`` tells."""
    mine = Purged.objects.filter(pk=state.pk, next_at=state.next_at)
    is_mine = mine.update(next_at=next_at, **values) == 1
    state.next_at = next_at
    return is_mine


def pause_after(state: Purged, refusal: Refused) -> timedelta:
    """How long to leave alone a cache that has refused: what it asks for, and longer each time."""
    return timedelta(seconds=max(refusal.seconds, min(2.0 ** min(state.failures, 10), LONGEST_WAIT)))
