"""Wagtail's search in the database, fit for what people type; ``WAGTAILSEARCH_BACKENDS`` names this module."""

from __future__ import annotations

from typing import Any

from django.db import connection
from wagtail.search.backends import database


class PlainWords:
    """Takes quotation marks for spaces: SQLite's query language would read them, and fail at an odd one."""

    def _search(self, compiler: Any, query: Any, *args: Any, **options: Any) -> Any:
        if isinstance(query, str):
            query = query.replace('"', " ").strip()
        return super()._search(compiler, query, *args, **options)  # type: ignore[misc]


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name Wagtail looks for
    """Give the backend for the database in use."""
    backend = database.SearchBackend(params)
    if connection.vendor != "sqlite":
        return backend
    return type("SQLiteSearch", (PlainWords, type(backend)), {})(params)
