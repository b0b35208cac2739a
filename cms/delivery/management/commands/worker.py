"""``manage.py worker``: background tasks, webhooks, and by the clock scheduled publishing, expiry and cleaning up."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from cms.delivery import takedowns
from cms.delivery.clock import MINUTE, Clock
from cms.delivery.purge import configured
from cms.delivery.recovery import under_way
from cms.delivery.webhooks.courier import Courier

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5.0


class TrackedWorker(Worker):
    """A worker that says which task it has under way."""

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        """Do one task."""
        with under_way(db_task_result.pk):
            super().run_task(db_task_result)


class Command(BaseCommand):
    """Run until told to stop; on SIGTERM or Ctrl-C the task under way ends first."""

    help = "Run background tasks, send webhooks, and each minute scheduled publishing and expiry."

    def add_arguments(self, parser: CommandParser) -> None:
        """How often to look for tasks and for what is due."""
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between looks for tasks")
        parser.add_argument("--minute", type=float, default=MINUTE, help="seconds between looks for what is due")
        parser.add_argument("--batch", action="store_true", help="do what there is now, then exit")

    def handle(self, *args: Any, interval: float, minute: float, batch: bool, **options: Any) -> None:
        """Start the clock and work."""
        worker = TrackedWorker(
            queue_names=["*"],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        courier = Courier()
        clocks = [
            Clock("minutes", minute),
            Clock("webhooks", 1.0, ((1, courier.round),), last=courier.finish),
            Clock("takedowns", 1.0, ((1, takedowns.go_on),)),
            *configured.clocks(),
        ]
        try:
            for clock in clocks:
                clock.start()
            work(worker)
        finally:
            # SIGTERM ends the wait for tasks at any place, also where a transaction has just begun: its lock would
            # keep what the clocks have under way from ending.
            connections.close_all()
            for clock in clocks:
                clock.stop()


def work(worker: Worker) -> None:
    """Run tasks until told to stop, through times without a database."""
    while worker.running:
        try:
            worker.run()
        except (OperationalError, InterfaceError) as error:
            logger.error("The database does not serve; trying again in %g s: %s", RETRY_SECONDS, error)
            connections.close_all()
            time.sleep(RETRY_SECONDS)
        else:
            return
