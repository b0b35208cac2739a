"""The triggers by which the database writes the change log.

They are dropped before migrations and made after them, as SQLite cannot alter a table that a trigger refers to; what
happened meanwhile is one change of everything. Where there is nothing to migrate they stay, if they are those of this
release. No way of writing content passes them by: the admin's, a command's, ``QuerySet.update``, ``psql``.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from django.db import connections, transaction

from cms.database.migrated import has_every_migration

from . import postgresql, sqlite
from .bodies import EVERYTHING

logger = logging.getLogger(__name__)

NEW_NUMBERS = """INSERT INTO delivery_log (id, sequence, triggers) VALUES (1, %s, %s)
ON CONFLICT (id) DO UPDATE SET triggers = EXCLUDED.triggers, sequence =
    CASE WHEN delivery_log.sequence < EXCLUDED.sequence THEN EXCLUDED.sequence ELSE delivery_log.sequence END"""
"""Numbers go on from the milliseconds since 1970, above all that were given before the database was set back to a copy:
there were fewer changes than milliseconds. So whoever has read one of those is told of a change of everything."""


def dialect(using: str) -> ModuleType:
    """Who speaks to the database ``using``."""
    return sqlite if connections[using].vendor == "sqlite" else postgresql


def drop(using: str = "default") -> None:
    """Take all triggers away; nothing is logged from now on, and their digest says so."""
    spoken = dialect(using)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        spoken.lock(using, [])
        for statement in spoken.drops(cursor):
            cursor.execute(statement)
        if has_digest(using, cursor):
            cursor.execute("UPDATE delivery_log SET triggers = ''")


def has_digest(using: str, cursor: Any) -> bool:
    """Whether migrations have come so far that the log holds the triggers' digest."""
    tables = connections[using].introspection
    return "delivery_log" in tables.table_names(cursor) and any(
        column.name == "triggers" for column in tables.get_table_description(cursor, "delivery_log")
    )


def make(using: str = "default") -> None:
    """Make all triggers, unless they are there; log a change of everything: a release has been installed, or a copy."""
    from cms.delivery.watched import tables

    spoken, watched = dialect(using), list(tables())
    statements = list(spoken.makes(watched))
    digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT triggers FROM delivery_log WHERE id = 1")
        if cursor.fetchone() != (digest,) or missing(using):
            spoken.lock(using, watched)
            for statement in (*spoken.drops(cursor), *statements):
                cursor.execute(statement)
        cursor.execute(NEW_NUMBERS, [time.time_ns() // 1_000_000, digest])
        note_everything(using)


def note(kind: str, pk: int, *, was_public: bool, is_public: bool, using: str = "default") -> None:
    """Log a change of an object which is no page, though no row of it was written: mostly, it has come or gone."""
    row = "SELECT %s, %s, NULL, NULL, %s, %s, TRUE, FALSE"
    with connections[using].cursor() as cursor:
        cursor.execute(dialect(using).BODIES.written(row), [kind, pk, was_public, is_public])


def note_everything(using: str = "default") -> None:
    """Log a change of everything: what answers are made of has become another, though no row that is watched has."""
    with connections[using].cursor() as cursor:
        cursor.execute(dialect(using).BODIES.written(EVERYTHING))


def present(using: str = "default") -> set[str]:
    """The names of the triggers that are there and fire."""
    with connections[using].cursor() as cursor:
        found: set[str] = dialect(using).there(cursor)
    return found


def missing(using: str = "default") -> list[str]:
    """The names of the triggers that should be there and are not, or are switched off."""
    from cms.delivery.watched import tables

    return sorted(set(dialect(using).wanted(list(tables()))) - present(using))


def before_migrations(using: str, plan: Sequence[Any] = (), **options: Any) -> None:
    """Receive ``pre_migrate``; ``plan`` are the migrations that will run."""
    if plan:
        drop(using)


def after_migrations(using: str, **options: Any) -> None:
    """Receive ``post_migrate``; a database that has not come as far as the code, or goes back, does without.

    The triggers name the tables and columns of today's models, which are not all there then.
    """
    if has_every_migration(using):
        make(using)
    elif not present(using):
        logger.warning("The change log's triggers stay dropped until every migration is applied; nothing is logged")
