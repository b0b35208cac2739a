"""Taking the tables of the triggers from their writers, on PostgreSQL, so that neither side breaks.

Triggers come and go under locks that writers conflict with, and dropping them under one that readers do as well. So all
tables are locked at once, first of all, or none: whoever waits behind us waits for one attempt, not for a dump or a
long transaction that we wait for. An attempt is shorter than ``deadlock_timeout`` (1 second), after which the server
would end an editor's transaction that waits in a circle with us. Every fourth is longer than that, for only then does
the server end a vacuum of its own that stands in the way.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import chain, repeat
from typing import Any

from django.core.management.base import CommandError
from django.db import OperationalError, connections, transaction

ATTEMPTS_MS = (800, 800, 800, 1500)
PAUSE = 1.0
PATIENCE = 120.0
"""For how many seconds it is tried."""
PASSING = {"40P01": "deadlock", "55P03": "lock_timeout", "57014": "statement_timeout"}


def lock(using: str, tables: Sequence[str], mode: str) -> None:
    """Lock ``tables``, in this order, until the transaction ends; raise `CommandError` where that takes too long."""
    until = time.monotonic() + PATIENCE
    for milliseconds in chain.from_iterable(repeat(ATTEMPTS_MS)):
        try:
            attempt(using, tables, mode, milliseconds)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in PASSING:
                raise
            if time.monotonic() > until:
                raise CommandError(
                    f"The change log's triggers could not be changed, for their tables were in use for {PATIENCE:.0f} "
                    f"seconds; end what holds them and run migrate again: {holders(using, tables)}."
                ) from error
        else:
            return
        time.sleep(PAUSE)


def attempt(using: str, tables: Sequence[str], mode: str, milliseconds: int) -> None:
    names = ", ".join(connections[using].ops.quote_name(table) for table in tables)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {milliseconds}")  # lock_timeout would begin anew with each table
        cursor.execute(f"LOCK TABLE {names} IN {mode} MODE")
        cursor.execute("SET LOCAL statement_timeout = 0")


def holders(using: str, tables: Sequence[str]) -> str:
    """Who holds locks on ``tables``, in words for an operator."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT pid, min(usename), min(application_name), min(state), min(xact_start)::timestamp(0)::text, "
            "left(min(query), 100), string_agg(DISTINCT relname, ', ' ORDER BY relname) "
            "FROM pg_locks JOIN pg_class ON pg_class.oid = relation JOIN pg_stat_activity USING (pid) "
            "WHERE granted AND datname = current_database() AND pid <> pg_backend_pid() AND relname = ANY(%s) "
            "AND relnamespace = current_schema()::regnamespace GROUP BY pid ORDER BY pid",
            [list(tables)],
        )
        return "; ".join(map(described, cursor.fetchall())) or "nobody does now"


def described(row: Sequence[Any]) -> str:
    pid, user, application, state, since, query, held = row
    name = f" ({application})" if application else ""
    return f"process {pid} of {user}{name}, {state} since {since}, holds {held}, last with {query!r}"
