"""SQLite whose writers come to their turn while another writes one transaction after the other.

SQLite itself has no queue: who finds the database locked asks again after ever longer pauses, up to 100 ms, and may
never meet the gap between two transactions. So whoever is to begin one goes through a gate, a lock on a file beside the
database, and holds it until the transaction has begun: who has just written finds the gate shut if another waits.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError
from django.db.backends.sqlite3 import base

POLL_SECONDS = 0.002


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper. A transaction begins within ``timeout`` (in ``OPTIONS``), or "database is locked" is raised."""

    def _start_transaction_under_autocommit(self) -> None:
        if self.is_in_memory_db():
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            return
        seconds = float(self.settings_dict["OPTIONS"].get("timeout", 5))
        deadline = time.monotonic() + seconds
        with self.gate(deadline):
            self.connection.execute(f"PRAGMA busy_timeout = {round(POLL_SECONDS * 1000)}")
            try:
                while not self.begins():
                    check(deadline)
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    @contextmanager
    def gate(self, deadline: float) -> Iterator[None]:
        """Keep others from beginning; the lock ends with this process, however that ends."""
        with Path(f"{self.settings_dict['NAME']}-gate").open("a") as file:
            while not locks(file.fileno()):
                check(deadline)
                time.sleep(POLL_SECONDS)
            yield

    def begins(self) -> bool:
        """Begin a transaction; False if somebody else writes."""
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except OperationalError as error:
            if "database is locked" not in str(error):
                raise
            return False
        return True


def locks(file: int) -> bool:
    """Lock an open file; False if somebody else has."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def check(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise OperationalError("database is locked")
