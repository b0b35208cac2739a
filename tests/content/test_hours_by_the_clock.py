"""Opening hours against a model that looks at the clock on the wall: seasons, exceptions, days when clocks change."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from locations.hours import Exceptional, Interval, Timetable

HALF_HOUR = timedelta(minutes=30)
JUST_BEFORE = timedelta(microseconds=1)
# Clocks change in the night, between one and three: there a wall clock cannot tell.
HOURS = [time(hour, minute) for hour in (0, *range(4, 24)) for minute in (0, 30)]
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Kolkata", "Pacific/Honolulu")
WEEKS = (date(2026, 3, 2), date(2026, 10, 26), date(2026, 3, 26), date(2026, 10, 1), date(2026, 6, 1))


def spans(table: Timetable, day: date) -> Iterator[tuple[time, time]]:
    """The rows that count on ``day``, by the rules as an editor would say them."""
    exceptional = [row for row in table.exceptions if row.day == day]
    if exceptional:
        yield from ((row.opens, row.closes) for row in exceptional if row.opens and row.closes)
        return
    of_the_day = [row for row in table.intervals if row.weekday == day.weekday()]
    seasonal = [
        row
        for row in of_the_day
        if (row.season_from or row.season_until)
        and (row.season_from or date.min) <= day <= (row.season_until or date.max)
    ]
    ordinary = [row for row in of_the_day if not row.season_from and not row.season_until]
    yield from ((row.opens, row.closes) for row in seasonal or ordinary)


def wall_says_open(table: Timetable, moment: datetime) -> bool:
    """Whether somebody in front of the door, with a clock and the rows in hand, finds it open."""
    local = moment.astimezone(table.zone)
    now, today = local.time(), local.date()
    for opens, closes in spans(table, today):
        if opens <= now and (closes <= opens or now < closes):
            return True
    return any(closes <= opens and now < closes for opens, closes in spans(table, today - timedelta(days=1)))


def random_table(chance: random.Random, week: date, zone: str) -> Timetable:
    def season() -> tuple[date | None, date | None]:
        first, last = (week + timedelta(days=chance.randrange(-5, 15)) for _ in range(2))
        return chance.choice([(None, None), (None, None), (None, last), (first, None), (first, max(first, last))])

    intervals = [
        Interval(chance.randrange(7), chance.choice(HOURS), chance.choice(HOURS), *season())
        for _ in range(chance.randrange(0, 9))
    ]
    days = [week + timedelta(days=chance.randrange(10)) for _ in range(chance.randrange(0, 4))]
    exceptions = [
        Exceptional(day, None, None)
        if chance.random() < 0.4
        else Exceptional(day, chance.choice(HOURS), chance.choice(HOURS))
        for day in days
    ]
    return Timetable(ZoneInfo(zone), intervals, exceptions)


def half_hours(week: date, zone: str) -> list[datetime]:
    """Every half hour of ten days, in UTC, but for the nights in which clocks change."""
    start = datetime.combine(week, time(0), ZoneInfo(zone)).astimezone(UTC)
    moments = [start + number * HALF_HOUR for number in range(48 * 10)]
    return [moment for moment in moments if not 1 <= moment.astimezone(ZoneInfo(zone)).hour < 4]


@pytest.mark.parametrize("week", WEEKS, ids=str)
@pytest.mark.parametrize("zone", ZONES)
def test_open_now_is_what_the_wall_says(zone: str, week: date, soak: bool) -> None:
    chance = random.Random(f"{zone} {week}")
    for _ in range(200 if soak else 3):
        table = random_table(chance, week, zone)
        for moment in half_hours(week, zone):
            assert table.open_at(moment) is wall_says_open(table, moment), (table, moment)
            before = moment - JUST_BEFORE
            if before.astimezone(table.zone).hour not in (1, 2, 3):
                assert table.open_at(before) is wall_says_open(table, before), (table, before)


@pytest.mark.parametrize("week", WEEKS, ids=str)
@pytest.mark.parametrize("zone", ZONES)
def test_opens_next_is_the_first_door_that_opens(zone: str, week: date, soak: bool) -> None:
    chance = random.Random(f"{week} {zone}")
    for _ in range(200 if soak else 3):
        table = random_table(chance, week, zone)
        moments = [
            datetime.combine(week, time(0), table.zone).astimezone(UTC) + number * HALF_HOUR for number in range(480)
        ]
        doors = [
            moment
            for moment in moments
            if wall_says_open(table, moment) and not wall_says_open(table, moment - JUST_BEFORE)
        ]
        for asked in chance.sample(moments[:240], 12):
            expected = next((door for door in doors if door > asked), None)
            found = table.opens_next(asked)
            if expected is not None:
                assert found is not None
                assert found.astimezone(UTC) == expected, (table, asked)
                assert table.open_at(found)
            else:
                assert found is None or found.astimezone(UTC) > moments[-1], (table, asked)


def test_the_hour_that_comes_twice_opens_and_closes_once() -> None:
    """On 1 November 2026 it is one o'clock in Atlanta twice: doors go by the first."""
    table = Timetable(ZoneInfo("America/New_York"), [Interval(6, time(1, 15), time(1, 45))], [])
    opened = [
        moment
        for moment in (datetime(2026, 11, 1, 4, 0, tzinfo=UTC) + timedelta(minutes=number) for number in range(240))
        if table.open_at(moment)
    ]
    assert (opened[0], opened[-1], len(opened)) == (
        datetime(2026, 11, 1, 5, 15, tzinfo=UTC),
        datetime(2026, 11, 1, 5, 44, tzinfo=UTC),
        30,
    )


def test_the_hour_that_is_left_out_shortens_a_night_and_loses_no_day() -> None:
    """On 8 March 2026 there is no half past two in Atlanta."""
    table = Timetable(ZoneInfo("America/New_York"), [Interval(5, time(20), time(4)), Interval(6, time(5), time(9))], [])
    opened = [
        moment
        for moment in (datetime(2026, 3, 8, 0, 0, tzinfo=UTC) + number * HALF_HOUR for number in range(48))
        if table.open_at(moment)
    ]
    assert [moment for moment in opened if moment < datetime(2026, 3, 8, 9, 0, tzinfo=UTC)][-1] == datetime(
        2026, 3, 8, 7, 30, tzinfo=UTC
    )  # 3:30; it closes at four, one hour sooner than the evening before would have it
    assert table.opens_next(datetime(2026, 3, 8, 3, 0, tzinfo=UTC)) == datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
