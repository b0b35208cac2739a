"""What the worker does by the clock, beside its tasks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from django.core.management import call_command
from django.db import close_old_connections, connections

from cms.delivery import dates, pruning, recovery, schedule
from cms.delivery.webhooks import queue
from cms.media import cleaning, tasks
from cms.preview.models import delete_ended as delete_ended_previews

logger = logging.getLogger(__name__)

MINUTE = 60.0
HOUR = 60
"""Minutes."""


def prune_task_results() -> None:
    """Forget the results of tasks that are done: good ones after a day, failures after two weeks."""
    call_command("prune_db_task_results", min_age_days=1, failed_min_age_days=14, verbosity=0)


Duty = Callable[[], object]

DUTIES: tuple[tuple[int, Duty], ...] = (
    (1, recovery.recover_tasks),
    (1, schedule.run_due),
    (1, dates.note),
    (1, cleaning.delete_pending),
    (1, tasks.follow_presets),
    (10, delete_ended_previews),
    (HOUR, prune_task_results),
    (24 * HOUR, pruning.prune),
    (HOUR, queue.prune),
    (HOUR, tasks.render_incomplete.enqueue),
    (24 * HOUR, tasks.remove_orphans.enqueue),
)
"""Each duty with the minutes between two runs. First what tells other workers that this one lives."""


class Clock:
    """Runs duties in a thread of its own, so that a long task does not hold up a publication.

    Each duty has the number of rounds between two runs; a round begins every ``seconds``. ``last`` is done once it has
    been stopped.
    """

    def __init__(
        self,
        name: str,
        seconds: float = MINUTE,
        duties: Sequence[tuple[int, Duty]] = DUTIES,
        last: Duty | None = None,
    ) -> None:
        self.seconds = seconds
        self.duties = duties
        self.last = last
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, name=name)

    def start(self) -> None:
        """Run the duties now, and from now on."""
        self.thread.start()

    def stop(self) -> None:
        """Let the duty under way end, and run no more."""
        self.stopped.set()
        self.thread.join()

    def run(self) -> None:
        """Keep time until stopped."""
        turn = 0
        while not self.stopped.is_set():
            for every, duty in self.duties:
                if turn % every == 0 and not self.stopped.is_set():
                    do(duty)
            turn += 1
            self.stopped.wait(self.seconds)
        if self.last is not None:
            do(self.last)
        connections.close_all()


def do(duty: Duty) -> None:
    """Run one duty; whatever goes wrong is logged and the clock goes on."""
    close_old_connections()
    try:
        duty()
    except Exception:
        logger.exception("%s.%s failed and is tried again", duty.__module__, getattr(duty, "__name__", duty))
    finally:
        close_old_connections()
