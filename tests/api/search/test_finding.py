"""What is found: the same on every database."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.api.conftest import Ask
from tests.factories import SmallSite

from .conftest import FIND, titles

NEEDLE = ["Before you book"]
PEELS = ["Dermal filler", "Intense pulsed light", "Neurotoxin injection"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Botox", ["Neurotoxin injection", "Before you book"]),
        ("botox®", ["Neurotoxin injection", "Before you book"]),
        ("bot", ["Neurotoxin injection", "Before you book"]),
        ("botox cosmetic", ["Neurotoxin injection"]),
        ("OnabotulinumtoxinA", ["Neurotoxin injection"]),
        ("juvederm", ["Dermal filler"]),
        ("Juvéderm", ["Dermal filler"]),
        ("photofacial", ["Intense pulsed light", "Photofacials, step by step"]),
        ("photofacials", ["Photofacials, step by step", "Intense pulsed light"]),
        ("crows feet", ["Crow’s feet", "Neurotoxin injection"]),
        ("crow's feet", ["Crow’s feet", "Neurotoxin injection"]),
        ("Crow’s Feet", ["Crow’s feet", "Neurotoxin injection"]),
        ("feet, crow", ["Crow’s feet", "Neurotoxin injection"]),
        ("laugh lines", ["Crow’s feet", "Neurotoxin injection"]),
        ("canthal", ["Crow’s feet", "Neurotoxin injection"]),
        ("age spot", ["Brown spots", "Dermal filler", "Intense pulsed light"]),
        ("botox for laugh lines", ["Neurotoxin injection"]),
        ("lumenis", ["Intense pulsed light"]),
        ("decollete", ["Intense pulsed light"]),
        ("wrinkles", ["Neurotoxin injection"]),
        ("hammam", ["Two kinds of spa"]),
        ("portuguese", ["Dana Reyes"]),
        ("reyes rn", ["Dana Reyes"]),
        ("decatur", ["Midtown"]),
        ("cedar parking", []),
        ("cedar", ["Midtown"]),
        ("rhinoplasty", []),
        ("otox", []),
    ],
)
def test_words_beginnings_and_other_names_are_found(
    clinic: SimpleNamespace, db: None, ask: Ask, query: str, expected: list[str]
) -> None:
    assert ask(FIND, words=query) == {
        "search": {"totalCount": len(expected), "nodes": [{"page": {"title": title}} for title in expected]}
    }


def test_types_narrow_it(clinic: SimpleNamespace, db: None, ask: Ask) -> None:
    def found(*types: str) -> list[str]:
        return titles(ask(FIND, words="botox", types=types))

    assert found("TREATMENT_PAGE") == ["Neurotoxin injection"]
    assert found("ARTICLE_PAGE") == ["Before you book"]
    assert found("ARTICLE_PAGE", "TREATMENT_PAGE", "ARTICLE_PAGE") == ["Neurotoxin injection", "Before you book"]
    assert found("COMPARISON_ARTICLE_PAGE") == []
    assert found() == []


def test_a_derived_type_is_a_type_of_its_own(clinic: SimpleNamespace, db: None, ask: Ask) -> None:
    assert titles(ask(FIND, words="spa", types=["ARTICLE_PAGE"])) == []
    assert titles(ask(FIND, words="spa", types=["COMPARISON_ARTICLE_PAGE"])) == ["Two kinds of spa"]


ODD = {
    "": [], " ": [], "...": [], "\u200b": [], "'": [], "®": [], "%": [], '"': [], '""': [], "*": [], "\\": [], "{}": [],
    "NEAR": ["Midtown"], 'NEAR("needle" "skin", 5)': [], "park NEAR": ["Midtown"], "AND": [], "needle AND": NEEDLE,
    "(needle": NEEDLE, "needle)": NEEDLE, "body:needle": [], "{title} : needle": [], "-needle": NEEDLE,
    "^needle": NEEDLE, "needle*": NEEDLE, "needle:*": NEEDLE, "!needle": NEEDLE, "needle & | !": NEEDLE,
    "needle <-> hold": NEEDLE, "'; DROP TABLE wagtailcore_page; --": [], "激光治疗": [], "שלום": [], "مرحبا": [],
    "e\u0301" * 60: [], "👩\u200d⚕️": [], "\U0010ffff": [], "a " * 100: PEELS, "a*": PEELS, "qxwneedle": [], "qxw": [],
    "1e999": [], "%s": [], "\x01\x1f": [],
}  # fmt: skip


@pytest.mark.parametrize("query", ODD)
def test_nothing_that_is_typed_is_an_error(clinic: SimpleNamespace, db: None, ask: Ask, query: str) -> None:
    assert titles(ask(FIND, words=query)) == ODD[query]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("x" * 201, "`query` has 201 characters; at most 200 are searched for. Shorten it."),
        ("x" * 90_000, "`query` has 90,000 characters; at most 200 are searched for. Shorten it."),
        ("bo\0tox", "The text holds a NUL or a lone surrogate. Send plain Unicode text."),
    ],
)
def test_what_cannot_be_searched_for_is_refused(
    site: SmallSite, post: Callable[..., tuple[int, dict[str, Any]]], query: str,
    message: str,
) -> None:  # fmt: skip
    _, answer = post(FIND, words=query)
    assert [(error["message"], error["extensions"]) for error in answer["errors"]] == [
        (message, {"code": "BAD_REQUEST"})
    ]


def test_two_hundred_characters_are_searched_for(site: SmallSite, ask: Ask) -> None:
    assert titles(ask(FIND, words="x" * 200)) == []


def test_a_lone_surrogate_is_refused(site: SmallSite, post: Callable[..., tuple[int, dict[str, Any]]]) -> None:
    _, answer = post('{ search(query: "\\ud800") { totalCount } }')
    assert answer["errors"][0]["extensions"]["code"] in {"BAD_REQUEST", "GRAPHQL_PARSE_FAILED"}


def test_one_request_searches_for_so_many_words(
    site: SmallSite, post: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    def searches(number: int) -> str:
        return " ".join(f's{n}: search(query: "laser peel") {{ totalCount }}' for n in range(number))

    assert "errors" not in post(f"{{ {searches(9)} }}")[1]
    _, answer = post(f"{{ {searches(10)} }}")
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["QUERY_TOO_COMPLEX"]
