"""When an answer will differ though nothing changes but the time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

from django.db.models import Min, Model, Q


class Moments:
    """Collects what the clock decides of one reading.

    Of rows that begin or end at a moment it is noted which columns say so: the next may be a row that nobody sees yet.
    """

    def __init__(self) -> None:
        self.first: datetime | None = None
        self.columns: set[tuple[type[Model], str]] = set()

    def at(self, moment: datetime) -> None:
        """Note that the answer differs from ``moment`` on."""
        moment = moment.astimezone(UTC)
        if self.first is None or moment < self.first:
            self.first = moment

    def midnight(self, now: datetime, zone: tzinfo) -> None:
        """Note that the answer is made of the day that it is in ``zone``."""
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        self.at(datetime.combine(tomorrow, time.min, zone))

    def of(self, model: type[Model], *columns: str) -> None:
        """Note that rows of ``model`` begin or end at the moments in ``columns``."""
        self.columns.update((model, column) for column in columns)

    def next(self, now: datetime) -> datetime | None:
        """The first of all moments after ``now``: one statement for each model that was noted."""
        found = [self.first] if self.first is not None else []
        for model in {model for model, _ in self.columns}:
            names = [name for noted, name in self.columns if noted is model]
            least = {f"next_{name}": Min(name, filter=Q(**{f"{name}__gt": now})) for name in names}
            found += filter(None, model._default_manager.aggregate(**least).values())
        return min(found, default=None)
