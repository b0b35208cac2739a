"""Tasks whose worker has died under them: killed, out of memory, its machine gone.

Their rows say RUNNING for ever, and nobody would look at them again. So each worker notes every minute that its task is
under way still, by moving the row's ``started_at``; a row that nobody has noted for some minutes has lost its worker
and waits for another. Tasks are idempotent, so one that was nearly done may be done again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

current: UUID | None = None
"""The task that this process has under way."""

LOST_AFTER = timedelta(minutes=5)
ATTEMPTS = 3


class WorkersLostError(Exception):
    """Every worker that took the task has died: it is likely that the task is what kills them."""


def recover_tasks() -> int:
    """Note that this worker lives, then have the tasks of those that do not be done again; return how many."""
    note_own_task()
    return put_back_lost()


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
