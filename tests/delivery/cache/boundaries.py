"""Moments at which answers differ though nothing is edited: each case makes content, a query and a moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wagtail.models import Page

from locations.models import OpeningHours
from tests import factories as make

NOW = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
"""Noon on a Wednesday in New York, by whose days the registers go."""
SOON = NOW + timedelta(hours=3)
SECOND = timedelta(seconds=1)
MOMENT = timedelta(microseconds=1)
WEDNESDAY, THURSDAY = date(2026, 3, 4), date(2026, 3, 5)
NEW_YORK, HONOLULU = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Honolulu")

Case = Callable[[], tuple[str, datetime]]
"""Makes content, and gives a query with the moment at which its answer is another."""
CASES: list[Case] = []
ANNOUNCEMENT = "{ organization { announcement { text } } }"


def case(make_content: Case) -> Case:
    CASES.append(make_content)
    return make_content


def at(day: date, hour: int, minute: int = 0, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.combine(day, time(hour, minute), zone)


def dated(page: Any, **dates: datetime) -> Any:
    """Give a live page its dates, as if it had been published with them."""
    Page.objects.filter(pk=page.pk).update(**dates)
    return page


def ends(page: Any) -> Any:
    return dated(page, expire_at=SOON)


def begins(page: Any) -> Any:
    return dated(page, go_live_at=SOON)


def home() -> Any:
    return Page.objects.get(slug="larch-hill").specific


def location(selection: str, hours: list[OpeningHours], **fields: Any) -> str:
    make.LocationPageFactory(title="Midtown", hours=hours, **fields)
    return f'{{ location(slug: "midtown") {{ {selection} }} }}'
