"""The list that most of these tests read, and what refusals say."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Ask

LIST = """
query ($first: Int, $after: String, $last: Int, $before: String) {
  concerns(first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { title slug } } nodes { slug }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
  }
}
"""
ORDERED = [f"concern-{number:02}" for number in range(45)]


def title_of(number: int) -> str:
    """Three rows share each title, so that the id has the last word."""
    return f"Concern {number // 3:02}"


def refusals(answer: dict[str, Any]) -> list[str]:
    """The messages of an answer in which all errors are the client's."""
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_REQUEST"}
    return [error["message"] for error in answer["errors"]]


def wrong_cursor(argument: str) -> str:
    return (
        f"The cursor in `{argument}` is not one of this list in this order. "
        "Use a `cursor`, `startCursor` or `endCursor` that it gave you."
    )


def query(field: str) -> str:
    kind = {"pages": "Page", "articles": "Article", "comparisons": "Comparison"}.get(field, field[:-1].capitalize())
    order = "TREE" if field == "pages" else "TITLE_ASC"
    return (
        f"query ($filter: {kind}Filter) "
        f"{{ {field}(filter: $filter, orderBy: {order}, first: 100) {{ nodes {{ title }} totalCount }} }}"
    )


def found(ask: Ask, field: str, **filters: Any) -> list[str]:
    """The first words of the titles that a filter lets through; the total agrees."""
    filters = {name.rstrip("_"): value for name, value in filters.items()}
    part = ask(query(field), filter=filters)[field]
    assert part["totalCount"] == len(part["nodes"])
    return [node["title"].split()[0] for node in part["nodes"]]
