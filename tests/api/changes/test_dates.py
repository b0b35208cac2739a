"""What comes to light or goes by its dates alone is told as if somebody had done it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from cms.delivery import dates
from cms.delivery.models import Change, Log
from tests import factories as make
from tests.factories import SmallSite

from .conftest import Told
from .mutations import end_transaction, forget_all

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)

Pass = Callable[[timedelta], int]


@pytest.fixture
def wait(site: SmallSite) -> Iterator[Pass]:
    """Let time pass, then have the worker look; it last looked in the morning."""
    with time_machine.travel(MORNING, tick=False) as clock:
        dates.note()

        def wait(time: timedelta) -> int:
            end_transaction()
            clock.shift(time)
            return dates.note()

        yield wait


@pytest.fixture
def today(wait: Pass) -> Any:
    """The day it is for whoever enters dates."""
    return timezone.localdate()


def test_an_announcement_comes_and_goes(site: SmallSite, told: Told, wait: Pass) -> None:
    begins = timezone.now() + timedelta(minutes=1)
    announcement = make.AnnouncementFactory(site=site.site, starts=begins, ends=begins + timedelta(hours=1))
    forget_all()
    assert (wait(timedelta(seconds=59)), told()) == (0, [])
    assert (wait(timedelta(seconds=1)), told()) == (
        1,
        [("PUBLISHED", "Announcement", str(announcement.pk), None, None)],
    )
    assert (wait(timedelta(minutes=59)), told()) == (0, [])
    assert (wait(timedelta(minutes=1)), told()) == (1, [("UNPUBLISHED", "Announcement", None, None, None)])
    assert (wait(DAY), told()) == (0, [])


def test_credentials_and_availability_end_with_their_last_day(
    site: SmallSite, told: Told, wait: Pass, today: Any
) -> None:
    provider = make.ProviderPageFactory()
    make.LicenceFactory(provider=provider, expires=today)
    make.LicenceFactory(provider=provider, expires=today, status="inactive")
    make.CertificationFactory(provider=provider, expires=today)
    make.CertificationFactory(provider=provider, expires=today, lifetime=True)
    make.AvailabilityFactory(
        treatment=make.TreatmentPageFactory(), provider=provider, location=make.LocationPageFactory(), ends=today
    )
    make.DisclaimerFactory(valid_until=today + DAY)
    forget_all()
    assert (wait(DAY), sorted(told())) == (
        3,
        [
            ("UNPUBLISHED", "Availability", None, None, None),
            ("UNPUBLISHED", "Certification", None, None, None),
            ("UNPUBLISHED", "Licence", None, None, None),
        ],
    )
    assert (wait(DAY), told()) == (1, [("UNPUBLISHED", "Disclaimer", None, None, None)])


def test_a_licence_is_valid_from_its_first_day(site: SmallSite, told: Told, wait: Pass, today: Any) -> None:
    licence = make.LicenceFactory(provider=make.ProviderPageFactory(), issued=today + DAY)
    forget_all()
    assert (wait(DAY), told()) == (1, [("PUBLISHED", "Licence", str(licence.pk), None, None)])


def test_what_passed_while_no_worker_ran_is_told(site: SmallSite, told: Told, wait: Pass, today: Any) -> None:
    now = timezone.now()
    make.AnnouncementFactory(site=site.site, starts=now - DAY, ends=now + DAY)
    make.AnnouncementFactory(site=site.site, starts=now + DAY, ends=now + 2 * DAY)
    lasting = make.AnnouncementFactory(site=site.site, starts=now + 20 * DAY, ends=now + 60 * DAY)
    forget_all()
    assert (wait(30 * DAY), sorted(told(), key=str)) == (
        2,
        [
            ("PUBLISHED", "Announcement", str(lasting.pk), None, None),
            ("UNPUBLISHED", "Announcement", None, None, None),
        ],
    )


def test_of_two_workers_one_tells(site: SmallSite, told: Told, wait: Pass, monkeypatch: pytest.MonkeyPatch) -> None:
    make.AnnouncementFactory(site=site.site, starts=timezone.now() - DAY, ends=timezone.now() + DAY)
    forget_all()
    look = dates.turns_between

    def overtaken(since: datetime, now: datetime) -> list[dates.Turn]:
        monkeypatch.setattr(dates, "turns_between", look)
        found = list(look(since, now))
        assert dates.note() == 1
        return found

    monkeypatch.setattr(dates, "turns_between", overtaken)
    # A moment of its own: the two looks would otherwise have the same.
    with time_machine.travel(timezone.now() + DAY, tick=True):
        assert dates.note() == 0
        assert told() == [("UNPUBLISHED", "Announcement", None, None, None)]


def test_the_first_look_tells_nothing(site: SmallSite, told: Told) -> None:
    Log.objects.update(looked=None)
    make.AnnouncementFactory(site=site.site, starts=timezone.now() - DAY, ends=timezone.now() - DAY / 2)
    forget_all()
    assert (dates.note(), Change.objects.count()) == (0, 0)
    assert Log.objects.get().looked is not None
