"""What differs as locations open and close, and as their days end."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests import factories as make

from .boundaries import (
    HONOLULU,
    THURSDAY,
    WEDNESDAY,
    at,
    case,
    location,
)


@case
def a_location_opens() -> tuple[str, datetime]:
    return location("openNow", [make.hours(3, "09:30", "17:00")]), at(THURSDAY, 9, 30)


@case
def a_location_closes() -> tuple[str, datetime]:
    return location("openNow", [make.hours(2, "09:30", "17:00")]), at(WEDNESDAY, 17)


@case
def a_location_closes_behind_midnight() -> tuple[str, datetime]:
    return location("openNow", [make.hours(2, "20:00", "02:00")]), at(THURSDAY, 2)


@case
def a_location_opens_next_another_day() -> tuple[str, datetime]:
    hours = [make.hours(day, "09:00", "17:00") for day in (3, 4)]
    return location("opensNext", hours), at(THURSDAY, 9)


@case
def a_location_opens_on_the_day_that_clocks_go_forward() -> tuple[str, datetime]:
    return location("openNow", [make.hours(6, "03:00", "17:00")]), datetime(2026, 3, 8, 7, tzinfo=UTC)


@case
def a_location_closes_on_the_day_that_clocks_go_back() -> tuple[str, datetime]:
    return location("openNow", [make.hours(6, "00:30", "03:00")]), datetime(2026, 11, 1, 8, tzinfo=UTC)


@case
def a_location_opens_where_it_is() -> tuple[str, datetime]:
    hours = [make.hours(2, "09:00", "12:00")]
    return location("openNow", hours, time_zone="Pacific/Honolulu"), at(WEDNESDAY, 9, zone=HONOLULU)


@case
def a_location_opens_for_the_first_time_in_its_season() -> tuple[str, datetime]:
    hours = [
        make.hours(3, "09:00", "17:00"),
        make.hours(3, "07:00", "17:00", season_from=THURSDAY, season_until=date(2026, 8, 31)),
    ]
    return location("openNow", hours), at(THURSDAY, 7)


@case
def a_season_begins_while_it_is_open() -> tuple[str, datetime]:
    """The whole day by itself; in the season only from seven on."""
    hours = [make.hours(day, "00:00", "00:00") for day in range(7)]
    hours.append(make.hours(3, "07:00", "17:00", season_from=THURSDAY, season_until=date(2026, 8, 31)))
    return location("openNow", hours), at(THURSDAY, 0)


@case
def a_season_ends_in_what_machines_read() -> tuple[str, datetime]:
    hours = [make.hours(2, "07:00", "17:00", season_from=date(2026, 1, 1), season_until=WEDNESDAY)]
    return location("seo { jsonLd }", hours), at(THURSDAY, 0)


@case
def special_hours_begin() -> tuple[str, datetime]:
    special = make.exception(THURSDAY, "11:00", "12:00")
    return location("openNow", [make.hours(3, "09:00", "17:00")], exceptions=[special]), at(THURSDAY, 11)


@case
def special_hours_end() -> tuple[str, datetime]:
    special = make.exception(THURSDAY, "11:00", "12:00")
    return location("openNow", [make.hours(3, "09:00", "17:00")], exceptions=[special]), at(THURSDAY, 12)


@case
def a_closed_day_begins() -> tuple[str, datetime]:
    hours = [make.hours(day, "00:00", "00:00") for day in range(7)]
    return location("openNow", hours, exceptions=[make.exception(THURSDAY)]), at(THURSDAY, 0)


@case
def a_special_day_is_told_no_more() -> tuple[str, datetime]:
    query = location("exceptions { date }", [], exceptions=[make.exception(WEDNESDAY)], time_zone="Pacific/Honolulu")
    return query, at(THURSDAY, 0, zone=HONOLULU)


@case
def a_special_day_is_told_no_more_to_machines() -> tuple[str, datetime]:
    query = location("seo { jsonLd }", [], exceptions=[make.exception(WEDNESDAY)], time_zone="Pacific/Honolulu")
    return query, at(THURSDAY, 0, zone=HONOLULU)


@case
def it_is_another_day() -> tuple[str, datetime]:
    return location("today { date }", [], time_zone="Pacific/Honolulu"), at(THURSDAY, 0, zone=HONOLULU)


@case
def it_is_another_day_in_a_list() -> tuple[str, datetime]:
    """Of several places that first changes where the day is over first."""
    for zone in ("Pacific/Honolulu", "America/New_York", "America/Chicago"):
        make.LocationPageFactory(time_zone=zone)
    return "{ locations { nodes { today { date } } } }", at(THURSDAY, 0)
