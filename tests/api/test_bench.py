"""The benchmark's rows are there and public, and its queries ask for them; at a scale of a tenth."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from bench import beside, queries, statements
from bench.content import SECTION_CHARACTERS, SECTIONS
from bench.data import fill

SCALE = 0.1
TREATMENTS, PAGES = 20, 2 + 5 + 20 + 30 + 4 + 4 + 2 + beside.PAGES
SIZES = (5, 15)
GRAPPLE = f"""
import json
import django
django.setup()
from bench import queries, statements
from bench.grapple_as_shipped.seed import fill
fill({SCALE})
print(json.dumps([statements.ask(query, 7, "/api/graphql/") for query in queries.grapples()]))
"""


@pytest.fixture(scope="module", autouse=True)
def rows(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    with lasting():
        assert fill(SCALE) == PAGES
        yield


@pytest.mark.django_db
def test_each_query_has_all_its_rows() -> None:
    for query in queries.ours(treatments=TREATMENTS):
        answer = statements.ask(query, 7)
        assert sum(queries.titles(answer).values()) == queries.expected(query.name)
        if query.name == "Q2":
            text = queries.characters_of_text(answer)
            assert abs(text - SECTIONS * SECTION_CHARACTERS) < SECTIONS * 5


@pytest.mark.django_db
def test_rows_cost_no_statements() -> None:
    assert statements.counts(SIZES) == {"Q1": [2, 2], "Q2": [8, 8], "Q3": [8, 8]}


@pytest.mark.django_db
def test_the_documents_of_the_docs_are_answered() -> None:
    found = {query.name: statements.ask(query) for query in queries.documents()}
    assert len(found) >= 25
    assert {name for name, data in found.items() if not holds_rows(data)} == {"api 1"}  # it names the demo's concerns


def holds_rows(data: dict[str, Any]) -> bool:
    """Whether each root field gives something, lists at least one row."""
    return all(value.get("nodes", True) if isinstance(value, dict) else value for value in data.values())


@pytest.mark.once
@pytest.mark.django_db
def test_grapple_as_shipped_answers_with_the_same_rows(tmp_path: Path) -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "bench.grapple_as_shipped.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'grapple.sqlite3'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", GRAPPLE], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    for query, grapples in zip(queries.ours(treatments=TREATMENTS), json.loads(done.stdout), strict=True):
        own = statements.ask(query, 7)
        assert queries.titles(own) == queries.titles(grapples)
        assert queries.characters_of_text(own) == pytest.approx(queries.characters_of_text(grapples), abs=20)
