"""The database of a benchmark: on SQLite or the server that ``DATABASE_URL`` names; it is dropped afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.test.utils import setup_databases, setup_test_environment, teardown_databases


@contextmanager
def own_database() -> Iterator[None]:
    """Everything inside is asked of an empty, migrated database."""
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(databases, verbosity=0)
