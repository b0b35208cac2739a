"""Whether a database has come as far as the code."""

from __future__ import annotations

from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def has_every_migration(using: str = "default") -> bool:
    """Tell whether every migration of this code is applied to the database ``using``."""
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
