"""A writer of SQLite comes to its turn beside one that writes without a pause."""

from __future__ import annotations

import gc
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from django.db import OperationalError, connection, connections, transaction

from cms.database.sqlite.base import DatabaseWrapper
from settings import services

SECONDS = 3
Open = Callable[[], DatabaseWrapper]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "db.sqlite3"


@pytest.fixture
def connect(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Gives connections as the settings make them, but for their patience."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    entry = services.database()
    assert entry["ENGINE"] == "cms.database.sqlite"
    entry["OPTIONS"]["timeout"] = SECONDS
    with ExitStack() as opened:

        def one_more() -> DatabaseWrapper:
            wrapper = DatabaseWrapper({**connections["default"].settings_dict, **entry})
            wrapper.inc_thread_sharing()
            opened.callback(wrapper.close)
            wrapper.connect()
            return wrapper

        yield one_more


def begin(wrapper: DatabaseWrapper) -> None:
    wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(wrapper: DatabaseWrapper) -> None:
    wrapper.commit()
    wrapper.set_autocommit(True)


@pytest.mark.django_db
def test_beside_a_busy_writer(connect: Open) -> None:
    stopped, began = threading.Event(), threading.Event()
    busy, other = connect(), connect()

    def write() -> None:
        while not stopped.is_set():
            begin(busy)
            began.set()
            stopped.wait(0.05)
            end(busy)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        began.wait()
        for _ in range(10):
            begin(other)
            end(other)
    finally:
        stopped.set()
        writer.join()


@pytest.mark.django_db
def test_a_thread_that_waits_does_not_stop_the_one_that_writes(connect: Open) -> None:
    """The garbage collector of the one meets a cursor of the other's connection."""
    busy, other = connect(), connect()
    gc.collect()
    gc.freeze()  # or it would look through all that a long run of tests has left, which takes a second
    found = other.connection.cursor()
    found.execute("SELECT 1 UNION SELECT 2").fetchone()
    garbage: list[object] = [found]
    garbage.append(garbage)
    begin(busy)
    waiting = threading.Thread(target=lambda: other.cursor().execute("CREATE TABLE note (text)"))
    waiting.start()
    waiting.join(0.2)
    del found, garbage
    start = time.monotonic()
    gc.collect()
    took = time.monotonic() - start
    gc.unfreeze()
    end(busy)
    waiting.join()
    assert took < 1
    assert other.introspection.table_names() == ["note"]


@pytest.mark.django_db
def test_one_that_does_not_end_is_not_waited_for_for_ever(file: Path, connect: Open) -> None:
    wrapper = connect()
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        with pytest.raises(OperationalError, match="database is locked"):
            begin(wrapper)
        assert SECONDS <= time.monotonic() - start < SECONDS + 2
    wrapper.set_autocommit(True)
    begin(wrapper)
    end(wrapper)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite")
@pytest.mark.django_db(transaction=True)
def test_the_database_of_a_test_run_is_in_memory_and_leaves_no_gate() -> None:
    """Each process has its own, so nobody outside of it waits for a turn."""
    with transaction.atomic():
        pass
    name = connection.settings_dict["NAME"]
    assert "mode=memory" in name
    assert not list(Path.cwd().glob("*-gate"))
