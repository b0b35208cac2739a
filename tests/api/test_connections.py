"""Connections: forty-five rows, read in parts."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ArticlePageFactory, ConcernPageFactory, StandardPageFactory, make_site
from treatments.models import ConcernPage

from .conftest import Ask

Post = Callable[..., tuple[int, dict[str, Any]]]

LIST = """
query ($first: Int, $after: String) {
  concerns(first: $first, after: $after) {
    edges { cursor node { title slug } } nodes { slug }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
  }
}
"""
ORDERED = [f"concern-{number:02}" for number in range(45)]


def title_of(number: int) -> str:
    """Three rows share each title, so that the id has the last word."""
    return f"Concern {number // 3:02}"


@pytest.fixture(scope="module", autouse=True)
def rows(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    with lasting():
        site = make_site()
        for number, slug in enumerate(ORDERED):
            ConcernPageFactory(title=title_of(number), slug=slug)
        ConcernPageFactory(title="Concern 03", slug="hidden", live=False)
        for number, day in enumerate((3, 1, 3, 2, 3)):
            ArticlePageFactory(title=f"Article {number}", published_on=date(2026, 1, day))
        for number in range(5):
            StandardPageFactory(title=f"Below {number}", parent=site.home)
        yield


def walk(ask: Ask, step: int) -> list[dict[str, Any]]:
    """All parts from the first to the last."""
    parts = [ask(LIST, first=step)["concerns"]]
    while parts[-1]["pageInfo"]["hasNextPage"]:
        parts.append(ask(LIST, first=step, after=parts[-1]["pageInfo"]["endCursor"])["concerns"])
    return parts


@pytest.mark.parametrize("step", [1, 7, 9, 20, 44, 45, 46, 100])
def test_every_row_comes_once_in_order(db: None, ask: Ask, step: int) -> None:
    parts = walk(ask, step)

    assert [node["slug"] for part in parts for node in part["nodes"]] == ORDERED
    assert [len(part["nodes"]) for part in parts] == [len(ORDERED[at : at + step]) for at in range(0, 45, step)]
    for position, part in enumerate(parts):
        cursors = [edge["cursor"] for edge in part["edges"]]
        assert [{"slug": edge["node"]["slug"]} for edge in part["edges"]] == part["nodes"]
        assert len(set(cursors)) == len(cursors)
        assert part["totalCount"] == 45
        assert part["pageInfo"] == {
            "hasNextPage": position < len(parts) - 1,
            "hasPreviousPage": position > 0,
            "startCursor": cursors[0],
            "endCursor": cursors[-1],
        }


def test_a_part_has_twenty_rows_unless_said_otherwise(db: None, ask: Ask) -> None:
    assert [node["slug"] for node in ask(LIST)["concerns"]["nodes"]] == ORDERED[:20]
    assert [node["slug"] for node in ask(LIST, first=None)["concerns"]["nodes"]] == ORDERED[:20]


def test_no_rows_may_be_asked_for(db: None, ask: Ask) -> None:
    assert ask(LIST, first=0)["concerns"] == {
        "edges": [],
        "nodes": [],
        "pageInfo": {"hasNextPage": True, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
        "totalCount": 45,
    }


def test_nothing_follows_the_last_row(db: None, ask: Ask) -> None:
    last = walk(ask, 45)[-1]["pageInfo"]["endCursor"]
    assert ask(LIST, after=last)["concerns"] == {
        "edges": [],
        "nodes": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": True, "startCursor": None, "endCursor": None},
        "totalCount": 45,
    }


def test_a_cursor_outlives_its_row_and_new_rows(db: None, ask: Ask) -> None:
    part = ask(LIST, first=10)["concerns"]
    for slug in ("concern-09", "concern-03", "concern-12"):
        ConcernPage.objects.get(slug=slug).delete()
    ConcernPageFactory(title="Concern 00", slug="new-before")
    ConcernPageFactory(title="Concern 03", slug="new-in-between")

    rest = ask(LIST, first=100, after=part["pageInfo"]["endCursor"])["concerns"]

    expected = ["concern-10", "concern-11", "new-in-between", *ORDERED[13:]]
    assert [node["slug"] for node in rest["nodes"]] == expected
    assert rest["totalCount"] == 44


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("{ concerns(first: %d) { totalCount } }", ["concerns"]),
        ("{ pages(first: %d) { totalCount } }", ["pages"]),
    ],
)
@pytest.mark.parametrize("first", [-1, 101, -(2**31), 2**31 - 1])
def test_first_has_bounds(db: None, post: Post, query: str, path: list[str], first: int) -> None:
    assert post(query % first) == (
        200,
        {
            "data": None,
            "errors": [
                {
                    "message": f"`first` must be between 0 and 100; it is {first}.",
                    "locations": [{"line": 1, "column": 3}],
                    "path": path,
                    "extensions": {"code": "BAD_REQUEST"},
                }
            ],
        },
    )


@pytest.mark.parametrize("field", ["children(first: 101) { totalCount }", 'children(after: "x") { totalCount }'])
def test_first_and_after_have_bounds_below_the_root_too(db: None, post: Post, field: str) -> None:
    status, answer = post('{ page(path: "/") { %s } }' % field)  # noqa: UP031
    assert (status, answer["data"]) == (200, {"page": None})
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_REQUEST"}]


def forged(key: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


FORGED = [
    "",
    "x",
    "!!!!",
    "é",
    "\u0000",
    "A" * 100_000,
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    forged(None),
    forged({"a": 1}),
    forged([]),
    forged(["Concern 03"]),
    forged([3, 3]),
    forged(["Concern 03", "3"]),
    forged(["Concern 03", 3.5]),
    forged(["Concern 03", True]),
    forged(["Concern 03", None]),
    forged(["Concern 03", 2**63]),
    forged(["Concern 03", -(2**63) - 1]),
    forged(["Concern\u000003", 3]),
    forged(["\ud800", 3]),
    forged(["Concern 03", 3, 3]),
    forged(["2026-01-03", 3, []]),
    base64.urlsafe_b64encode(b"[" * 50_000).decode(),
    base64.urlsafe_b64encode(b'["a",1e400]').decode(),
    base64.urlsafe_b64encode(b'["a",' + b"9" * 5_000 + b"]").decode(),
]


WRONG_CURSOR = "The cursor in `after` is not one of this list. Use an `endCursor` or `cursor` it gave you."


@pytest.mark.parametrize("cursor", FORGED, ids=range(len(FORGED)))
def test_a_forged_cursor_is_refused(db: None, post: Post, cursor: str) -> None:
    status, answer = post(LIST, after=cursor)
    assert (status, answer) == (
        200,
        {
            "data": None,
            "errors": [
                {
                    "message": WRONG_CURSOR,
                    "locations": [{"line": 3, "column": 3}],
                    "path": ["concerns"],
                    "extensions": {"code": "BAD_REQUEST"},
                }
            ],
        },
    )


@pytest.mark.parametrize("cursor", [forged(["not a day", 3]), forged(["2026-13-45", 3]), forged(["", 3])])
def test_a_cursor_of_a_day_needs_a_day(db: None, post: Post, cursor: str) -> None:
    _, answer = post("query ($after: String) { articles(after: $after) { totalCount } }", after=cursor)
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_REQUEST"}]


def test_a_cursor_of_another_list_is_refused(db: None, ask: Ask, post: Post) -> None:
    cursor = ask("{ articles { pageInfo { endCursor } } }")["articles"]["pageInfo"]["endCursor"]
    _, answer = post("query ($after: String) { pages(after: $after) { totalCount } }", after=cursor + "AAAA")
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_REQUEST"}]


def test_articles_of_one_day_stay_apart(db: None, ask: Ask) -> None:
    query = "query ($after: String) { articles(first: 2, after: $after) { nodes { title } pageInfo { endCursor } } }"
    titles, after = [], None
    for _ in range(3):
        part = ask(query, after=after)["articles"]
        titles += [node["title"] for node in part["nodes"]]
        after = part["pageInfo"]["endCursor"]
    assert titles == ["Article 0", "Article 2", "Article 4", "Article 3", "Article 1"]


def test_children_are_read_in_parts(db: None, ask: Ask) -> None:
    query = """
    query ($first: Int, $after: String) {
      page(path: "/") {
        children(first: $first, after: $after) {
          nodes { title } edges { cursor } totalCount
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
      }
    }
    """
    whole = ask(query)["page"]["children"]
    titles, after = [], None
    for position, more in ((0, True), (4, True), (8, False)):
        part = ask(query, first=4, after=after)["page"]["children"]
        cursors = [edge["cursor"] for edge in whole["edges"]][position : position + 4]
        assert part["edges"] == [{"cursor": cursor} for cursor in cursors]
        assert part["pageInfo"] == {
            "hasNextPage": more,
            "hasPreviousPage": position > 0,
            "startCursor": cursors[0],
            "endCursor": cursors[-1],
        }
        titles += part["nodes"]
        after = part["pageInfo"]["endCursor"]
    assert titles == whole["nodes"]
    assert whole["totalCount"] == 10


def statements(ask: Ask, query: str) -> int:
    ask(query)
    with CaptureQueriesContext(connection) as captured:
        ask(query)
    return len(captured)


def test_a_total_costs_a_statement_only_when_asked_for(db: None, ask: Ask) -> None:
    without = statements(ask, "{ concerns { nodes { title } } }")
    assert statements(ask, "{ concerns { nodes { title } totalCount } }") == without + 1
    assert (
        statements(ask, "{ concerns { ...total } } fragment total on ConcernConnection { n: totalCount }")
        == without + 1
    )


def test_two_parts_of_one_list_in_one_request(db: None, ask: Ask) -> None:
    query = """
    {
      page(path: "/") { a: children(first: 1) { nodes { title } } b: children(first: 2) { nodes { title } totalCount } }
      x: concerns(first: 1) { nodes { slug } }
      y: concerns(first: 2) { nodes { slug } }
    }
    """
    assert ask(query) == {
        "page": {
            "a": {"nodes": [{"title": "Articles"}]},
            "b": {"nodes": [{"title": "Articles"}, {"title": "Treatments"}], "totalCount": 10},
        },
        "x": {"nodes": [{"slug": "concern-00"}]},
        "y": {"nodes": [{"slug": "concern-00"}, {"slug": "concern-01"}]},
    }
