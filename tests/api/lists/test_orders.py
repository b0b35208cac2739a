"""Orders a client may choose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Ask
from tests.factories import ProviderPageFactory

from .parts import refusals

Post = Callable[..., tuple[int, dict[str, Any]]]
pytestmark = pytest.mark.usefixtures("forty_five")


@pytest.mark.parametrize("order", ["SINCE_ASC", "SINCE_DESC"])
@pytest.mark.parametrize("step", [1, 2, 100])
def test_rows_without_a_value_stand_last_whichever_way_the_order_runs(
    db: None, ask: Ask, order: str, step: int
) -> None:
    for number, year in enumerate((None, 2009, 2001, None, 2009, None)):
        ProviderPageFactory(title=f"P{number}", practising_since=year, history=False)
    query = """
    query ($first: Int, $after: String, $last: Int, $before: String) {
      providers(orderBy: ORDER, first: $first, after: $after, last: $last, before: $before) {
        nodes { title } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
      }
    }
    """.replace("ORDER", order)
    expected = {"SINCE_ASC": "P2 P1 P4 P0 P3 P5", "SINCE_DESC": "P1 P4 P2 P0 P3 P5"}[order].split()
    for size, cursor, end, more, way in (
        ("first", "after", "endCursor", "hasNextPage", 1),
        ("last", "before", "startCursor", "hasPreviousPage", -1),
    ):
        part = ask(query, **{size: step})["providers"]
        parts = [part["nodes"]]
        while part["pageInfo"][more]:
            part = ask(query, **{size: step, cursor: part["pageInfo"][end]})["providers"]
            parts.append(part["nodes"])
        assert [node["title"] for nodes in parts[::way] for node in nodes] == expected


def test_several_orders_are_one_after_the_other(db: None, ask: Ask) -> None:
    query = "query ($order: [ArticleOrder!]) { articles(orderBy: $order) { nodes { title } } }"

    def order(*names: str) -> list[int]:
        return [int(node["title"][-1]) for node in ask(query, order=names)["articles"]["nodes"]]

    assert order("PUBLISHED_ASC", "TITLE_DESC") == [1, 3, 4, 2, 0]
    assert order("PUBLISHED_DESC", "TITLE_DESC") == [4, 2, 0, 3, 1]
    assert order("TITLE_DESC", "PUBLISHED_ASC", "UPDATED_ASC") == [4, 3, 2, 1, 0]
    assert order() == order("PUBLISHED_DESC") == [0, 2, 4, 3, 1]


def test_orders_are_few_and_different(db: None, post: Post) -> None:
    query = "query ($order: [ArticleOrder!]) { articles(orderBy: $order) { totalCount } }"
    names = ["TITLE_ASC", "PUBLISHED_ASC", "UPDATED_ASC", "REVIEW_DUE_ASC"]
    assert refusals(post(query, order=names)[1]) == ["`orderBy` takes at most 3 values; there are 4. Give fewer."]
    twice = "`orderBy` names the same thing twice: TITLE_ASC, TITLE_DESC. Keep one of them."
    assert refusals(post(query, order=["TITLE_ASC", "TITLE_DESC"])[1]) == [twice]
