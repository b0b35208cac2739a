"""Tasks whose worker has died are done again, those of a living worker are not, and none for ever."""

from __future__ import annotations

import logging
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from cms.delivery import recovery
from cms.delivery.clock import DUTIES
from cms.delivery.management.commands.worker import TrackedWorker
from tests.delivery.patience import wait_the_first_time
from tests.delivery.test_worker import until, worker


def row(*worker_ids: str, minutes: float) -> DBTaskResult:
    """A task that the last of the workers took so many minutes ago."""
    result = DBTaskResult.objects.get(pk=wait_the_first_time.enqueue("/nowhere").id)
    for worker_id in worker_ids:
        result.claim(worker_id)
    DBTaskResult.objects.filter(pk=result.pk).update(started_at=timezone.now() - timedelta(minutes=minutes))
    return result


def status(result: DBTaskResult) -> str:
    result.refresh_from_db()
    return result.status


@pytest.mark.django_db
def test_a_task_that_lost_its_worker_waits_for_another(caplog: pytest.LogCaptureFixture) -> None:
    lost, young = row("gone", minutes=6), row("there", minutes=4)
    with caplog.at_level(logging.WARNING, "cms.delivery.recovery"):
        assert recovery.recover_tasks() == 1
    assert (status(lost), status(young)) == ("READY", "RUNNING")
    assert lost in DBTaskResult.objects.ready()
    path = "tests.delivery.patience.wait_the_first_time"
    assert caplog.messages == [f"The task {path} ({lost.pk}) has lost its worker and is done again"]


@pytest.mark.django_db
def test_a_task_that_the_database_did_not_serve_is_done_again(caplog: pytest.LogCaptureFixture) -> None:
    locked, faulty, old = row("this", minutes=0), row("this", minutes=0), row("this", minutes=0)
    locked.set_failed(OperationalError("database is locked"))
    faulty.set_failed(ValueError("no such picture"))
    old.set_failed(OperationalError("no such table"))
    DBTaskResult.objects.filter(pk=old.pk).update(enqueued_at=timezone.now() - timedelta(days=2))
    with caplog.at_level(logging.WARNING, "cms.delivery.recovery"):
        assert recovery.recover_tasks() == 1
    assert [status(each) for each in (locked, faulty, old)] == ["READY", "FAILED", "FAILED"]
    assert (locked.worker_ids, locked.finished_at, locked.traceback) == ([], None, "")
    path = "tests.delivery.patience.wait_the_first_time"
    assert caplog.messages == [f"The task {path} ({locked.pk}) was not served by the database and is done again"]


@pytest.mark.django_db
def test_a_long_task_of_a_worker_that_lives_is_left_to_it() -> None:
    own = row("gone", "this", minutes=60)
    before = timezone.now()
    with recovery.under_way(own.pk):
        assert recovery.recover_tasks() == 0
        assert status(own) == "RUNNING"
        assert own.started_at is not None
        assert own.started_at >= before
        other = row("this", "gone", minutes=60)
        assert recovery.recover_tasks() == 1
        assert (status(own), status(other)) == ("RUNNING", "READY")


@pytest.mark.django_db
def test_a_task_that_its_worker_has_left_is_not_kept_from_others() -> None:
    """As when the database was gone at the moment when the end of the task was to be noted."""
    left = row("this", minutes=6)
    with pytest.raises(OperationalError), recovery.under_way(left.pk):
        raise OperationalError
    assert recovery.recover_tasks() == 1
    assert status(left) == "READY"


@pytest.mark.django_db
def test_the_worker_says_which_task_it_has_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = row("this", minutes=0)
    seen: list[Any] = []
    monkeypatch.setattr(Worker, "run_task", lambda self, each: seen.append((each, recovery.current)))
    TrackedWorker.__new__(TrackedWorker).run_task(taken)
    assert seen == [(taken, taken.pk)]
    assert recovery.current is None


@pytest.mark.django_db
def test_a_task_that_three_workers_died_of_has_failed(caplog: pytest.LogCaptureFixture) -> None:
    deadly = row("one", "two", "three", minutes=6)
    with caplog.at_level(logging.WARNING, "cms.delivery.recovery"):
        assert recovery.recover_tasks() == 0
    assert status(deadly) == "FAILED"
    assert deadly.exception_class_path == "cms.delivery.recovery.WorkersLostError"
    path = "tests.delivery.patience.wait_the_first_time"
    assert caplog.messages == [f"The task {path} ({deadly.pk}) has failed: 3 workers died while they did it"]
    assert recovery.recover_tasks() == 0


def test_it_is_the_first_thing_each_minute() -> None:
    assert DUTIES[0] == (1, recovery.recover_tasks)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_a_killed_worker_had_in_hand_is_done_by_the_next(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    result: Any = DBTaskResult.objects.get(pk=wait_the_first_time.enqueue(str(begun)).id)
    with worker("--minute=0.2") as first:
        until(begun.exists)
        first.send_signal(signal.SIGKILL)
        first.wait(10)
    assert status(result) == "RUNNING"
    with worker("--minute=0.2", "--batch") as second:
        assert second.wait(60) == 0
    assert status(result) == "RUNNING", "the first might live still"
    DBTaskResult.objects.filter(pk=result.pk).update(started_at=timezone.now() - recovery.LOST_AFTER)
    with worker("--minute=0.2"):
        until(lambda: status(result) == "SUCCESSFUL")
    assert result.return_value == "done"
    assert len(set(result.worker_ids)) == len(result.worker_ids) == 2
