"""Workers as processes: one is killed while it sends, two are at it at once."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.delivery.database import Database
from tests.delivery.test_worker import ROOT
from tests.factories import make_site

from .conftest import changed, forget_changes, new_source
from .receiver import Handler, Message, Receiver, receiver, register

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

OBJECTS = 6


@contextmanager
def worker(database: Database) -> Iterator[subprocess.Popen[bytes]]:
    """Run the command; its output is shown where the test fails."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker", "--interval=0.1"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database.url, "DJANGO_SETTINGS_MODULE": "settings.test"},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def execute(database: Database, statement: str) -> None:
    if database.is_sqlite:
        with closing(sqlite3.connect(database.file, timeout=30)) as file, file:
            file.execute(statement)
        return
    with connection.cursor() as cursor:
        cursor.execute(statement)


def until_all_is_delivered(database: Database, count: int) -> None:
    deadline = time.monotonic() + 60
    while database.rows("SELECT count(*) FROM delivery_delivery WHERE state = 'delivered'") != [(count,)]:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def log_changes(rounds: int) -> dict[tuple[str, str], list[int]]:
    """Log changes of some objects by turns; give their numbers by object."""
    sources = [new_source() for _ in range(OBJECTS)]
    forget_changes()
    logged: dict[tuple[str, str], list[int]] = {}
    for _ in range(rounds):
        for source in sources:
            logged.setdefault(("Source", str(source.pk)), []).append(changed(source).sequence or 0)
    return logged


def begin(there: Receiver) -> None:
    """A site, and a webhook that knows of nothing yet."""
    make_site()
    forget_changes()
    register(there.url)


def test_what_a_killed_worker_was_sending_is_sent_again(tmp_path: Path) -> None:
    def hang(handler: Handler, _message: Message) -> None:
        handler.receiver.closing.wait(60)

    with receiver(hang) as there:
        begin(there)
        logged = log_changes(3)
        database = Database(tmp_path)
        with worker(database) as first:
            for _ in range(2):
                assert there.arrived.acquire(timeout=60)
            first.kill()
        interrupted = {message.id for message in there.asked}
        assert len(interrupted) == 2
        there.answer = 200
        execute(database, "UPDATE delivery_delivery SET claimed_until = '2026-01-01 00:00:00+00:00' WHERE attempts > 0")
        with worker(database) as second:
            until_all_is_delivered(database, 3 * OBJECTS)
            second.terminate()
            assert second.wait(30) == 0
    assert there.sequences() == logged
    assert interrupted < {message.id for message in there.taken}
    assert len(there.taken) == 3 * OBJECTS


def test_two_workers_at_once_send_each_message_once_and_in_order(tmp_path: Path) -> None:
    lock = threading.Lock()
    under_way: list[tuple[str, str]] = []
    crossed: list[tuple[str, str]] = []

    def watch(_handler: Handler, message: Message) -> int:
        subject = (message.data["type"], message.data["id"])
        with lock:
            crossed.extend(each for each in under_way if each == subject)
            under_way.append(subject)
        time.sleep(0.02)  # as a receiver that has something to do
        with lock:
            under_way.remove(subject)
        return 200

    with receiver(watch) as there:
        begin(there)
        logged = log_changes(8)
        database = Database(tmp_path)
        with worker(database) as first, worker(database) as second:
            until_all_is_delivered(database, 8 * OBJECTS)
            for process in (first, second):
                process.terminate()
            assert [first.wait(30), second.wait(30)] == [0, 0]
    assert there.sequences() == logged
    assert (crossed, len({message.id for message in there.taken})) == ([], 8 * OBJECTS)
