"""When an answer will differ though nothing changes but the time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

from django.db.models import Min, Model, Q

from cms.delivery.models import Log

known: dict[type[Model], tuple[int, datetime, datetime | None]] = {}
"""The next moment of the rows of each model, as of a position of the change log and a moment: all rows are looked at to
find it."""


class Moments:
    """Collects what the clock decides of one reading.

    Of rows that begin or end at a moment it is noted which columns say so: the next may be a row that nobody sees yet.
    """

    def __init__(self) -> None:
        self.first: datetime | None = None
        self.columns: dict[type[Model], tuple[str, ...]] = {}

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
        """Note that rows of ``model`` begin or end at the moments in ``columns``, the same for all of the model."""
        self.columns[model] = columns

    def next(self, now: datetime, position: int | None = None) -> datetime | None:
        """The first of all moments, those of rows after ``now``.

        ``position`` is that of the change log before the rows were read, if it is known: otherwise it is asked for.
        """
        found = [self.first] if self.first is not None else []
        if self.columns:
            position = Log.position() if position is None else position
            moments = (next_of(model, columns, now, position) for model, columns in self.columns.items())
            found += [moment for moment in moments if moment is not None]
        return min(found, default=None)


def next_of(model: type[Model], columns: tuple[str, ...], now: datetime, position: int) -> datetime | None:
    """The first moment after ``now`` at which a row begins or ends; the log has come to ``position``."""
    at, since, moment = known.get(model, (None, now, None))
    # What began earlier has moments of its own before those of a reading that was quicker.
    if at != position or now < since or (moment is not None and moment <= now):
        least = {f"next_{name}": Min(name, filter=Q(**{f"{name}__gt": now})) for name in columns}
        rows = model._default_manager.aggregate(**least)
        moment = min((each for each in rows.values() if each is not None), default=None)
        known[model] = position, now, moment
    return moment
