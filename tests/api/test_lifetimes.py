"""How long caches in front of us may keep an answer: never past the moment at which it differs by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import DateTimeField
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from cms.api import lifetimes
from cms.api.visibility import Gate, public
from cms.delivery.triggers.bodies import MOMENTS
from cms.delivery.watched import date_fields, object_models
from locations.models import Availability
from pages.models import Announcement, Disclaimer
from providers.models import Certification, Licence
from tests.api.changes.mutations import end_transaction
from tests.factories import (
    AnnouncementFactory,
    LicenceFactory,
    LocationPageFactory,
    OrganizationFactory,
    ProviderPageFactory,
    SmallSite,
    StandardPageFactory,
    exception,
    hours,
)

NOON = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
"""Noon in New York, whose days are those of the settings; five hours later it is noon in Honolulu."""
DAY = 86_400
HOUR = 3_600
HOME = '{ page(path: "/") { title } }'


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Iterator[time_machine.Traveller]:
    """A purge is configured, and the time stands still."""
    settings.CDN_PURGE = {"urls": [], "secret": ""}
    settings.CDN_SECONDS = DAY
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def cache_control(client: Client, query: str, method: str = "get") -> str:
    end_transaction()
    response = getattr(client, method)("/graphql/", {"query": query})
    if method == "get":
        assert "errors" not in response.json(), response.json()
    return str(response.headers["Cache-Control"])


def seconds(client: Client, query: str) -> int:
    """For how long a shared cache may keep the answer."""
    control = cache_control(client, query)
    assert control.startswith("public, max-age=0, must-revalidate, s-maxage=")
    return int(control.rpartition("=")[2])


def test_without_a_purge_each_answer_is_asked_for_again(site: SmallSite, client: Client, settings: Any) -> None:
    settings.CDN_PURGE = None
    assert cache_control(client, HOME) == "public, no-cache"


def test_with_one_an_answer_is_kept_for_as_long_as_the_settings_say(
    site: SmallSite, client: Client, settings: Any
) -> None:
    settings.CDN_SECONDS = 77
    assert seconds(client, HOME) == 77
    assert cache_control(client, HOME, "head") == "public, max-age=0, must-revalidate, s-maxage=77"
    etag = client.get("/graphql/", {"query": HOME}).headers["ETag"]
    again = client.get("/graphql/", {"query": HOME}, headers={"if-none-match": etag})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, cache_control(client, HOME))


def test_a_slow_answer_is_kept_by_nobody(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The purge of what it was made of may be over before it reaches the cache."""
    monkeypatch.setattr(lifetimes, "SLOW_SECONDS", -1)
    assert cache_control(client, HOME) == "public, no-cache"


def test_errors_and_private_answers_are_kept_by_nobody(site: SmallSite, client: Client) -> None:
    assert client.get("/graphql/", {"query": "{ nothing }"}).headers["Cache-Control"] == "no-store"
    private = client.post("/graphql/", {"query": HOME}, "application/json", headers={"X-Query-Cost": "1"})
    assert private.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("column", ["expire_at", "go_live_at"])
def test_an_answer_is_kept_until_the_next_page_ends_or_begins(
    site: SmallSite, client: Client, clock: time_machine.Traveller, column: str
) -> None:
    page = StandardPageFactory()
    type(page).objects.filter(pk=page.pk).update(**{column: NOON + timedelta(seconds=90, microseconds=1)})
    assert seconds(client, HOME) == 90
    clock.shift(timedelta(seconds=89.5))
    assert cache_control(client, HOME) == "public, no-cache"
    clock.shift(timedelta(seconds=1))
    assert seconds(client, HOME) == DAY


def test_an_answer_with_announcements_is_kept_until_the_next_begins_or_ends(site: SmallSite, client: Client) -> None:
    AnnouncementFactory(starts=NOON - timedelta(hours=1), ends=NOON + timedelta(hours=2))
    OrganizationFactory()
    query = "{ organization { announcement { text } } }"
    assert seconds(client, query) == 2 * HOUR
    AnnouncementFactory(starts=NOON + timedelta(hours=1), ends=NOON + timedelta(hours=2))
    assert seconds(client, query) == HOUR
    assert seconds(client, HOME) == DAY


def test_what_a_day_decides_is_kept_until_midnight(site: SmallSite, client: Client) -> None:
    provider = ProviderPageFactory(slug="amara")
    LicenceFactory(provider=provider, expires=date(2026, 3, 4))
    assert seconds(client, '{ provider(slug: "amara") { credentials { label } } }') == 12 * HOUR
    assert seconds(client, '{ provider(slug: "amara") { title } }') == DAY


def test_openness_is_kept_until_the_next_hour_that_changes_it(
    site: SmallSite, client: Client, clock: time_machine.Traveller
) -> None:
    """Noon in New York is seven in the morning in Honolulu, on a Wednesday."""
    LocationPageFactory(
        slug="waikiki",
        time_zone="Pacific/Honolulu",
        hours=[hours(2, "09:00", "12:00"), hours(3, "09:00", "12:00")],
        exceptions=[exception(date(2026, 3, 5))],
    )
    query = '{{ location(slug: "waikiki") {{ {} }} }}'.format
    for field in ("openNow", "opensNext", "today { closed }"):
        assert seconds(client, query(field)) == 2 * HOUR
    assert seconds(client, query("title")) == DAY
    clock.shift(timedelta(hours=2))
    assert seconds(client, query("openNow")) == 3 * HOUR
    clock.shift(timedelta(hours=3))
    assert seconds(client, query("openNow")) == 12 * HOUR
    assert seconds(client, query("exceptions { date }")) == 12 * HOUR


def test_the_clock_costs_one_statement_until_something_changes(
    site: SmallSite, client: Client, settings: Any, clock: time_machine.Traveller
) -> None:
    purge, settings.CDN_PURGE = settings.CDN_PURGE, None
    statements(client)
    plain = statements(client)
    settings.CDN_PURGE = purge
    assert (statements(client), statements(client)) == (plain + 2, plain + 1)
    StandardPageFactory(expire_at=NOON + timedelta(hours=1))
    assert (statements(client), statements(client)) == (plain + 2, plain + 1)
    clock.shift(timedelta(hours=1))
    assert (statements(client), statements(client)) == (plain + 2, plain + 1)


def statements(client: Client) -> int:
    """How many statements the answer takes."""
    end_transaction()
    with CaptureQueriesContext(connection) as asked:
        client.get("/graphql/", {"query": HOME})
    return len(asked)


def test_every_rule_that_goes_by_a_date_says_so(site: SmallSite) -> None:
    dated = {model: fields for model in (Page, *object_models()) if (fields := dates_of(model))}
    assert {Announcement, Availability, Certification, Disclaimer, Licence, Page} == dated.keys()
    for model, fields in dated.items():
        gate = Gate(site.site)
        public(model._default_manager.all(), gate)
        moments = {field.name for field in fields if isinstance(field, DateTimeField)}
        assert moments <= set(gate.moments.columns.get(model, ()))
        assert gate.moments.first is not None or {field.name for field in fields} == moments


def dates_of(model: Any) -> list[Any]:
    """The dates by which the gate decides; those of pages it does not ask a rule for."""
    return date_fields(model) or [Page._meta.get_field(name) for name in MOMENTS if model is Page]
