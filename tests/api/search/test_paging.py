"""The parts of a search, and its cursors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests import factories as make
from tests.admin.conftest import run_tasks
from tests.api.conftest import Ask
from tests.factories import SmallSite

from .conftest import PART, titles


@pytest.fixture
def firs(site: SmallSite) -> list[Any]:
    """Five pages found by "fir", in this order."""
    pages = [make.StandardPageFactory(title=f"Fir {number}") for number in range(1, 6)]
    run_tasks()
    return pages


def part(answer: dict[str, Any]) -> tuple[list[str], int, bool, bool]:
    found = answer["search"]
    assert [edge["node"] for edge in found["edges"]] == found["nodes"]
    info = found["pageInfo"]
    cursors = [edge["cursor"] for edge in found["edges"]] or [None]
    assert (info["startCursor"], info["endCursor"]) == (cursors[0], cursors[-1])
    return titles(answer), found["totalCount"], info["hasPreviousPage"], info["hasNextPage"]


def test_parts_follow_each_other_although_content_changes(firs: list[Any], ask: Ask) -> None:
    first = ask(PART, words="fir", first=2)
    assert part(first) == (["Fir 1", "Fir 2"], 5, False, True)

    make.StandardPageFactory(title="Fir")
    firs[0].delete()
    firs[3].unpublish()
    firs[4].title = "Pine"
    firs[4].save_revision().publish()
    run_tasks()

    second = ask(PART, words="FIR", first=2, after=first["search"]["pageInfo"]["endCursor"])
    assert part(second) == (["Fir 3", "Pine"], 3, True, False)
    last = ask(PART, words="fir", first=2, after=second["search"]["pageInfo"]["endCursor"])
    assert part(last) == ([], 3, True, False)
    assert part(ask(PART, words="fir", first=2)) == (["Fir", "Fir 2"], 3, False, True)


def test_each_row_has_a_cursor(firs: list[Any], ask: Ask) -> None:
    whole = ask(PART, words="fir")
    assert part(whole) == (["Fir 1", "Fir 2", "Fir 3", "Fir 4", "Fir 5"], 5, False, False)
    third = whole["search"]["edges"][2]["cursor"]
    assert part(ask(PART, words="fir", first=1, after=third)) == (["Fir 4"], 5, True, True)


def test_a_cursor_is_good_for_ten_minutes(
    firs: list[Any], ask: Ask, post: Callable[..., tuple[int, dict[str, Any]]], now: time_machine.Traveller
) -> None:
    cursor = ask(PART, words="fir", first=2)["search"]["pageInfo"]["endCursor"]
    for minutes in (10, 4):  # it was made at the beginning of a step of five, and so were all of these five minutes
        now.shift(timedelta(minutes=minutes, seconds=59 if minutes == 4 else 0))
        assert part(ask(PART, words="fir", first=1, after=cursor)) == (["Fir 3"], 5, True, True)
    now.shift(timedelta(seconds=1))
    _, answer = post(PART, words="fir", after=cursor)
    assert [(error["message"], error["extensions"]) for error in answer["errors"]] == [(
        "The cursor in `after` has expired: those of a search are good for 10 minutes. Search again, without `after`.",
        {"code": "BAD_REQUEST"},
    )]  # fmt: skip


def test_cursors_of_other_searches_and_forged_ones_are_refused(
    firs: list[Any], ask: Ask, post: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    cursor = ask(PART, words="fir", first=2)["search"]["pageInfo"]["endCursor"]
    of_a_list = ask("{ pages(first: 1) { pageInfo { endCursor } } }")["pages"]["pageInfo"]["endCursor"]
    position, _, sealed = cursor.partition(".")
    wrong = (
        "The cursor in `after` is not one of this search. Use one that the same `query`, `types` and `site` gave you, "
        "or search again without it."
    )
    refused = [
        {"words": "firs", "after": cursor},
        {"words": "fir", "after": cursor, "types": ["ARTICLE_PAGE"]},
        *(
            {"words": "fir", "after": forged}
            for forged in (
                "", ".", "1", of_a_list, f"5.{sealed}", f"-1.{sealed}", f"1e0.{sealed}", f"٣.{sealed}", sealed,
                f"{position}.{sealed[:-1]}", f"{position}.{sealed}x", "9" * 5000, "." * 5000, "é",
            )
        ),
    ]  # fmt: skip
    for variables in refused:
        _, answer = post(PART, **variables)
        assert [(error["message"], error["extensions"]) for error in answer["errors"]] == [
            (wrong, {"code": "BAD_REQUEST"})
        ], variables


def test_a_cursor_with_a_nul_is_refused(firs: list[Any], post: Callable[..., tuple[int, dict[str, Any]]]) -> None:
    _, answer = post(PART, words="fir", after="1.\0")
    assert answer["errors"][0]["message"] == "The text holds a NUL or a lone surrogate. Send plain Unicode text."
