"""The search backend on SQLite."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.search.backends import get_search_backend

from tests.factories import ConcernPageFactory, make_site

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.mark.parametrize(
    "index",
    [lambda backend, page: backend.add(page), lambda backend, page: backend.add_bulk(type(page), [page])],
    ids=["one", "many"],
)
def test_an_entry_is_looked_for_and_written_in_one_transaction(index: Callable[[Any, Any], None]) -> None:
    make_site()
    page = ConcernPageFactory(title="Dull skin")
    page.index_entries.all().delete()
    with CaptureQueriesContext(connection) as queries:
        index(get_search_backend(), page)
    statements = [query["sql"].split()[0] for query in queries.captured_queries]
    assert statements[:3] == ["BEGIN", "SELECT", "INSERT"]
    assert statements[-1] == "COMMIT"
    assert page.index_entries.count() == 1
