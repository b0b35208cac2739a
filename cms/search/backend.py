"""Wagtail's search in the database, fit for what people type; ``WAGTAILSEARCH_BACKENDS`` names this module."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from wagtail.search.backends import database


class OnSQLite:
    """What modelsearch leaves out on SQLite.

    Quotation marks are taken for spaces: SQLite's query language would read them, and fail at an odd one. An entry is
    looked for and written in one transaction: two workers that index the same page would both find none and make one.
    """

    def add(self, obj: Model) -> None:
        with transaction.atomic():
            super().add(obj)  # type: ignore[misc]

    def add_bulk(self, model: type[Model], obj_list: list[Model]) -> None:
        with transaction.atomic():
            super().add_bulk(model, obj_list)  # type: ignore[misc]

    def _search(self, compiler: Any, query: Any, *args: Any, **options: Any) -> Any:
        if isinstance(query, str):
            query = query.replace('"', " ").strip()
        return super()._search(compiler, query, *args, **options)  # type: ignore[misc]


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name Wagtail looks for
    """Give the backend for the database in use."""
    backend = database.SearchBackend(params)
    if connection.vendor != "sqlite":
        return backend
    return type("SQLiteSearch", (OnSQLite, type(backend)), {})(params)
