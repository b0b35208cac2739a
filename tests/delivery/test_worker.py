"""The worker as a process: it does tasks and what is due, survives failures, and stops cleanly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from cms.delivery.clock import Clock
from tests.factories import StandardPageFactory, make_site

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def worker(*options: str) -> Iterator[subprocess.Popen[str]]:
    """Run the command on this test's database."""
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + str(connection.settings_dict["NAME"])
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "settings.test"}
    command = [sys.executable, "manage.py", "worker", "--interval=0.1", *options]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(reached: Callable[[], Any], seconds: float = 60) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_worker_does_tasks_and_publishes_and_stops_on_sigterm() -> None:
    make_site()
    page = StandardPageFactory(live=False)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    Page.objects.filter(pk=page.pk).update(go_live_at=timezone.now())
    revision = page.get_latest_revision()
    revision.content["go_live_at"] = None
    revision.approved_go_live_at = timezone.now()
    revision.save()
    assert settings.TASKS["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend"
    with worker("--minute=0.2") as process:
        until(lambda: Page.objects.get(pk=page.pk).live)
        until(lambda: not DBTaskResult.objects.ready().exists())
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert not DBTaskResult.objects.filter(status="RUNNING").exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_worker_can_do_what_there_is_and_exit() -> None:
    make_site()
    assert DBTaskResult.objects.ready().exists()
    with worker("--batch") as process:
        assert process.wait(60) == 0
    assert not DBTaskResult.objects.ready().exists()


def test_the_clock_goes_on_past_a_failing_duty_and_stops_when_told() -> None:
    done: list[str] = []

    def fails() -> None:
        done.append("fails")
        raise RuntimeError("broken")

    duties = ((1, fails), (1, lambda: done.append("minute")), (3, lambda: done.append("third")))
    clock = Clock("test", 0.01, duties)
    clock.start()
    until(lambda: done.count("third") >= 2, seconds=10)
    clock.stop()
    assert not clock.thread.is_alive()
    assert done[:7] == ["fails", "minute", "third", "fails", "minute", "fails", "minute"]
