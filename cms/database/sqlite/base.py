"""SQLite whose writers come to their turn, and whose threads do not stop each other.

SQLite itself has no queue: who finds the database locked asks again after ever longer pauses, up to 100 ms, and may
never meet the gap between two transactions. So whoever is to begin one goes through a gate, a lock on a file beside the
database, and holds it until the transaction has begun: who has just written finds the gate shut if another waits.

Nor may a thread wait within SQLite, where it holds its connection. When the garbage collector of the thread that writes
comes upon a cursor of that connection, it waits for the connection, and the two wait for each other. So they wait here.
"""

from __future__ import annotations

import fcntl
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

POLL_SECONDS = 0.002
SECONDS = 5.0
"""Python's own patience, where ``OPTIONS`` name none."""


class PatientCursor(base.SQLiteCursorWrapper):
    """A cursor that asks again while another connection writes, for ``seconds``."""

    seconds = SECONDS

    def execute(self, query: str, params: Any = None) -> Any:
        return self.patiently(lambda: super(PatientCursor, self).execute(query, params))

    def executemany(self, query: str, param_list: Any) -> Any:
        rows = list(param_list)
        return self.patiently(lambda: super(PatientCursor, self).executemany(query, rows))

    def patiently(self, act: Callable[[], Any]) -> Any:
        """What ``act`` gives; within a transaction, which has its lock already, it is tried once."""
        deadline = time.monotonic() + self.seconds
        while True:
            try:
                return act()
            except sqlite3.OperationalError as error:
                is_over = self.connection.in_transaction or time.monotonic() > deadline
                if is_over or str(error) != "database is locked":
                    raise
            time.sleep(POLL_SECONDS)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper. What waits longer than ``timeout`` (in ``OPTIONS``) is told that "database is locked"."""

    @property
    def patience(self) -> float:
        return float(self.settings_dict["OPTIONS"].get("timeout", SECONDS))

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """Connect with SQLite's own patience, for there is no cursor yet; from then on ours counts."""
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        connection.execute(f"PRAGMA busy_timeout = {round(POLL_SECONDS * 1000)}")
        return connection

    def create_cursor(self, name: str | None = None) -> PatientCursor:
        cursor: PatientCursor = self.connection.cursor(factory=PatientCursor)
        cursor.seconds = self.patience
        return cursor

    def prepared_cursor(self, *, keep: bool = True) -> Any:
        """A cursor for statements that are used again and again: Python's module keeps those of any by itself."""
        return self.cursor()

    def _start_transaction_under_autocommit(self) -> None:
        if self.is_in_memory_db():
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            return
        with self.gate():
            super()._start_transaction_under_autocommit()  # type: ignore[misc]

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Keep others from beginning; the lock ends with this process, however that ends."""
        deadline = time.monotonic() + self.patience
        with Path(f"{self.settings_dict['NAME']}-gate").open("a") as file:
            while not locks(file.fileno()):
                if time.monotonic() > deadline:
                    raise OperationalError("database is locked")
                time.sleep(POLL_SECONDS)
            yield


def locks(file: int) -> bool:
    """Lock an open file; False if somebody else has."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
