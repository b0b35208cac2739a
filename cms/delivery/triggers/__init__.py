"""The triggers by which the database writes the change log.

They are dropped before every migration and made after it, as SQLite cannot alter a table that a trigger refers to; what
happened meanwhile is one change of everything. No way of writing content passes them by: the admin's, a command's,
``QuerySet.update``, ``psql``.
"""

from __future__ import annotations

import logging
from types import ModuleType
from typing import Any

from django.db import connections, transaction

from cms.database.migrated import has_every_migration

from . import postgresql, sqlite
from .bodies import EVERYTHING

logger = logging.getLogger(__name__)


def dialect(using: str) -> ModuleType:
    """Who speaks to the database ``using``."""
    return sqlite if connections[using].vendor == "sqlite" else postgresql


def drop(using: str = "default") -> None:
    """Take all triggers away; nothing is logged from now on."""
    spoken = dialect(using)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in spoken.drops(cursor):
            cursor.execute(statement)


def make(using: str = "default") -> None:
    """Make all triggers, and log a change of everything: nobody knows what has happened without them."""
    from cms.delivery.watched import tables

    spoken = dialect(using)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in (*spoken.drops(cursor), *spoken.makes(list(tables()))):
            cursor.execute(statement)
        cursor.execute(spoken.BODIES.written(EVERYTHING))


def note(kind: str, pk: int, *, was_public: bool, is_public: bool, using: str = "default") -> None:
    """Log that an object which is no page has come to light or gone, though no row of it was written."""
    row = "SELECT %s, %s, NULL, NULL, %s, %s, TRUE, FALSE"
    with connections[using].cursor() as cursor:
        cursor.execute(dialect(using).BODIES.written(row), [kind, pk, was_public, is_public])


def missing(using: str = "default") -> list[str]:
    """The names of the triggers that should be there and are not, or are switched off."""
    from cms.delivery.watched import tables

    spoken = dialect(using)
    with connections[using].cursor() as cursor:
        there = spoken.there(cursor)
    return sorted(set(spoken.wanted(list(tables()))) - there)


def before_migrations(using: str, **options: Any) -> None:
    """Receive ``pre_migrate``."""
    drop(using)


def after_migrations(using: str, **options: Any) -> None:
    """Receive ``post_migrate``; a database that has not come as far as the code, or goes back, does without.

    The triggers name the tables and columns of today's models, which are not all there then.
    """
    if has_every_migration(using):
        make(using)
    else:
        logger.warning("The change log's triggers stay dropped until every migration is applied; nothing is logged")
