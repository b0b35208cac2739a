"""Tasks that have been interrupted: their worker has died under them, or the database did not serve.

The rows of the first (killed, out of memory, its machine gone) say RUNNING for ever, and nobody would look at them
again. So each worker notes every minute that its task is under way still, by moving the row's ``started_at``; a row
that nobody has noted for some minutes has lost its worker and waits for another. The second have failed through no
fault of theirs (a lock, a deadlock, a lost connection), and are tried each minute for a day. Tasks are idempotent, so
one that was nearly done may be done again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

current: UUID | None = None
"""The task that this process has under way."""

LOST_AFTER = timedelta(minutes=5)
ATTEMPTS = 3
TRIED_FOR = timedelta(days=1)
NOT_SERVED = [f"{fault.__module__}.{fault.__qualname__}" for fault in (OperationalError, InterfaceError)]


class WorkersLostError(Exception):
    """Every worker that took the task has died: it is likely that the task is what kills them."""


def recover_tasks() -> int:
    """Note that this worker lives, then have interrupted tasks be done again; return how many."""
    note_own_task()
    return put_back_lost() + put_back_unserved()


@contextmanager
def under_way(task: UUID) -> Iterator[None]:
    """Have the clock note that this process does the task."""
    global current
    current = task
    try:
        yield
    finally:
        current = None


def note_own_task() -> None:
    """Move ``started_at`` of the task that this process has under way."""
    if current is not None:
        DBTaskResult.objects.running().filter(pk=current).update(started_at=timezone.now())


def put_back_lost() -> int:
    """Make lost tasks ready again; one that has lost its last worker has failed."""
    with transaction.atomic():
        lost = DBTaskResult.objects.running().filter(started_at__lte=timezone.now() - LOST_AFTER)
        rows = list(lost.select_for_update(skip_locked=True))
        for row in rows:
            put_back(row)
    return sum(row.status == "READY" for row in rows)


def put_back_unserved() -> int:
    """Make tasks ready again that the database did not serve; the worker that had them is no attempt."""
    with transaction.atomic():
        failed = DBTaskResult.objects.failed().filter(exception_class_path__in=NOT_SERVED)
        rows = list(failed.filter(enqueued_at__gt=timezone.now() - TRIED_FOR).select_for_update(skip_locked=True))
        for row in rows:
            row.status, row.finished_at, row.worker_ids = "READY", None, row.worker_ids[:-1]
            row.exception_class_path = row.traceback = ""
            row.save(update_fields=["status", "finished_at", "worker_ids", "exception_class_path", "traceback"])
            logger.warning("The task %s (%s) was not served by the database and is done again", row.task_path, row.pk)
    return len(rows)


def put_back(row: DBTaskResult[Any, Any]) -> None:
    """Make one lost task ready again, or failed after its last attempt."""
    attempts = len(row.worker_ids)
    if attempts >= ATTEMPTS:
        row.set_failed(WorkersLostError(f"{attempts} workers have died while they did this task."))
        logger.error("The task %s (%s) has failed: %d workers died while they did it", row.task_path, row.pk, attempts)
        return
    row.status = "READY"
    row.save(update_fields=["status"])
    logger.warning("The task %s (%s) has lost its worker and is done again", row.task_path, row.pk)
