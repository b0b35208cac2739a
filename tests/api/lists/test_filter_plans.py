"""What PostgreSQL makes of a filter with as many conditions as are allowed."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.api.conftest import Ask
from tests.factories import SmallSite

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("way", ["and", "or"])
def test_it_is_planned_within_the_time_of_a_request(site: SmallSite, ask: Ask, way: str) -> None:
    """As one join, four of these already take it seconds, and more of them more memory than there is."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 3000")
    both = {"concerns": ["wrinkles"], "locations": ["alpharetta"]}
    query = "query($filter: TreatmentFilter) { treatments(filter: $filter) { nodes { id } } }"
    assert ask(query, filter={way: [both] * 16}) == {"treatments": {"nodes": []}}
