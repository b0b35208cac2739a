"""What filters refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Ask

from .conftest import World
from .parts import found, query

TOO_MANY = (
    "The filters of a request hold at most 50 conditions in all, of which a word of a text counts as five. "
    "Ask in several requests."
)

Post = Callable[..., tuple[int, dict[str, Any]]]


def nested(depth: int) -> dict[str, Any]:
    return {"not": nested(depth - 1)} if depth else {"kinds": ["PEEL"]}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("treatments", nested(6), "`and`, `or` and `not` go at most 5 deep in a filter. Write it flatter."),
    ("treatments", {"slugs": ["a"] * 51}, "`slugs` takes at most 50 values; there are 51. Give fewer."),
    ("treatments", {"kinds": ["PEEL"] * 51}, "`kinds` takes at most 50 values; there are 51. Give fewer."),
    ("providers", {"boards": ["1"] * 51}, "`boards` takes at most 50 values; there are 51. Give fewer."),
    ("treatments", {"and": [{}] * 21}, "`and` takes at most 20 values; there are 21. Give fewer."),
    ("treatments", {"or": [{}] * 21}, "`or` takes at most 20 values; there are 21. Give fewer."),
    (
        "treatments",
        {"or": [{"not": {"slugs": ["a"], "kinds": ["PEEL"], "areas": ["a"], "brands": ["a"]}}] * 20},
        TOO_MANY,
    ),
    (
        "treatments",
        {"search": "a" * 201},
        "A text in `search` has at most 200 characters; this one has 201. Shorten it.",
    ),
    (
        "treatments",
        {"slugs": ["a" * 201]},
        "A text in `slugs` has at most 200 characters; this one has 201. Shorten it.",
    ),
    (
        "providers",
        {"languages": ["a" * 201]},
        "A text in `languages` has at most 200 characters; this one has 201. Shorten it.",
    ),
    ("pages", {"under": "a" * 2049}, "A text in `under` has at most 2048 characters; this one has 2,049. Shorten it."),
    (
        "treatments",
        {"reviewDueBefore": "0001-01-01"},
        "`reviewDueBefore` takes a day of the years 1900 to 2199; it is 0001-01-01.",
    ),
    (
        "treatments",
        {"publishedAfter": "9999-12-31"},
        "`publishedAfter` takes a day of the years 1900 to 2199; it is 9999-12-31.",
    ),
]
TEXTS = [
    *(("treatments", {name: ["a\0"]}) for name in ("slugs", "concerns", "areas", "locations", "providers", "brands")),
    ("treatments", {"search": "a\0"}),
    ("articles", {"topics": ["a\0"]}),
    ("articles", {"authors": ["a\0"]}),
    ("providers", {"languages": ["a\0"]}),
    ("locations", {"cities": ["a\0"]}),
    ("pages", {"parent": "/a\0/"}),
    ("treatments", {"not": {"or": [{"concerns": ["\0"]}]}}),
]
NO_TEXT = "The text holds a NUL or a lone surrogate. Send plain Unicode text."


@pytest.mark.parametrize(
    ("field", "filters", "message"),
    [*REFUSED, *((field, filters, NO_TEXT) for field, filters in TEXTS)],
    ids=range(len(REFUSED) + len(TEXTS)),
)
def test_what_is_too_much_or_means_nothing_is_refused(
    world: World, db: None, post: Post, field: str, filters: dict[str, Any], message: str
) -> None:
    assert post(query(field), filter=filters) == (
        200,
        {
            "data": None,
            "errors": [
                {
                    "message": message,
                    "locations": [{"line": 1, "column": query(field).index("{ ") + 3}],
                    "path": [field],
                    "extensions": {"code": "BAD_REQUEST"},
                }
            ],
        },
    )


def test_as_much_as_is_allowed_is_answered(world: World, db: None, ask: Ask) -> None:
    assert found(ask, "treatments", **nested(5)) == ["Filler", "Laser"]
    assert found(ask, "treatments", slugs=["filler"] * 50) == ["Filler"]
    full = {name: ["x"] * 50 for name in ("slugs", "concerns", "areas", "locations", "providers", "brands")}
    assert found(ask, "treatments", or_=[full] * 8) == []


@pytest.mark.parametrize(
    "filters",
    [
        {"reviewDueBefore": "soon"},
        {"reviewDueBefore": 3},
        {"kinds": ["PEELS"]},
        {"kinds": "peel"},
        {"slugs": [None]},
        {"slugs": [3]},
        {"slug": "filler"},
        {"pk__in": [1]},
        {"owner__password": "x"},
        {"and": {"or": {"not": []}}},
        "live=0",
        [],
    ],
    ids=repr,
)
def test_what_the_input_type_does_not_know_is_refused(world: World, db: None, post: Post, filters: Any) -> None:
    _, answer = post(query("treatments"), filter=filters)
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_REQUEST"}]
    assert "data" not in answer or answer["data"] is None


def test_all_filters_of_a_request_count_together(world: World, db: None, post: Post) -> None:
    fields = " ".join(f"a{number}: treatments(filter: $filter) {{ totalCount }}" for number in range(3))
    filters = {"or": [{"slugs": ["a"], "kinds": ["PEEL"]}] * 20}
    _, answer = post(f"query ($filter: TreatmentFilter) {{ {fields} }}", filter=filters)
    assert [error["message"] for error in answer["errors"]] == [TOO_MANY]
    assert answer["errors"][0]["path"] == ["a1"]
