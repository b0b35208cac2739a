"""Opening hours: whether a location is open, when it opens next, and which rows contradict each other.

A row's interval lasts from ``opens`` to ``closes`` on its day; ``closes`` at or before ``opens`` is on the day after,
so 00:00 to 00:00 is the whole day. A dated exception takes the place of that day's ordinary hours; what began the day
before goes on. Plain functions: nothing here touches a database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

HORIZON = 400
"""Days looked ahead for the next opening."""
MOST_INTERVALS = 12
"""How many there may be on one day."""


@dataclass(frozen=True)
class Interval:
    """Ordinary hours on ``weekday`` (Monday is 0), in a season when ``season_from`` and ``season_until`` are set."""

    weekday: int
    opens: time
    closes: time
    season_from: date | None = None
    season_until: date | None = None

    def on(self, day: date) -> bool:
        """Whether these hours hold on ``day``."""
        return (
            day.weekday() == self.weekday
            and (self.season_from is None or self.season_from <= day)
            and (self.season_until is None or day <= self.season_until)
        )

    def season_days(self) -> tuple[date, date]:
        return self.season_from or date.min, self.season_until or date.max

    @property
    def seasonal(self) -> bool:
        return self.season_from is not None or self.season_until is not None


@dataclass(frozen=True)
class Exceptional:
    """What holds on one date instead: closed (``opens`` None), or an interval; several rows make several intervals."""

    day: date
    opens: time | None
    closes: time | None


@dataclass(frozen=True)
class Timetable:
    """All hours of one location, in its own ``zone``."""

    zone: ZoneInfo
    intervals: Sequence[Interval]
    exceptions: Sequence[Exceptional]

    def openings(self, day: date) -> list[tuple[datetime, datetime]]:
        """The intervals that begin on ``day``, as moments, in order. Seasonal hours replace the ordinary ones."""
        return sorted(self.moments(day, opens, closes) for opens, closes in self.spans(day))

    def spans(self, day: date) -> list[tuple[time, time]]:
        """The intervals that begin on ``day``, as they are on the wall, in order."""
        exceptional = [row for row in self.exceptions if row.day == day]
        if exceptional:
            return sorted(
                (row.opens, row.closes) for row in exceptional if row.opens is not None and row.closes is not None
            )
        valid = [row for row in self.intervals if row.on(day)]
        chosen = [row for row in valid if row.seasonal] or valid
        return sorted((row.opens, row.closes) for row in chosen)

    def moments(self, day: date, opens: time, closes: time) -> tuple[datetime, datetime]:
        last = day if closes > opens else day + timedelta(days=1)
        return datetime.combine(day, opens, self.zone), datetime.combine(last, closes, self.zone)

    def open_at(self, moment: datetime) -> bool:
        """Whether it is open at ``moment`` (aware)."""
        today = moment.astimezone(self.zone).date()
        return any(
            opens <= moment < closes
            for day in (today - timedelta(days=1), today)
            for opens, closes in self.openings(day)
        )

    def opens_next(self, moment: datetime) -> datetime | None:
        """The next moment after ``moment`` at which it opens; None when there is none within the horizon."""
        for day in self.days_from(moment.astimezone(self.zone).date()):
            for opens, _ in self.openings(day):
                if opens > moment and not self.open_at(opens - timedelta(microseconds=1)):
                    return opens
        return None

    def days_from(self, today: date) -> Iterator[date]:
        """The days within the horizon on which something may open."""
        weekdays, dates = {row.weekday for row in self.intervals}, {row.day for row in self.exceptions}
        for ahead in range(HORIZON if weekdays or dates else 0):
            day = today + timedelta(days=ahead)
            if day.weekday() in weekdays or day in dates:
                yield day

    def changes_next(self, moment: datetime) -> datetime:
        """The next moment after ``moment`` at which an interval begins or ends, or the day."""
        today = moment.astimezone(self.zone).date()
        days = [today + timedelta(days=ahead) for ahead in (-1, 0)]
        edges = [edge for day in days for interval in self.openings(day) for edge in interval if edge > moment]
        midnight = datetime.combine(today + timedelta(days=1), time.min, self.zone)
        return min([*edges, midnight], key=datetime.timestamp)


def timetable(zone: ZoneInfo, hours: Iterable[Any], exceptions: Iterable[Any]) -> Timetable:
    """The timetable of a location's child rows."""
    return Timetable(zone, [row.interval() for row in hours], [row.exceptional() for row in exceptions])


def minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def span(opens: time, closes: time) -> tuple[int, int]:
    """Minutes from the day's start; past 1440 when it ends the day after."""
    start, end = minutes(opens), minutes(closes)
    return start, end if end > start else end + 1440


def overlapping(intervals: Sequence[Interval]) -> Iterator[tuple[int, int]]:
    """Pairs of indexes of ordinary rows that are open at the same time, past midnight and the week's end included.

    Seasonal hours replace ordinary ones, so only rows of the same sort and with a common day are compared.
    """
    week = 7 * 1440
    for (first, one), (second, other) in combinations(enumerate(intervals), 2):
        if one.seasonal != other.seasonal or not seasons_meet(one, other):
            continue
        a_start, a_end = (value + one.weekday * 1440 for value in span(one.opens, one.closes))
        b_start, b_end = (value + other.weekday * 1440 for value in span(other.opens, other.closes))
        if any(a_start < b_end + shift and b_start + shift < a_end for shift in (-week, 0, week)):
            yield first, second


def crowded(days: Iterable[int | date]) -> bool:
    """Whether one of ``days``, each named once for every row, has more intervals than the content API gives of it."""
    return any(count > MOST_INTERVALS for count in Counter(days).values())


def seasons_meet(one: Interval, other: Interval) -> bool:
    (a_from, a_until), (b_from, b_until) = one.season_days(), other.season_days()
    return a_from <= b_until and b_from <= a_until


def clashing(exceptions: Sequence[Exceptional]) -> Iterator[tuple[int, int]]:
    """Pairs of indexes of exceptions that cannot both hold: the same date closed and open, or open twice at once."""
    for (first, one), (second, other) in combinations(enumerate(exceptions), 2):
        if abs((one.day - other.day).days) > 1:
            continue
        if one.opens is None or one.closes is None or other.opens is None or other.closes is None:
            if one.day == other.day:
                yield first, second
            continue
        shift = (other.day - one.day).days * 1440
        a_start, a_end = span(one.opens, one.closes)
        b_start, b_end = (value + shift for value in span(other.opens, other.closes))
        if a_start < b_end and b_start < a_end:
            yield first, second
