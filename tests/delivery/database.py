"""The test's database as processes beside the test reach it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection


def someone_waits() -> bool:
    """Whether a session of PostgreSQL's test database waits for a lock that another holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # or a transaction is told what was so when it first asked
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


class Database:
    """The test's database as other processes reach it; SQLite's, which is in memory, as a file."""

    def __init__(self, folder: Path) -> None:
        self.is_sqlite = connection.vendor == "sqlite"
        self.file = folder / "db.sqlite3"
        if self.is_sqlite:
            with closing(sqlite3.connect(self.file)) as file:
                file.execute("PRAGMA journal_mode = WAL")
                connection.connection.backup(file)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        if self.is_sqlite:
            with closing(sqlite3.connect(self.file, timeout=30)) as file:
                return file.execute(statement).fetchall()
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    @property
    def url(self) -> str:
        if self.is_sqlite:
            return f"sqlite:///{self.file}"
        return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"

    def publisher(self, rounds: range, page: int, source: int) -> subprocess.Popen[str]:
        numbers = (rounds.start, len(rounds), page, source)
        return self.process("tests.delivery.writer", *map(str, numbers), LOG_LEVEL="WARNING")

    def process(self, module: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Run a module on this database; who lets it say much must read that."""
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, "DATABASE_URL": self.url, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def changes(self, since: int) -> list[tuple[int, str, int]]:
        return self.rows(
            f"SELECT sequence, type, object FROM delivery_change WHERE sequence > {since} ORDER BY sequence, id"
        )

    def title(self, page: int) -> str:
        return str(self.rows(f"SELECT title FROM wagtailcore_page WHERE id = {page}")[0][0])

    def sequence(self) -> int:
        return int(self.rows("SELECT sequence FROM delivery_log")[0][0])
