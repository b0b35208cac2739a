"""What is noted of a schedule that could not be kept, for how long, and what editors are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page, PageLogEntry, Revision

from cms.delivery import failures, schedule
from cms.delivery.models import ScheduleFailure
from tests.admin.test_dashboard import attention
from tests.factories import SmallSite, StandardPageFactory, TreatmentPageFactory, UserFactory, make_site

pytestmark = pytest.mark.django_db

REFUSAL = "Write “Overview” before publishing."


@pytest.fixture
def site(db: None) -> SmallSite:
    """An empty site."""
    return make_site()


@pytest.fixture
def bad(site: SmallSite) -> Iterator[Any]:
    """A page whose scheduled version may not go live; it is due since an hour."""
    page = TreatmentPageFactory(live=False, title="Bad")
    scheduled(page)
    amend(page, overview="")
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        yield page


def scheduled(page: Any) -> None:
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()


def amend(page: Any, **content: Any) -> None:
    revision = Page.objects.get(pk=page.pk).get_latest_revision()
    revision.content |= content
    revision.save()


def reasons() -> list[tuple[str, str, int]]:
    schedule.run_due()
    rows = ScheduleFailure.objects.values_list("object_id", "reason", "tries")
    return list(rows)


def history(page: Any) -> list[str]:
    entries = PageLogEntry.objects.filter(page_id=page.pk, action__startswith="cms.schedule").order_by("timestamp")
    return [str(entry.formatter.format_message(entry)) for entry in entries]


def shown(client: Client, page: Any) -> list[str]:
    """The messages above the edit form."""
    html = BeautifulSoup(client.get(f"/admin/pages/{page.pk}/edit/").content, "html.parser")
    return [" ".join(each.get_text(" ", strip=True).split()) for each in html.select(".messages li.warning")]


def signed_in(*groups: str, **fields: Any) -> Client:
    client = Client()
    client.force_login(UserFactory(groups=groups, **fields), backend="django.contrib.auth.backends.ModelBackend")
    return client


def due(page: Any) -> str:
    return str(date_format(timezone.localtime(page.go_live_at), "DATETIME_FORMAT"))


def told(page: Any, why: str) -> str:
    return f"This page was to go live on {due(page)} and {why} It is tried again each minute."


def test_a_failure_is_counted_and_goes_into_the_history_once(bad: Any) -> None:
    assert reasons() == [(str(bad.pk), REFUSAL, 1)]
    assert reasons() == [(str(bad.pk), REFUSAL, 2)]
    first = f"Could not go live as scheduled for {due(bad)} – {REFUSAL}"
    assert history(bad) == [first]
    amend(bad, overview="<p>Good.</p>", summary="")
    other = "Write the summary before publishing."
    assert reasons() == [(str(bad.pk), other, 1)]
    assert history(bad) == [first, first.replace(REFUSAL, other)]
    assert not Page.objects.get(pk=bad.pk).live


def test_it_is_forgotten_when_the_page_goes_live(bad: Any) -> None:
    schedule.run_due()
    amend(bad, overview="<p>Good.</p>")
    assert reasons() == []
    assert Page.objects.get(pk=bad.pk).live


def test_it_is_forgotten_when_the_schedule_is_cancelled_changed_or_overtaken(bad: Any) -> None:
    schedule.run_due()
    revision = Page.objects.get(pk=bad.pk).scheduled_revision
    publisher = signed_in("Publishers")
    assert len(shown(publisher, bad)) == 1
    revision.approved_go_live_at = None
    revision.save()
    assert failures.of(bad) == []
    assert shown(publisher, bad) == []
    assert reasons() == []
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=5)
    revision.save()
    assert reasons() == [(str(bad.pk), REFUSAL, 1)]
    page = Page.objects.get(pk=bad.pk).specific
    page.go_live_at = None
    page.save_revision().publish()
    assert reasons() == []
    assert Page.objects.get(pk=bad.pk).live


def test_it_goes_with_the_page(bad: Any) -> None:
    schedule.run_due()
    Page.objects.get(pk=bad.pk).delete()
    assert list(ScheduleFailure.objects.all()) == []
    assert reasons() == []


def test_editors_are_told_on_the_page_and_on_the_dashboard(bad: Any) -> None:
    superuser, publisher = signed_in(is_superuser=True), signed_in("Publishers")
    assert attention(superuser).keys() == {"Drafts 1"}
    schedule.run_due()
    for client in (superuser, publisher):
        assert shown(client, bad) == [
            told(bad, f"was refused: {REFUSAL}")
            + " To change it, cancel the scheduled publication; then correct it and publish it."
        ]
        assert attention(client)["Scheduled pages that could not go live 1"] == [f"Bad due {due(bad)} – {REFUSAL}"]
    assert "Scheduled pages that could not go live 1" not in attention(signed_in("Clinical reviewers"))
    text = superuser.get(f"/admin/pages/{bad.pk}/history/").content.decode()
    assert "Could not go live as scheduled for" in text
    report = superuser.get(f"/admin/reports/site-history/?action={failures.LOG_ACTIONS[schedule.What.PUBLICATION]}")
    assert "Could not go live as scheduled for" in report.content.decode()


def test_an_unexpected_failure_tells_editors_nothing_technical(bad: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Any, *args: Any, **kwargs: Any) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(Revision, "publish", broken)
    assert reasons() == [(str(bad.pk), failures.UNEXPECTED, 1)]
    monkeypatch.undo()
    assert shown(signed_in("Publishers"), bad) == [told(bad, "could not: An unexpected error; the log has more.")]


def test_an_expiry_that_fails(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    page = StandardPageFactory(title="Old", expire_at=timezone.now() + timedelta(hours=1))
    other = StandardPageFactory(expire_at=timezone.now() + timedelta(hours=1))
    save = Page.save

    def broken(self: Any, *args: Any, **kwargs: Any) -> None:
        if self.pk == page.pk:
            raise RuntimeError("broken")
        save(self, *args, **kwargs)

    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        with monkeypatch.context() as patch:
            patch.setattr(Page, "save", broken)
            assert reasons() == [(str(page.pk), failures.UNEXPECTED, 1)]
        assert list(Page.objects.filter(pk__in=[page.pk, other.pk], live=True)) == [page.page_ptr]
        publisher = signed_in("Publishers")
        assert len(shown(publisher, page)) == 1
        assert len(attention(publisher)["Expired pages that could not be taken off 1"]) == 1
        assert reasons() == []
        assert shown(publisher, page) == []


def test_a_database_that_does_not_serve_says_nothing_of_the_page(bad: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(Revision, "publish", locked)
    [outcome] = schedule.run_due()
    assert outcome.reason == "The database did not serve."
    assert list(ScheduleFailure.objects.all()) == []
    assert Page.objects.get(pk=bad.pk).scheduled_revision is not None


def test_the_command_says_what_it_did_and_fails_when_something_failed(bad: Any) -> None:
    good = StandardPageFactory(title="Good", live=False)
    old = StandardPageFactory(title="Old", expire_at=timezone.now() - timedelta(minutes=1))
    with time_machine.travel(timezone.now() - timedelta(hours=2), tick=False):
        scheduled(good)
    at = {
        page.pk: timezone.localtime(moment).isoformat(" ", "minutes")
        for page, moment in ((bad, bad.go_live_at), (good, good.go_live_at), (old, old.expire_at))
    }
    named = {page.pk: f"“{page.title}” (page {page.pk}), due {at[page.pk]}" for page in (bad, good, old)}
    for option in ("--dry-run", "--dryrun"):
        out = StringIO()
        call_command("publish_scheduled", option, stdout=out)
        assert sorted(out.getvalue().splitlines()) == sorted(
            [
                f"Publish: {named[bad.pk]}",
                f"Publish: {named[good.pk]}",
                f"Expire: {named[old.pk]}",
                "3 due; nothing was changed.",
            ]
        )
    assert not Page.objects.get(pk=good.pk).live
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match=r"^1 of 3 failed and are tried again each minute, or the next time\.$"):
        call_command("publish_scheduled", stdout=out, stderr=err)
    assert out.getvalue().splitlines() == [f"Published: {named[good.pk]}", f"Expired: {named[old.pk]}"]
    assert err.getvalue().splitlines() == [f"Failed (publication): {named[bad.pk]}: {REFUSAL}"]
    amend(bad, overview="<p>Good.</p>")
    out = StringIO()
    call_command("publish_scheduled_pages", stdout=out)
    assert out.getvalue().splitlines() == [f"Published: {named[bad.pk]}", "1 done."]
