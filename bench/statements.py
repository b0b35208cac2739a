"""How many SQL statements each query takes, cold: `python -m bench.statements`, in the database it is set up for.

Asked of Django in this process, so all of a request counts, the response cache apart. What a process learns once is
asked before: a warm process without an answer in its memory. The limits are off, for a hundred rows are many.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import django

from bench.queries import Query, documents, expected, ours, titles

SIZES = (5, 100)


def counts(sizes: tuple[int, ...] = SIZES) -> dict[str, list[int]]:
    """The statements of Q1, Q2 and Q3, with each of the sizes."""
    found: dict[str, list[int]] = {}
    for size in sizes:
        for query in ours(rows=size, related=size):
            found.setdefault(query.name, []).append(statements(query, size))
    return found


def statements(query: Query, size: int | None = None) -> int:
    """The statements of one request, the third of its kind; its answer must hold what is there."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with no_limits():
        for number in (1, 2):
            ask(query, number)
        with CaptureQueriesContext(connection) as captured:
            data = ask(query, 3)
    if size is not None and query.name != "Q2":
        assert sum(titles(data).values()) == expected(query.name, rows=size), data
    return len(captured)


def ask(query: Query, number: int = 0, path: str = "/graphql/") -> Any:
    """The data that Django answers."""
    from django.test import Client

    response = Client(SERVER_NAME="localhost").post(path, query.body(number), content_type="application/json")
    answer = json.loads(response.content)
    if response.status_code != 200 or "errors" in answer:
        sys.exit(f"{query.name} was answered with {response.status_code}: {response.content[:500]!r}")
    return answer["data"]


@contextmanager
def no_limits() -> Iterator[None]:
    """Let anything be asked, in this process."""
    from cms.api import cost, lookahead

    most = sys.maxsize
    with (
        mock.patch.multiple(cost, COST=most, WORK=most, COMBINATIONS=most),
        mock.patch.multiple(lookahead, OBJECTS=most, ANSWER_WORK=most),
    ):
        yield


def main() -> None:
    """Print the counts as JSON: of the three queries at both sizes, and of the documents."""
    django.setup()
    print(json.dumps({**counts(), **{query.name: [statements(query)] for query in documents()}}))


if __name__ == "__main__":
    main()
