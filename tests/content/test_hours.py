"""Opening hours: what is open when, and which rows contradict each other. A model that counts minutes checks them."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from locations.hours import Exceptional, Interval, Timetable, clashing, overlapping

ATLANTA = ZoneInfo("America/New_York")
MONDAY = date(2026, 3, 2)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ATLANTA)


def table(*intervals: Interval, exceptions: tuple[Exceptional, ...] = ()) -> Timetable:
    return Timetable(ATLANTA, intervals, exceptions)


WEEK = table(
    Interval(0, time(9), time(12)),
    Interval(0, time(13), time(18)),
    Interval(4, time(18), time(1)),
    exceptions=(
        Exceptional(MONDAY + timedelta(days=7), None, None),
        Exceptional(MONDAY + timedelta(days=14), time(10), time(11)),
    ),
)


@pytest.mark.parametrize(
    ("moment", "is_open", "opens_next"),
    [
        (at(MONDAY, 8, 59), False, at(MONDAY, 9)),
        (at(MONDAY, 9), True, at(MONDAY, 13)),
        (at(MONDAY, 12), False, at(MONDAY, 13)),
        (at(MONDAY, 17, 59), True, at(MONDAY + timedelta(days=4), 18)),
        (at(MONDAY + timedelta(days=5), 0, 59), True, at(MONDAY + timedelta(days=11), 18)),
        (at(MONDAY + timedelta(days=5), 1), False, at(MONDAY + timedelta(days=11), 18)),
        (at(MONDAY + timedelta(days=7), 10), False, at(MONDAY + timedelta(days=11), 18)),
        (at(MONDAY + timedelta(days=14), 9, 30), False, at(MONDAY + timedelta(days=14), 10)),
    ],
)
def test_open_now_and_opens_next(moment: datetime, is_open: bool, opens_next: datetime) -> None:
    assert WEEK.open_at(moment) is is_open
    assert WEEK.open_at(moment.astimezone(UTC)) is is_open
    assert WEEK.opens_next(moment) == opens_next


def test_without_hours_it_never_opens() -> None:
    assert table().opens_next(at(MONDAY, 9)) is None
    assert table().open_at(at(MONDAY, 9)) is False


def test_midnight_to_midnight_is_the_whole_day_and_joined_days_open_once() -> None:
    always = table(*(Interval(day, time(0), time(0)) for day in range(7)))
    assert all(always.open_at(at(MONDAY, hour)) for hour in range(24))
    assert always.opens_next(at(MONDAY, 9)) is None


def test_seasonal_hours_take_the_place_of_ordinary_ones() -> None:
    summer = table(Interval(0, time(9), time(17)), Interval(0, time(7), time(10), date(2026, 6, 1), date(2026, 8, 31)))
    assert summer.open_at(at(date(2026, 6, 8), 8)) is True
    assert summer.open_at(at(date(2026, 6, 8), 11)) is False
    assert summer.open_at(at(date(2026, 9, 7), 11)) is True


def test_clocks_going_forward_and_back_keep_the_local_hours() -> None:
    sundays = table(Interval(6, time(1), time(4)))
    assert sundays.opens_next(at(date(2026, 3, 7), 12)) == at(date(2026, 3, 8), 1)
    assert sundays.open_at(datetime(2026, 3, 8, 7, 59, tzinfo=UTC)) is True  # 3:59, an hour was left out
    assert sundays.open_at(datetime(2026, 3, 8, 8, 0, tzinfo=UTC)) is False
    assert sundays.open_at(datetime(2026, 11, 1, 8, 59, tzinfo=UTC)) is True  # 3:59, an hour came twice
    assert sundays.open_at(datetime(2026, 11, 1, 9, 0, tzinfo=UTC)) is False


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (Interval(0, time(9), time(12)), Interval(0, time(12), time(18)), False),
        (Interval(0, time(9), time(12, 1)), Interval(0, time(12), time(18)), True),
        (Interval(0, time(9), time(12)), Interval(1, time(9), time(12)), False),
        (Interval(0, time(18), time(2)), Interval(1, time(1), time(5)), True),
        (Interval(6, time(18), time(2)), Interval(0, time(1), time(5)), True),
        (Interval(6, time(18), time(0)), Interval(0, time(0), time(5)), False),
        (Interval(0, time(9), time(9)), Interval(0, time(10), time(11)), True),
        (Interval(0, time(9), time(12)), Interval(0, time(9), time(12), date(2026, 6, 1), None), False),
        (
            Interval(0, time(9), time(12), None, date(2026, 5, 31)),
            Interval(0, time(9), time(12), date(2026, 6, 1), None),
            False,
        ),
        (
            Interval(0, time(9), time(12), None, date(2026, 6, 1)),
            Interval(0, time(9), time(12), date(2026, 6, 1), None),
            True,
        ),
    ],
)
def test_overlapping_hours_are_found(one: Interval, other: Interval, overlap: bool) -> None:
    assert list(overlapping([one, other])) == ([(0, 1)] if overlap else [])
    assert list(overlapping([other, one])) == ([(0, 1)] if overlap else [])


def test_exceptions_that_cannot_both_hold_are_found() -> None:
    tuesday = MONDAY + timedelta(days=1)
    rows = [
        Exceptional(MONDAY, None, None),
        Exceptional(MONDAY, time(9), time(10)),
        Exceptional(tuesday, time(9), time(12)),
        Exceptional(tuesday, time(11), time(13)),
        Exceptional(tuesday, time(13), time(14)),
    ]
    assert list(clashing(rows)) == [(0, 1), (2, 3)]
    late = [Exceptional(MONDAY, time(20), time(2)), Exceptional(tuesday, time(1), time(3))]
    assert list(clashing(late)) == [(0, 1)]


def minutes_open(row: Interval) -> set[int]:
    """The minutes of the week at which a row is open, counted one by one."""
    start = row.weekday * 1440 + row.opens.hour * 60 + row.opens.minute
    end = row.weekday * 1440 + row.closes.hour * 60 + row.closes.minute
    if end <= start:
        end += 1440
    return {minute % 10080 for minute in range(start, end)}


def test_random_weeks_agree_with_a_model_that_counts_minutes(soak: bool) -> None:
    chance = random.Random(80840)
    for _ in range(2_000 if soak else 60):
        rows = [
            Interval(chance.randrange(7), time(chance.randrange(24), 30), time(chance.randrange(24), 30))
            for _ in range(chance.randrange(1, 6))
        ]
        sets = [minutes_open(row) for row in rows]
        pairs = [(a, b) for a in range(len(rows)) for b in range(a + 1, len(rows)) if sets[a] & sets[b]]
        assert list(overlapping(rows)) == pairs
        timetable = table(*rows)
        for _ in range(20):
            minute = chance.randrange(10080)
            day = date(2026, 6, 1) + timedelta(days=minute // 1440)  # a Monday, far from any change of clocks
            moment = at(day, minute % 1440 // 60, minute % 60)
            assert timetable.open_at(moment) is any(minute in found for found in sets)
