"""Filters: each condition alone, and their combinations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from cms.api import everywhere, statements
from cms.api.schema import schema
from tests.api.conftest import Ask

from .conftest import World
from .parts import found

Post = Callable[..., tuple[int, dict[str, Any]]]

ALL = ["Chemical", "Filler", "Laser"]
CASES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("treatments", {}, ALL),
    ("treatments", {"slugs": None, "search": None, "and": None, "or": None, "not": None}, ALL),
    ("treatments", {"slugs": ["filler", "chemical-peel", "never", "fine-lines"]}, ["Chemical", "Filler"]),
    ("treatments", {"slugs": "filler"}, ["Filler"]),
    ("treatments", {"slugs": []}, []),
    ("treatments", {"slugs": ["FILLER", "", "%", "fill_r", "' OR 1=1 --"]}, []),
    ("treatments", {"concerns": ["age-spots"]}, ["Chemical", "Laser"]),
    ("treatments", {"concerns": ["fine-lines", "redness"]}, ALL),
    ("treatments", {"and": [{"concerns": ["fine-lines"]}, {"concerns": ["age-spots"]}]}, ["Chemical"]),
    ("treatments", {"concerns": ["chemical-peel", "never"]}, []),
    ("treatments", {"areas": ["face"]}, ["Chemical"]),
    ("treatments", {"areas": ["face", "hands"]}, ["Chemical", "Laser"]),
    ("treatments", {"not": {"areas": ["face"]}}, ["Filler", "Laser"]),
    ("treatments", {"kinds": ["ENERGY", "PEEL"]}, ["Chemical", "Laser"]),
    ("treatments", {"locations": ["midtown"]}, ["Chemical"]),
    ("treatments", {"locations": ["midtown", "alpharetta"]}, ["Chemical", "Laser"]),
    ("treatments", {"providers": ["nina-reed"]}, ["Chemical", "Laser"]),
    ("treatments", {"providers": ["otto-ash"], "locations": ["harbor"]}, ["Filler"]),
    ("treatments", {"providers": ["otto-ash"], "locations": ["midtown"]}, []),
    ("treatments", {"concerns": ["fine-lines", "age-spots"], "locations": ["alpharetta"]}, ["Chemical", "Laser"]),
    ("treatments", {"brands": ["brand"]}, ["Filler"]),
    ("treatments", {"search": "peel"}, ["Chemical"]),
    ("treatments", {"search": "PEEL Chem"}, ["Chemical"]),
    ("treatments", {"search": "eel"}, []),
    ("treatments", {"search": "ipl"}, ["Laser"]),
    ("treatments", {"search": "wash"}, ["Chemical"]),
    ("treatments", {"search": "acid-wash, skin"}, ["Chemical"]),
    ("treatments", {"search": "photo"}, ["Laser"]),
    ("treatments", {"search": "peel laser"}, []),
    ("treatments", {"search": "p_el"}, []),
    ("treatments", {"search": "%"}, []),
    ("treatments", {"search": "  - "}, []),
    ("treatments", {"publishedAfter": "2026-01-10"}, ["Filler"]),
    ("treatments", {"publishedAfter": "2026-01-09"}, ["Filler", "Laser"]),
    ("treatments", {"publishedBefore": "2026-01-10"}, ["Chemical"]),
    ("treatments", {"publishedAfter": "2026-01-09", "publishedBefore": "2026-01-11"}, ["Laser"]),
    ("treatments", {"reviewDueBefore": "2026-01-11"}, ["Chemical"]),
    ("treatments", {"reviewDueBefore": "2026-01-12"}, ["Chemical", "Laser"]),
    ("treatments", {"not": {"reviewDueBefore": "2026-01-12"}}, ["Filler"]),
    ("treatments", {"or": [{"kinds": "PEEL"}, {"brands": "brand"}]}, ["Chemical", "Filler"]),
    ("treatments", {"or": [{"kinds": "PEEL"}, {}]}, ALL),
    ("treatments", {"or": []}, []),
    ("treatments", {"and": []}, ALL),
    ("treatments", {"not": {}}, ALL),
    ("treatments", {"not": {"slugs": None}}, ALL),
    ("treatments", {"or": [{"kinds": "PEEL"}, {"not": {}}]}, ALL),
    ("treatments", {"not": {"not": {"kinds": "PEEL"}}}, ["Chemical"]),
    ("treatments", {"kinds": "PEEL", "or": [{"brands": "brand"}, {"areas": "face"}]}, ["Chemical"]),
    ("treatments", {"not": {"or": [{"kinds": "PEEL"}, {"brands": "brand"}]}}, ["Laser"]),
    ("treatments", {"not": {"and": [{"concerns": "age-spots"}, {"areas": "face"}]}}, ["Filler", "Laser"]),
    ("concerns", {"slugs": ["redness"]}, ["Redness"]),
    ("concerns", {"areas": ["face"]}, ["Fine", "Redness"]),
    ("concerns", {"categories": ["REDNESS"]}, ["Redness"]),
    ("concerns", {"treatments": ["chemical-peel"]}, ["Age", "Fine"]),
    ("concerns", {"treatments": ["laser-ipl"], "areas": ["face"]}, ["Redness"]),
    ("concerns", {"search": "flush"}, ["Redness"]),
    ("concerns", {"search": "erythema rosacea"}, ["Redness"]),
    ("concerns", {"publishedAfter": "2026-03-04"}, []),
    ("locations", {"slugs": ["harbor"]}, ["Harbor"]),
    ("locations", {"statuses": ["OPEN"]}, ["Alpharetta", "Midtown"]),
    ("locations", {"treatments": ["chemical-peel"]}, ["Alpharetta", "Midtown"]),
    ("locations", {"treatments": ["filler"]}, ["Harbor"]),
    ("locations", {"providers": ["nina-reed"]}, ["Alpharetta"]),
    ("locations", {"cities": ["atlanta", "SAVANNAH", "savann"]}, ["Harbor", "Midtown"]),
    ("locations", {"regions": ["SC"]}, ["Harbor"]),
    ("locations", {"regions": ["sc", ""]}, ["Harbor"]),
    ("locations", {"search": "savan"}, ["Harbor"]),
    ("providers", {"slugs": ["ada-larch"]}, ["Ada"]),
    ("providers", {"roles": ["ESTHETICIAN", "PHYSICIAN"]}, ["Ada", "Otto"]),
    ("providers", {"locations": ["alpharetta"]}, ["Nina"]),
    ("providers", {"treatments": ["chemical-peel"]}, ["Ada", "Nina"]),
    ("providers", {"languages": ["Spanish"]}, ["Ada"]),
    ("providers", {"languages": ["ENGLISH"]}, ["Ada", "Nina"]),
    ("providers", {"languages": ["mandarin", "Span"]}, ["Nina"]),
    ("providers", {"languages": ["", " ", "Spanish\nEnglish"]}, []),
    ("providers", {"not": {"languages": ["english"]}}, ["Otto"]),
    ("providers", {"boards": ["medical"]}, ["Ada"]),
    ("providers", {"boards": ["certifying"]}, ["Otto"]),
    ("providers", {"boards": ["medical", "certifying"]}, ["Ada", "Otto"]),
    ("providers", {"boards": ["0", "9" * 30, "x", "-1", ""]}, []),
    ("providers", {"search": "lar"}, ["Ada"]),
    ("articles", {"topics": ["safety"]}, ["On", "On"]),
    ("articles", {"topics": ["news"], "not": {"topics": ["safety"]}}, ["Open"]),
    ("articles", {"treatments": ["chemical-peel", "filler"]}, ["On"]),
    ("articles", {"authors": ["ada-larch"], "search": "peels"}, ["On"]),
    ("articles", {"authors": ["ada-larch"]}, ["On"]),
    ("articles", {"not": {"authors": ["ada-larch", "nina-reed"]}}, ["Open"]),
    ("articles", {"medical": True}, ["On"]),
    ("articles", {"medical": False}, ["On", "Open"]),
    ("articles", {"publishedAfter": "2026-01-01"}, ["On", "Open"]),
    ("articles", {"publishedAfter": "2025-12-31", "publishedBefore": "2026-01-02"}, ["On"]),
    ("articles", {"reviewDueBefore": "2026-03-02"}, ["On"]),
    ("articles", {"slugs": ["open-day", "peel-or-laser"]}, ["Open"]),
    ("comparisons", {"topics": ["safety"]}, ["Peel"]),
    ("comparisons", {"treatments": ["laser-ipl"]}, ["Peel"]),
    ("comparisons", {"topics": ["news"]}, []),
    ("pages", {"types": ["STANDARD_PAGE"]}, ["About", "Careers", "About-us-too"]),
    ("pages", {"types": ["HOME_PAGE", "COMPARISON_ARTICLE_PAGE"]}, ["Home", "Peel"]),
    ("pages", {"parent": "/about-us/"}, ["Careers"]),
    ("pages", {"parent": "about-us?x=1"}, ["Careers"]),
    ("pages", {"parent": "/", "types": ["STANDARD_PAGE"]}, ["About", "About-us-too"]),
    ("pages", {"under": "/", "types": ["STANDARD_PAGE"]}, ["About", "Careers", "About-us-too"]),
    ("pages", {"under": "/locations/"}, ["Midtown", "Alpharetta", "Harbor"]),
    ("pages", {"under": "/never/"}, []),
    ("pages", {"under": "/Locations/"}, []),
    ("pages", {"under": "/%00/"}, []),
    ("pages", {"under": "/locat%_ons/"}, []),
    ("pages", {"search": "about"}, ["About", "About-us-too"]),
    ("pages", {"publishedBefore": "2026-01-11"}, ["Chemical", "Laser"]),
]


@pytest.mark.parametrize(("field", "filters", "expected"), CASES, ids=range(len(CASES)))
def test_a_filter_lets_through_what_it_says(
    world: World, db: None, ask: Ask, field: str, filters: dict[str, Any], expected: list[str]
) -> None:
    assert found(ask, field, **with_ids(filters, world)) == expected


PAIRS: list[tuple[str, dict[str, Any], list[str], dict[str, Any], list[str]]] = [
    (
        "treatments",
        {"concerns": ["age-spots"], "search": "skin peel", "publishedBefore": "2026-01-12"},
        ["Chemical"],
        {"concerns": ["never", "redness"], "search": "laser ipl", "publishedBefore": "2026-01-13"},
        ["Laser"],
    ),
    (
        "treatments",
        {"or": [{"areas": ["face"]}, {"not": {"kinds": ["ENERGY"]}}]},
        ["Chemical", "Filler"],
        {"or": [{"areas": ["hands"]}, {"not": {"kinds": ["PEEL", "INJECTABLE"]}}]},
        ["Laser"],
    ),
    ("providers", {"boards": ["medical"]}, ["Ada"], {"boards": ["medical", "certifying"]}, ["Ada", "Otto"]),
    ("providers", {"languages": ["spanish"]}, ["Ada"], {"languages": ["", "MANDARIN"]}, ["Nina"]),
    ("articles", {"authors": ["ada-larch"]}, ["On"], {"authors": ["otto-ash"]}, []),
    ("pages", {"under": "/locations/"}, ["Midtown", "Alpharetta", "Harbor"], {"under": "/about-us/"}, ["Careers"]),
    (
        "pages",
        {"types": ["HOME_PAGE"]},
        ["Home"],
        {"types": ["LOCATION_INDEX_PAGE", "HOME_PAGE"]},
        ["Home", "Locations"],
    ),
]


@pytest.mark.parametrize(("field", "one", "expected", "other", "others_expected"), PAIRS, ids=range(len(PAIRS)))
def test_a_filter_with_other_values_is_not_compiled_again(
    world: World,
    db: None,
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
    field: str,
    one: dict[str, Any],
    expected: list[str],
    other: dict[str, Any],
    others_expected: list[str],
) -> None:
    def refuse(*arguments: Any, **options: Any) -> Any:
        raise AssertionError("A statement was compiled again")

    one, other = (with_ids(filters, world) for filters in (one, other))
    assert found(ask, field, **one) == expected
    monkeypatch.setattr(SQLCompiler, "as_sql", refuse)
    assert found(ask, field, **other) == others_expected
    assert found(ask, field, **one) == expected


@pytest.mark.parametrize(("name", "bound"), [("MOST_KEPT", 2), ("LONGEST_KEPT", 0)])
def test_filters_are_answered_alike_where_their_statements_cannot_be_kept(
    world: World, db: None, ask: Ask, monkeypatch: pytest.MonkeyPatch, name: str, bound: int
) -> None:
    monkeypatch.setattr(everywhere, "seen", {})
    monkeypatch.setattr(statements, name, bound)
    for field, one, expected, other, others_expected in PAIRS * 2:
        assert found(ask, field, **with_ids(one, world)) == expected
        assert found(ask, field, **with_ids(other, world)) == others_expected
    [(_, held)] = everywhere.seen.values()
    assert len(held.statements) == (2 if name == "MOST_KEPT" else 0)


def with_ids(filters: dict[str, Any], world: World) -> dict[str, Any]:
    """``filters`` with the ids of the boards that they name."""
    boards = filters.get("boards")
    return filters | {"boards": [str(world.get(name, name)) for name in boards]} if boards else filters


def test_every_condition_of_every_filter_has_a_case() -> None:
    asked: dict[str, set[str]] = {}
    for field, filters, _ in CASES:
        asked.setdefault(field, set()).update(filters)
    kinds = {"pages": "Page", "articles": "Article"}
    for field in set(asked) - {"comparisons"}:
        kind: Any = schema().graphql_schema.type_map[f"{kinds.get(field, field[:-1].capitalize())}Filter"]
        conditions = set(kind.fields) - {"and", "or", "not"}
        assert conditions - asked[field] <= {"publishedAfter", "publishedBefore"}, field


def test_a_filter_is_part_of_the_lists_own_statement(world: World, db: None, ask: Ask) -> None:
    conditions = {"concerns": ["age-spots"], "locations": ["alpharetta"], "providers": ["nina-reed"], "search": "peel"}

    def number(**filters: Any) -> int:
        text = "query ($filter: TreatmentFilter) { treatments(filter: $filter) { nodes { title } } }"
        ask(text, filter=filters)
        with CaptureQueriesContext(connection) as captured:
            ask(text, filter=filters)
        return len(captured)

    assert number(**conditions, **{"or": [{"not": conditions}, conditions]}) == number()


def test_a_cursor_stays_good_when_the_filter_changes(world: World, db: None, ask: Ask) -> None:
    text = """
    query ($filter: TreatmentFilter, $after: String) {
      treatments(filter: $filter, first: 1, after: $after) { nodes { title } pageInfo { endCursor hasNextPage } }
    }
    """
    first = ask(text, filter={"concerns": ["fine-lines"]})["treatments"]
    assert first["nodes"] == [{"title": "Chemical peel"}]
    after = first["pageInfo"]["endCursor"]
    second = ask(text, filter={"concerns": ["age-spots"]}, after=after)["treatments"]
    assert (second["nodes"], second["pageInfo"]["hasNextPage"]) == ([{"title": "Laser (IPL)"}], False)
