"""Scheduled publishing and expiry: each page by itself, failures kept and tried again."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from cms.delivery import schedule
from cms.delivery.clock import prune_task_results
from cms.delivery.models import ScheduleFailure
from tests.factories import ArticlePageFactory, SmallSite, StandardPageFactory, TreatmentPageFactory, make_site

pytestmark = pytest.mark.django_db

What = ScheduleFailure.What


@pytest.fixture
def site(db: None) -> SmallSite:
    """An empty site."""
    return make_site()


def later(**delta: int) -> Any:
    """A moment from now."""
    return timezone.now() + timedelta(**delta)


def scheduled(page: Any, when: Any) -> Any:
    """Have the newest version of ``page`` go live at ``when``."""
    page.go_live_at = when
    page.save_revision().publish()
    return page


def run() -> tuple[int, int]:
    """Do what is due; how many have expired and gone live."""
    done = Counter(outcome.due.what for outcome in schedule.run_due() if not outcome.reason)
    return done[What.EXPIRY], done[What.PUBLICATION]


def live(*pages: Any) -> list[bool]:
    """Which of ``pages`` are live."""
    return [Page.objects.get(pk=page.pk).live for page in pages]


def test_nothing_is_due(site: SmallSite) -> None:
    assert run() == (0, 0)


def test_a_page_goes_live_and_goes_away_on_time(site: SmallSite) -> None:
    page = StandardPageFactory(live=False, expire_at=later(hours=2))
    scheduled(page, later(hours=1))
    assert run() == (0, 0)
    with time_machine.travel(later(minutes=61)):
        assert run() == (0, 1)
        assert live(page) == [True]
        assert run() == (0, 0)
    with time_machine.travel(later(minutes=121)):
        assert run() == (1, 0)
        assert live(page) == [False]
        assert Page.objects.get(pk=page.pk).expired
        assert run() == (0, 0)


def test_a_page_that_may_not_go_live_stops_no_other_and_keeps_its_schedule(
    site: SmallSite, caplog: pytest.LogCaptureFixture
) -> None:
    first, bad, last = (TreatmentPageFactory(live=False, title=title) for title in ("First", "Bad", "Last"))
    for minutes, page in ((10, first), (20, bad), (30, last)):
        scheduled(page, later(minutes=minutes))
    content = bad.get_latest_revision()
    content.content["overview"] = ""
    content.save()
    with time_machine.travel(later(hours=1)), caplog.at_level(logging.ERROR, "cms.delivery.failures"):
        assert run() == (0, 2)
        assert live(first, bad, last) == [True, False, True]
        assert run() == (0, 0)
    [record] = [each for each in caplog.records if each.name == "cms.delivery.failures"]
    assert record.getMessage() == (
        f"The scheduled publication of “Bad” (page {bad.pk}) failed and is tried again each minute: "
        "Write “Overview” before publishing."
    )
    assert Page.objects.get(pk=bad.pk).scheduled_revision == content
    content.content["overview"] = "<p>Better.</p>"
    content.save()
    with time_machine.travel(later(hours=1)):
        assert run() == (0, 1)
    assert live(bad) == [True]


def test_a_refusal_names_the_page_and_the_field(site: SmallSite, caplog: pytest.LogCaptureFixture) -> None:
    page = ArticlePageFactory(live=False, title="Bad")
    scheduled(page, later(minutes=10))
    content = page.get_latest_revision()
    content.content["published_on"] = None
    content.save()
    with time_machine.travel(later(hours=1)), caplog.at_level(logging.ERROR, "cms.delivery.failures"):
        assert run() == (0, 0)
    [record] = [each for each in caplog.records if each.name == "cms.delivery.failures"]
    assert record.getMessage().endswith("each minute: Published on: This field cannot be null.")


def test_any_failure_of_one_page_stops_no_other(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = StandardPageFactory(live=False), StandardPageFactory(live=False)
    for page in (bad, good):
        scheduled(page, later(minutes=10))
    save = Page.save

    def broken(self: Any, *args: Any, **kwargs: Any) -> None:
        if self.pk == bad.pk:
            raise RuntimeError("broken")
        save(self, *args, **kwargs)

    monkeypatch.setattr(Page, "save", broken)
    with time_machine.travel(later(hours=1)):
        assert run() == (0, 1)
    assert live(bad, good) == [False, True]
    assert Page.objects.get(pk=bad.pk).scheduled_revision is not None


def test_a_later_version_of_a_live_page_replaces_it_on_time(site: SmallSite) -> None:
    page = StandardPageFactory(introduction="Before")
    page.introduction = "After"
    scheduled(page, later(minutes=10))
    assert StandardPageFactory._meta.model.objects.get(pk=page.pk).introduction == "Before"
    with time_machine.travel(later(hours=1)):
        schedule.run_due()
    assert StandardPageFactory._meta.model.objects.get(pk=page.pk).introduction == "After"


def test_old_task_results_are_forgotten(site: SmallSite) -> None:
    assert DBTaskResult.objects.exists()
    for waiting in DBTaskResult.objects.all():
        waiting.set_successful(None)
    DBTaskResult.objects.update(finished_at=later(days=-2))
    prune_task_results()
    assert not DBTaskResult.objects.exists()
