"""What a cache is told and when: nothing is left out, whatever fails between."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone
from wagtail.models import Collection

from cms.delivery import pruning
from cms.delivery.models import Log, Purged
from cms.delivery.purge import waiting
from cms.delivery.purge.caches import Refused
from cms.delivery.purge.purger import AGAIN_AFTER, IN_HAND, LONGEST_WAIT, Purger
from pages.models import Source
from tests.api.changes.mutations import end_transaction
from tests.factories import SourceFactory

from .recorder import Recorder

pytestmark = pytest.mark.django_db

ALL = [{"all"}]
Clock = time_machine.Traveller


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The time stands still until it is moved."""
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def cache() -> Recorder:
    return Recorder()


@pytest.fixture
def purger(cache: Recorder, clock: Clock) -> Purger:
    """Purges a cache that has been told of everything so far, twice."""
    purger = Purger(cache)
    for _ in range(2):
        purger.run()
        clock.shift(AGAIN_AFTER)
    assert cache.since() == ALL * 2
    return purger


def source(title: str = "One") -> Source:
    made: Source = SourceFactory(title=title)
    end_transaction()
    return made


def tags(*sources: Source) -> set[str]:
    """What a cache is told when these have come."""
    return {"changes", "order-source", "any-source", "type-source", *(f"source-{each.pk}" for each in sources)}


def test_a_cache_of_which_nothing_is_known_forgets_everything_twice(cache: Recorder, clock: Clock) -> None:
    purger = Purger(cache)
    for told in (ALL, [], []):
        purger.run()
        assert cache.since() == told
    clock.shift(AGAIN_AFTER)
    for told in (ALL, [], []):
        purger.run()
        assert cache.since() == told


def test_a_change_is_told_at_once_and_once_more(purger: Purger, cache: Recorder, clock: Clock) -> None:
    one = source()
    purger.run()
    assert cache.since() == [tags(one)]
    purger.run()
    clock.shift(AGAIN_AFTER - timedelta(milliseconds=1))
    purger.run()
    assert cache.since() == []
    clock.shift(timedelta(milliseconds=1))
    purger.run()
    assert cache.since() == [tags(one)]
    clock.shift(timedelta(days=1))
    purger.run()
    assert cache.since() == []


def test_of_changes_in_a_row_each_is_told_twice(purger: Purger, cache: Recorder, clock: Clock) -> None:
    """The second time of those that come while another waits for its own follows it."""
    one = source()
    purger.run()
    clock.shift(AGAIN_AFTER / 2)
    two = source("Two")
    purger.run()
    assert cache.since() == [tags(one), tags(two)]
    clock.shift(AGAIN_AFTER / 2)
    three = source("Three")
    purger.run()
    assert cache.since() == [tags(one, two, three)]
    clock.shift(AGAIN_AFTER)
    purger.run()
    assert cache.since() == [tags(two, three)]
    clock.shift(AGAIN_AFTER)
    purger.run()
    assert cache.since() == []


def test_a_cache_that_refuses_is_told_the_same_later_and_later(
    purger: Purger, cache: Recorder, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    one = source()
    cache.refusals = [Refused("it answered 500")] * 9
    waits = []
    with caplog.at_level(logging.INFO, "cms.delivery.purge.purger"):
        while cache.refusals:
            purger.run()
            assert cache.since() == [tags(one)]
            purger.run()
            assert cache.since() == []
            waits.append((Purged.objects.get().next_at - timezone.now()).total_seconds())
            clock.move_to(Purged.objects.get().next_at)
        purger.run()
        assert cache.since() == [tags(one)]
        purger.run()
    assert waits == [1, 2, 4, 8, 16, 32, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]
    assert caplog.messages == [
        "recorder is not purged: it answered 500. It is tried again.",
        "recorder is purged again",
    ]
    clock.shift(AGAIN_AFTER)
    purger.run()
    assert cache.since() == [tags(one)]


def test_a_cache_is_left_alone_for_as_long_as_it_asks(purger: Purger, cache: Recorder, clock: Clock) -> None:
    source()
    cache.refusals = [Refused("it answered 429", 300)]
    purger.run()
    clock.shift(timedelta(seconds=299))
    purger.run()
    assert len(cache.since()) == 1
    clock.shift(timedelta(seconds=1))
    purger.run()
    assert len(cache.since()) == 1


def test_one_that_refuses_in_the_middle_forgets_everything_at_once(
    purger: Purger, cache: Recorder, clock: Clock
) -> None:
    """It may take no more than so many requests a minute: to begin anew each time would never come to an end."""
    sources = [source(str(number)) for number in range(100)]
    cache.refusals = [Refused("it answered 429")]
    purger.run()
    cache.refusals = []
    first = cache.since()
    assert len(first) == 1
    clock.shift(timedelta(seconds=1))
    purger.run()
    assert cache.since() == ALL
    clock.shift(AGAIN_AFTER)
    purger.run()
    told = cache.since()
    assert len(told) == 3
    assert set.union(*told) == tags(*sources)


def test_a_worker_that_is_killed_in_the_middle_is_followed_by_another(
    purger: Purger, cache: Recorder, clock: Clock
) -> None:
    def killed() -> None:
        raise SystemExit

    one = source()
    cache.meanwhile = killed
    with pytest.raises(SystemExit):
        purger.run()
    cache.meanwhile = lambda: None
    assert cache.since() == [tags(one)]
    other = Purger(cache)
    other.run()
    assert cache.since() == []
    clock.shift(IN_HAND)
    other.run()
    assert cache.since() == [tags(one)]


def test_two_workers_do_not_purge_at_once(purger: Purger, cache: Recorder, clock: Clock) -> None:
    one, other = source(), Purger(cache)
    cache.meanwhile = other.run
    purger.run()
    assert cache.since() == [tags(one)]
    other.run()
    assert cache.since() == []


def test_a_worker_that_took_too_long_does_not_say_that_the_rest_is_done(
    purger: Purger, cache: Recorder, clock: Clock
) -> None:
    """Another has it in hand by then."""
    sources = [source(str(number)) for number in range(100)]
    other = Purger(Recorder())

    def slow() -> None:
        cache.meanwhile = lambda: None
        clock.shift(IN_HAND)
        other.run()

    cache.meanwhile = slow
    purger.run()
    assert len(cache.since()) == 1
    assert set.union(*other.cache.told) == tags(*sources)  # type: ignore[attr-defined]
    assert Purged.objects.get().once == Log.position()


def test_what_comes_while_a_cache_is_purged_is_told_next(purger: Purger, cache: Recorder) -> None:
    came: list[Source] = []
    one = source()
    cache.meanwhile = lambda: came or came.append(source("Two"))
    purger.run()
    purger.run()
    assert cache.since() == [tags(one), tags(*came)]


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_cache_is_asked(cache: Recorder) -> None:
    """SQLite's would keep editors from saving for as long as the cache does not answer."""
    seen: list[bool] = []
    cache.meanwhile = lambda: seen.append(connection.in_atomic_block or not connection.get_autocommit())
    Purger(cache).run()
    assert (cache.since(), seen) == (ALL, [False])


def test_what_concerns_everything_is_one_tag(purger: Purger, cache: Recorder) -> None:
    source()
    Collection.add_root(name="More")
    end_transaction()
    purger.run()
    assert cache.since() == ALL


@pytest.mark.parametrize("most", ["MOST_TAGS", "MOST_CHANGES"])
def test_past_so_many_everything_is_forgotten(
    purger: Purger, cache: Recorder, monkeypatch: pytest.MonkeyPatch, most: str
) -> None:
    monkeypatch.setattr(waiting, most, 5)
    sources = [source()]
    purger.run()
    assert cache.since() == [tags(*sources)]
    for number in range(6):
        source(str(number))
    purger.run()
    assert cache.since() == ALL


def test_what_has_been_pruned_unread_is_everything(purger: Purger, cache: Recorder) -> None:
    source()
    Log.objects.update(pruned=Log.position())
    source("Two")
    purger.run()
    assert cache.since() == ALL


def test_what_is_pruned_while_it_is_read_is_everything(
    purger: Purger, cache: Recorder, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile() -> int:
        position = Log.objects.get().sequence
        assert pruning.prune(days=0)
        return position

    source()
    clock.shift(timedelta(seconds=1))
    source("Two")
    monkeypatch.setattr(Log, "position", meanwhile)
    purger.run()
    assert cache.since() == ALL


@pytest.mark.parametrize("column", ["next_at", "again_at"])
def test_a_clock_that_was_ahead_and_is_put_right_stops_no_purge(
    purger: Purger, cache: Recorder, clock: Clock, column: str
) -> None:
    one = source()
    now = timezone.now()
    clock.shift(timedelta(days=3650))
    if column == "next_at":
        cache.refusals = [Refused("it answered 429", 3_600)]
    purger.run()
    clock.move_to(now)
    cache.since()
    purger.run()
    assert cache.since() == [tags(one)]


def test_an_older_database_is_everything(purger: Purger, cache: Recorder, clock: Clock) -> None:
    Purged.objects.update(once=Log.position() + 5, twice=Log.position() + 5)
    purger.run()
    clock.shift(AGAIN_AFTER)
    purger.run()
    assert cache.since() == ALL * 2
    one = source()
    purger.run()
    assert cache.since() == [tags(one)]


def test_each_cache_is_known_by_itself(purger: Purger, cache: Recorder) -> None:
    one = source()
    cache.refusals = [Refused("it cannot be reached")]
    purger.run()
    other = Recorder("other")
    Purger(other).run()
    assert (cache.since(), other.since()) == ([tags(one)], ALL)


def test_the_command_has_everything_forgotten(
    purger: Purger, cache: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("purge_cdn")
    assert capsys.readouterr().out == "The worker purges everything from 1 cache.\n"
    purger.run()
    assert cache.since() == ALL


def test_a_database_that_does_not_serve_is_logged_once(
    purger: Purger, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise DatabaseError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(purger, "state", broken)
        purger.run()
        purger.run()
    with caplog.at_level(logging.INFO, "cms.delivery.purge.purger"):
        purger.run()
    assert caplog.messages == [
        "recorder is not purged, as the database does not serve: gone",
        "recorder is purged again",
    ]


def test_a_round_without_news_asks_two_questions_and_writes_nothing(
    purger: Purger, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2) as asked:  # type: ignore[operator]
        purger.run()
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)
