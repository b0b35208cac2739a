"""What else may happen to a page that waits for its moment, and what the public is told when the moment comes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections, transaction
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, PageViewRestriction, Revision

from cms.api.visibility import Gate
from cms.delivery import schedule
from cms.delivery.changes import tell, told_to
from tests.api.changes.mutations import flush
from tests.api.changes.test_kinds import forget_all
from tests.delivery.database import someone_waits
from tests.delivery.test_worker import until
from tests.factories import SmallSite, StandardPageFactory, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db: None) -> SmallSite:
    """An empty site."""
    return make_site()


def scheduled(page: Any, hours: int = 1, **content: Any) -> Any:
    """Have the newest version of ``page`` go live in some hours."""
    for name, value in {"go_live_at": in_hours(hours), **content}.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def in_hours(hours: int) -> Any:
    return timezone.now() + timedelta(hours=hours)


def after(hours: int) -> list[tuple[str, str]]:
    """What is done some hours later."""
    with time_machine.travel(in_hours(hours), tick=False):
        return [(str(outcome.due.what), outcome.due.title) for outcome in schedule.run_due()]


def fresh(page: Any) -> Any:
    return Page.objects.get(pk=page.pk).specific


def news(site: SmallSite, hours: int = 0) -> list[tuple[str, int | None, str | None]]:
    """What the public is told of the changes since the last time."""
    flush()
    with time_machine.travel(in_hours(hours), tick=False):
        gate = Gate(site.site)
        found = [(each.kind.value, each.id, each.path) for each in tell(told_to(gate).order_by("sequence"), gate)]
    forget_all()
    return found


def test_each_is_one_change_that_the_public_is_told_of(site: SmallSite) -> None:
    new = scheduled(StandardPageFactory(slug="new", live=False, parent=site.home))
    old = StandardPageFactory(slug="old", title="Before", parent=site.home)
    scheduled(old, title="After")
    ended = StandardPageFactory(slug="ended", parent=site.home, expire_at=in_hours(1))
    forget_all()
    assert after(2) == [("publication", new.title), ("publication", "After"), ("expiry", ended.title)]
    assert sorted(news(site, 2)) == [
        ("PUBLISHED", new.pk, "/new/"),
        ("UNPUBLISHED", ended.pk, "/ended/"),
        ("UPDATED", old.pk, "/old/"),
    ]
    assert after(2) == []
    assert news(site, 2) == []


def test_what_was_to_begin_and_to_end_meanwhile_does_both(site: SmallSite) -> None:
    page = scheduled(StandardPageFactory(title="Offer", live=False), expire_at=in_hours(2))
    assert after(3) == [("publication", "Offer"), ("expiry", "Offer")]
    page = fresh(page)
    assert (page.live, page.expired, page.scheduled_revision) == (False, True, None)
    actions = PageLogEntry.objects.filter(page_id=page.pk, action__contains="publish").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "wagtail.publish.schedule",
        "wagtail.publish.scheduled",
        "wagtail.unpublish.scheduled",
    ]


def test_a_version_that_is_to_follow_an_expired_one_stays_scheduled(site: SmallSite) -> None:
    page = StandardPageFactory(title="Winter", expire_at=in_hours(1))
    scheduled(page, hours=5, title="Summer", expire_at=None)
    assert after(2) == [("expiry", "Winter")]
    assert not fresh(page).live
    assert after(6) == [("publication", "Summer")]
    page = fresh(page)
    assert (page.live, page.title, page.expire_at, page.expired) == (True, "Summer", None, False)


def test_a_version_that_follows_at_the_same_moment_leaves_no_gap(site: SmallSite) -> None:
    page = StandardPageFactory(title="Winter", expire_at=in_hours(1))
    scheduled(page, title="Summer", expire_at=None)
    assert after(2) == [("publication", "Summer")]
    assert fresh(page).live


def test_a_publication_meanwhile_is_the_last_word(site: SmallSite) -> None:
    page = scheduled(StandardPageFactory(title="Planned", live=False))
    page.title, page.go_live_at = "Sooner", None
    page.save_revision().publish()
    assert after(2) == []
    assert fresh(page).title == "Sooner"


def test_a_draft_saved_meanwhile_stays_a_draft(site: SmallSite) -> None:
    page = scheduled(StandardPageFactory(title="Planned", live=False))
    page = fresh(page).get_latest_revision_as_object()
    page.title = "Draft"
    page.save_revision()
    assert after(2) == [("publication", "Planned")]
    page = fresh(page)
    assert (page.title, page.draft_title, page.has_unpublished_changes) == ("Planned", "Draft", True)
    assert page.get_latest_revision_as_object().title == "Draft"


def test_a_page_that_was_deleted_is_not_due(site: SmallSite) -> None:
    page = scheduled(StandardPageFactory(live=False))
    with time_machine.travel(in_hours(2), tick=False):
        [found] = schedule.publications()
        fresh(page).delete()
        assert list(schedule.attempt(found, schedule.publish)) == []
    assert after(2) == []


def test_a_page_that_was_moved_goes_live_where_it_is(site: SmallSite) -> None:
    target = StandardPageFactory(slug="target", parent=site.home)
    page = scheduled(StandardPageFactory(slug="moved", live=False, parent=site.home))
    fresh(page).move(fresh(target), pos="last-child")
    forget_all()
    assert len(after(2)) == 1
    assert ("PUBLISHED", page.pk, "/target/moved/") in news(site, 2)
    assert fresh(page).get_parent().pk == target.pk


def test_a_page_below_a_private_one_goes_live_and_the_public_is_told_no_name(site: SmallSite) -> None:
    """Links to its path were left as they stood, and lead nowhere from now on."""
    parent = StandardPageFactory(parent=site.home)
    PageViewRestriction.objects.create(page=parent.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    page = scheduled(StandardPageFactory(live=False, parent=parent))
    forget_all()
    assert len(after(2)) == 1
    assert news(site, 2) == [("UPDATED", None, None)]
    assert fresh(page).live


@pytest.fixture
def elsewhere() -> Iterator[Callable[[Callable[[], Any]], threading.Thread]]:
    """Do something over another connection, in a thread that is started at once."""
    threads: list[threading.Thread] = []

    def begin(act: Callable[[], Any]) -> threading.Thread:
        def run() -> None:
            try:
                act()
            finally:
                connections.close_all()

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        return threads[-1]

    yield begin
    for thread in threads:
        thread.join(30)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("first", ["page", "revisions"])
def test_a_page_that_an_editor_has_in_hand_is_passed_over(first: str, elsewhere: Any) -> None:
    """Whichever row the editor's transaction has written, nobody waits for the other."""
    page = scheduled(StandardPageFactory(title="Planned", live=False, parent=make_site().home))
    written, seen = threading.Event(), threading.Event()

    def edit() -> None:
        with transaction.atomic():
            if first == "page":
                Page.objects.filter(pk=page.pk).update(draft_title="Sooner")
            else:
                Revision.objects.for_instance(page).update(approved_go_live_at=in_hours(1))
            written.set()
            assert seen.wait(30)
            edited = fresh(page).get_latest_revision_as_object()
            edited.title, edited.go_live_at = "Sooner", None
            edited.save_revision().publish()

    thread = elsewhere(edit)
    assert written.wait(30)
    assert after(2) == []
    seen.set()
    thread.join(30)
    assert after(2) == []
    assert (fresh(page).live, fresh(page).title) == (True, "Sooner")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_editor_who_publishes_meanwhile_waits_and_has_the_last_word(
    elsewhere: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = scheduled(StandardPageFactory(title="Planned", live=False, parent=make_site().home))
    publish, threads, waited = Revision.publish, [], []

    def edit() -> None:
        edited = fresh(page).get_latest_revision_as_object()
        edited.title, edited.go_live_at = "Later", None
        edited.save_revision().publish()

    def published(self: Any, **options: Any) -> None:
        if options.get("log_action") == "wagtail.publish.scheduled":
            threads.append(elsewhere(edit))
            until(someone_waits, seconds=30)  # what it raises the schedule would take for a failed publication
            waited.append(True)
        publish(self, **options)

    monkeypatch.setattr(Revision, "publish", published)
    assert after(2) == [("publication", "Planned")]
    threads[0].join(30)
    assert waited == [True]
    assert (fresh(page).live, fresh(page).title) == (True, "Later")
