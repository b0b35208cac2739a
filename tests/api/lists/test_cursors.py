"""Cursors: good in their own list and order alone."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Ask
from tests.factories import ComparisonArticlePageFactory, LocationPageFactory, TreatmentPageFactory, make_site
from treatments.models import ConcernPage

from .parts import LIST, ORDERED, refusals, wrong_cursor

Post = Callable[..., tuple[int, dict[str, Any]]]
pytestmark = pytest.mark.usefixtures("forty_five")


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


@pytest.mark.parametrize("cursor", FORGED, ids=range(len(FORGED)))
@pytest.mark.parametrize("argument", ["after", "before"])
def test_a_forged_cursor_is_refused(db: None, post: Post, argument: str, cursor: str) -> None:
    status, answer = post(LIST, **{argument: cursor})
    assert (status, answer) == (
        200,
        {
            "data": None,
            "errors": [
                {
                    "message": wrong_cursor(argument),
                    "locations": [{"line": 3, "column": 3}],
                    "path": ["concerns"],
                    "extensions": {"code": "BAD_REQUEST"},
                }
            ],
        },
    )


def test_a_cursor_that_somebody_changed_is_refused(db: None, ask: Ask, post: Post) -> None:
    cursor = ask(LIST, first=1)["concerns"]["pageInfo"]["endCursor"]
    for at in range(0, len(cursor), 5):
        changed = cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :]
        assert refusals(post(LIST, after=changed)[1]) == [wrong_cursor("after")]
    assert refusals(post(LIST, after=cursor[:-2])[1]) == [wrong_cursor("after")]


def test_a_cursor_of_a_former_secret_stays_good_while_that_is_a_fallback(
    db: None, ask: Ask, post: Post, settings: Any
) -> None:
    cursor = ask(LIST, first=1)["concerns"]["pageInfo"]["endCursor"]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert ask(LIST, first=1, after=cursor)["concerns"]["nodes"] == [{"slug": ORDERED[1]}]
    settings.SECRET_KEY_FALLBACKS = []
    assert refusals(post(LIST, after=cursor)[1]) == [wrong_cursor("after")]


SOURCES = {
    "articles": "{ articles { pageInfo { endCursor } } }",
    "articles by title": "{ articles(orderBy: TITLE_ASC) { pageInfo { endCursor } } }",
    "articles by title downwards": "{ articles(orderBy: TITLE_DESC) { pageInfo { endCursor } } }",
    "articles by title and day": "{ articles(orderBy: [TITLE_ASC, PUBLISHED_DESC]) { pageInfo { endCursor } } }",
    "comparisons": "{ comparisons { pageInfo { endCursor } } }",
    "treatments": "{ treatments { pageInfo { endCursor } } }",
    "concerns": "{ concerns { pageInfo { endCursor } } }",
    "pages": "{ pages { pageInfo { endCursor } } }",
    "pages of another site": '{ pages(site: "other.example") { pageInfo { endCursor } } }',
    "children": '{ page(path: "/") { children { pageInfo { endCursor } } } }',
    "children of another": '{ page(path: "/articles/") { children { pageInfo { endCursor } } } }',
    "locations": "{ locations { pageInfo { endCursor } } }",
    "near": "{ locations(near: { latitude: 33, longitude: -84 }) { pageInfo { endCursor } } }",
    "near elsewhere": "{ locations(near: { latitude: 34, longitude: -84 }) { pageInfo { endCursor } } }",
}


def test_a_cursor_is_good_in_its_own_list_and_order_alone(db: None, ask: Ask, post: Post) -> None:
    make_site("other.example")
    LocationPageFactory(latitude="33.78", longitude="-84.38", history=False)
    TreatmentPageFactory(concern_links=[ConcernPage.objects.get(slug="concern-00")], history=False)
    ComparisonArticlePageFactory(history=False)
    cursors = {}
    for name, query in SOURCES.items():
        [answer] = ask(query).values()
        cursors[name] = answer.get("children", answer)["pageInfo"]["endCursor"]
    names = list(SOURCES)
    for at, name in enumerate(names):
        query = with_after(SOURCES[name])
        assert "errors" not in post(query, after=cursors[name])[1]
        for other in (names[at - 1], names[at - 2], names[(at + 1) % len(names)], names[(at + 2) % len(names)]):
            assert refusals(post(query, after=cursors[other])[1]) == [wrong_cursor("after")], (name, other)


def with_after(query: str) -> str:
    """The same list, from ``$after`` on."""
    head, _, tail = query.rpartition(" { pageInfo")
    head = f"{head[:-1]}, after: $after)" if head.endswith(")") else f"{head}(after: $after)"
    return f"query ($after: String) {head} {{ pageInfo{tail}"
