"""Locations by distance, and the hours they have today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from locations.models import LocationPage
from locations.nearness import Nearness
from tests.api.conftest import Ask
from tests.factories import LocationPageFactory, ProviderPageFactory, exception, hours, make_site

Post = Callable[..., tuple[int, dict[str, Any]]]

PLACES = {
    "Midtown": ("33.781000", "-84.383000"),
    "Twin A": ("33.900000", "-84.383000"),
    "Twin B": ("33.900000", "-84.383000"),
    "Alpharetta": ("34.075400", "-84.294100"),
    "Savannah": ("32.080900", "-81.091200"),
    "Fiji": ("-17.713400", "178.065000"),
    "Nowhere": (None, None),
}
NEAR = """
query ($near: Near!, $first: Int, $after: String, $last: Int, $before: String, $filter: LocationFilter) {
  locations(near: $near, first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    totalCount edges { distanceKm cursor node { title } } nodes { title }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
HERE = {"latitude": 33.781, "longitude": -84.383}


@pytest.fixture(scope="module", autouse=True)
def rows(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    with lasting():
        make_site()
        director = ProviderPageFactory(role="physician", history=False)
        for title, (latitude, longitude) in reversed(PLACES.items()):
            LocationPageFactory(
                title=title, latitude=latitude, longitude=longitude, medical_director=director, history=False
            )
        LocationPageFactory(
            title="Hidden", latitude="33.781", longitude="-84.383", medical_director=director, live=False
        )
        yield


def distances(ask: Ask, **variables: Any) -> list[tuple[str, float]]:
    part = ask(NEAR, **variables)["locations"]
    assert [edge["node"] for edge in part["edges"]] == part["nodes"]
    return [(edge["node"]["title"], edge["distanceKm"]) for edge in part["edges"]]


def test_the_nearest_comes_first_and_the_older_among_equals(db: None, ask: Ask) -> None:
    assert distances(ask, near=HERE) == [
        ("Midtown", 0.0),
        ("Twin B", 13.232),
        ("Twin A", 13.232),
        ("Alpharetta", 33.748),
        ("Savannah", 360.691),
        ("Fiji", 11770.733),
    ]


@pytest.mark.parametrize(
    ("radius", "titles"),
    [
        (0.001, ["Midtown"]),
        (13.231, ["Midtown"]),
        (13.232, ["Midtown", "Twin B", "Twin A"]),
        (360.691, ["Midtown", "Twin B", "Twin A", "Alpharetta", "Savannah"]),
        (20016, ["Midtown", "Twin B", "Twin A", "Alpharetta", "Savannah", "Fiji"]),
        (None, ["Midtown", "Twin B", "Twin A", "Alpharetta", "Savannah", "Fiji"]),
    ],
)
def test_the_radius_cuts_the_list(db: None, ask: Ask, radius: float | None, titles: list[str]) -> None:
    assert [title for title, _ in distances(ask, near={**HERE, "radiusKm": radius})] == titles


@pytest.mark.parametrize(
    ("latitude", "longitude", "nearest"),
    [(-17.7, -179.9, ("Fiji", 215.6)), (90, 0, ("Alpharetta", 6218.5)), (-90, 180, ("Fiji", 8037.9))],
)
def test_the_date_line_and_the_poles_are_places_too(
    db: None, ask: Ask, latitude: float, longitude: float, nearest: tuple[str, float]
) -> None:
    near = {"latitude": latitude, "longitude": longitude, "radiusKm": 9000}
    title, distance = distances(ask, near=near)[0]
    assert (title, round(distance, 1)) == nearest


def test_both_ways_through_the_list(db: None, ask: Ask) -> None:
    expected = ["Midtown", "Twin B", "Twin A", "Alpharetta", "Savannah", "Fiji"]
    forward, backward = ask(NEAR, near=HERE, first=2)["locations"], ask(NEAR, near=HERE, last=2)["locations"]
    found, from_the_end = forward["nodes"], backward["nodes"]
    while forward["pageInfo"]["hasNextPage"]:
        forward = ask(NEAR, near=HERE, first=2, after=forward["pageInfo"]["endCursor"])["locations"]
        found = found + forward["nodes"]
    while backward["pageInfo"]["hasPreviousPage"]:
        backward = ask(NEAR, near=HERE, last=2, before=backward["pageInfo"]["startCursor"])["locations"]
        from_the_end = backward["nodes"] + from_the_end
    assert [node["title"] for node in found] == [node["title"] for node in from_the_end] == expected
    assert forward["totalCount"] == 6


def test_a_part_goes_on_where_it_was_when_a_nearer_one_opens(db: None, ask: Ask) -> None:
    part = ask(NEAR, near=HERE, first=2)["locations"]
    director = ProviderPageFactory(role="physician", history=False)
    LocationPageFactory(title="New", latitude="33.782", longitude="-84.383", medical_director=director, history=False)
    LocationPage.objects.get(title="Twin B").delete()
    rest = ask(NEAR, near=HERE, after=part["pageInfo"]["endCursor"])["locations"]
    assert [node["title"] for node in rest["nodes"]] == ["Twin A", "Alpharetta", "Savannah", "Fiji"]


def test_filters_narrow_it(db: None, ask: Ask) -> None:
    LocationPage.objects.filter(title="Midtown").update(city="Marietta")
    assert distances(ask, near=HERE, filter={"cities": ["marietta"]}) == [("Midtown", 0.0)]


def test_without_a_point_there_is_no_distance(db: None, ask: Ask) -> None:
    edges = ask("{ locations { edges { distanceKm } } }")["locations"]["edges"]
    assert edges == [{"distanceKm": None}] * 7


def test_rows_cost_no_statements(db: None, ask: Ask) -> None:
    def statements(first: int) -> int:
        ask(NEAR, near=HERE, first=first)
        with CaptureQueriesContext(connection) as captured:
            ask(NEAR, near=HERE, first=first)
        return len(captured)

    assert statements(6) == statements(1)


@pytest.mark.parametrize(
    ("near", "message"),
    [
        ({"latitude": 90.1}, "`latitude` must be between -90 and 90 degrees; it is 90.1."),
        ({"latitude": -91}, "`latitude` must be between -90 and 90 degrees; it is -91."),
        ({"longitude": 181}, "`longitude` must be between -180 and 180 degrees; it is 181."),
        ({"longitude": -1e300}, "`longitude` must be between -180 and 180 degrees; it is -1e+300."),
        ({"radiusKm": 0}, "`radiusKm` must be more than 0 and at most 20016; it is 0."),
        ({"radiusKm": -5}, "`radiusKm` must be more than 0 and at most 20016; it is -5."),
        ({"radiusKm": 20017}, "`radiusKm` must be more than 0 and at most 20016; it is 20017."),
    ],
)
def test_what_is_no_place_is_refused(db: None, post: Post, near: dict[str, float], message: str) -> None:
    _, answer = post(NEAR, near={**HERE, **near})
    assert answer["data"] is None
    assert [(error["message"], error["extensions"]) for error in answer["errors"]] == [
        (message, {"code": "BAD_REQUEST"})
    ]


@pytest.mark.parametrize(
    ("near", "code"),
    [
        ("{ latitude: 1e999, longitude: 0 }", "BAD_REQUEST"),
        ("{ latitude: 1 }", "GRAPHQL_VALIDATION_FAILED"),
        ('{ latitude: "1", longitude: 0 }', "GRAPHQL_VALIDATION_FAILED"),
        ("{ latitude: NaN, longitude: 0 }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_what_is_no_number_is_refused(db: None, post: Post, near: str, code: str) -> None:
    _, answer = post(f"{{ locations(near: {near}) {{ totalCount }} }}")
    assert [error["extensions"] for error in answer["errors"]] == [{"code": code}]


def test_another_order_and_a_point_contradict_each_other(db: None, post: Post) -> None:
    _, answer = post("{ locations(near: { latitude: 1, longitude: 1 }, orderBy: TITLE_ASC) { totalCount } }")
    assert [(error["message"], error["extensions"]) for error in answer["errors"]] == [
        ("`near` orders by distance: leave `orderBy` out, or `near`.", {"code": "BAD_REQUEST"})
    ]


def test_a_degree_of_latitude_is_sixty_nautical_miles() -> None:
    assert Nearness(0, 0, None).meters(1, 0) == Nearness(0, 0, None).meters(0, 1) == 111_195
    assert Nearness(0, 0, None).meters(0, 180) == 20_015_114


TODAY = """
query ($slug: String!) { location(slug: $slug) { today { date closed intervals { opens closes } label } } }
"""
WEEK = [hours(2, "13:00", "18:00"), hours(2, "09:00", "12:00"), hours(4, "18:00", "01:00")]
SEASON = {"season_from": date(2026, 7, 1), "season_until": date(2026, 7, 31)}


@pytest.mark.parametrize(
    ("moment", "day", "intervals", "label"),
    [
        (datetime(2026, 3, 4, 15, tzinfo=UTC), "2026-03-04", [("09:00", "12:00"), ("13:00", "18:00")], None),
        (datetime(2026, 3, 5, 4, 59, tzinfo=UTC), "2026-03-04", [("09:00", "12:00"), ("13:00", "18:00")], None),
        (datetime(2026, 3, 5, 5, 0, tzinfo=UTC), "2026-03-05", [], None),
        (datetime(2026, 3, 6, 15, tzinfo=UTC), "2026-03-06", [("18:00", "01:00")], None),
        (datetime(2026, 3, 8, 6, 59, tzinfo=UTC), "2026-03-08", [], None),  # clocks go forward in this night
        (datetime(2026, 3, 11, 4, 0, tzinfo=UTC), "2026-03-11", [("10:00", "11:00"), ("12:00", "14:00")], "Training"),
        (datetime(2026, 3, 18, 15, tzinfo=UTC), "2026-03-18", [], "Founder's day"),
        (datetime(2026, 7, 15, 15, tzinfo=UTC), "2026-07-15", [("07:00", "11:00")], None),
    ],
)
def test_the_hours_of_today(
    db: None,
    ask: Ask,
    now: time_machine.Traveller,
    moment: datetime,
    day: str,
    intervals: list[tuple[str, str]],
    label: str | None,
) -> None:
    location_with_hours()
    now.move_to(moment, tick=False)
    assert ask(TODAY, slug="timed")["location"]["today"] == {
        "date": day,
        "closed": not intervals,
        "intervals": [{"opens": f"{opens}:00", "closes": f"{closes}:00"} for opens, closes in intervals],
        "label": label,
    }


def location_with_hours(**fields: Any) -> Any:
    return LocationPageFactory(
        title="Timed",
        medical_director=ProviderPageFactory(role="physician", history=False),
        hours=[*WEEK, hours(2, "07:00", "11:00", **SEASON)],
        exceptions=[
            exception(date(2026, 3, 11), "12:00", "14:00"),
            exception(date(2026, 3, 11), "10:00", "11:00", label="Training"),
            exception(date(2026, 3, 18), label="Founder's day"),
        ],
        history=False,
        **fields,
    )


@pytest.mark.parametrize("status", ["opening_soon", "temporarily_closed", "closed"])
def test_a_location_that_takes_no_visitors_is_closed_today(db: None, ask: Ask, status: str) -> None:
    location_with_hours(status=status)
    assert ask(TODAY, slug="timed")["location"]["today"] == {
        "date": "2026-03-04",
        "closed": True,
        "intervals": [],
        "label": None,
    }


def test_the_locations_around_somebody_with_todays_hours(db: None, ask: Ask) -> None:
    """The whole page in one query."""
    location_with_hours(latitude="33.781000", longitude="-84.383100")
    query = """
    query ($near: Near!) {
      locations(near: $near, filter: { statuses: OPEN }, first: 2) {
        edges { distanceKm node { name openNow today { closed intervals { opens closes } } } }
      }
    }
    """
    closed = {"closed": True, "intervals": []}
    day = [{"opens": "09:00:00", "closes": "12:00:00"}, {"opens": "13:00:00", "closes": "18:00:00"}]
    assert ask(query, near=HERE)["locations"]["edges"] == [
        {"distanceKm": 0.0, "node": {"name": "Midtown", "openNow": False, "today": closed}},
        {
            "distanceKm": 0.009,
            "node": {"name": "Timed", "openNow": True, "today": {"closed": False, "intervals": day}},
        },
    ]
