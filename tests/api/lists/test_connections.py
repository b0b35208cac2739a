"""Connections: forty-five rows, read in parts, in both directions."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from pages.models import ArticleRelated
from tests.api.conftest import Ask
from tests.factories import ArticlePageFactory, ConcernPageFactory, StandardPageFactory
from treatments.models import ConcernPage

from .parts import LIST, ORDERED, refusals, title_of, wrong_cursor

Post = Callable[..., tuple[int, dict[str, Any]]]
pytestmark = pytest.mark.usefixtures("forty_five")


def walk(ask: Ask, step: int) -> list[dict[str, Any]]:
    """All parts from the first to the last."""
    parts = [ask(LIST, first=step)["concerns"]]
    while parts[-1]["pageInfo"]["hasNextPage"]:
        parts.append(ask(LIST, first=step, after=parts[-1]["pageInfo"]["endCursor"])["concerns"])
    return parts


@pytest.mark.parametrize("step", [4, 9, 20, 44, 45, 46, 100])
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


@pytest.mark.parametrize("step", [4, 9, 20, 44, 45, 46, 100])
def test_every_row_comes_once_in_order_from_the_end_too(db: None, ask: Ask, step: int) -> None:
    parts = [ask(LIST, last=step)["concerns"]]
    while parts[-1]["pageInfo"]["hasPreviousPage"]:
        parts.append(ask(LIST, last=step, before=parts[-1]["pageInfo"]["startCursor"])["concerns"])

    assert [node["slug"] for part in reversed(parts) for node in part["nodes"]] == ORDERED
    assert [len(part["nodes"]) for part in parts] == [min(step, 45 - at) for at in range(0, 45, step)]
    for position, part in enumerate(parts):
        cursors = [edge["cursor"] for edge in part["edges"]]
        assert part["pageInfo"] == {
            "hasNextPage": position > 0,
            "hasPreviousPage": position < len(parts) - 1,
            "startCursor": cursors[0],
            "endCursor": cursors[-1],
        }


@pytest.mark.parametrize(
    ("arguments", "expected", "previous", "following"),
    [
        ({}, ORDERED[5:15], True, True),
        ({"first": 4}, ORDERED[5:9], True, True),
        ({"last": 4}, ORDERED[11:15], True, True),
        ({"first": 10}, ORDERED[5:15], True, True),
        ({"last": 11}, ORDERED[5:15], True, True),
    ],
)
def test_a_part_may_lie_between_two_cursors(
    db: None, ask: Ask, arguments: dict[str, int], expected: list[str], previous: bool, following: bool
) -> None:
    edges = ask(LIST, first=100)["concerns"]["edges"]
    part = ask(LIST, after=edges[4]["cursor"], before=edges[15]["cursor"], **arguments)["concerns"]
    assert [node["slug"] for node in part["nodes"]] == expected
    assert (part["pageInfo"]["hasPreviousPage"], part["pageInfo"]["hasNextPage"]) == (previous, following)


def test_between_cursors_that_have_crossed_there_is_nothing(db: None, ask: Ask) -> None:
    edges = ask(LIST, first=100)["concerns"]["edges"]
    part = ask(LIST, after=edges[15]["cursor"], before=edges[4]["cursor"])["concerns"]
    assert (part["nodes"], part["totalCount"]) == ([], 45)


def test_whether_there_is_more_is_told_of_the_list_as_it_is_now(db: None, ask: Ask) -> None:
    edges = ask(LIST, first=100)["concerns"]["edges"]
    ConcernPage.objects.filter(slug__in=ORDERED[:5]).update(live=False)
    ConcernPage.objects.filter(slug__in=ORDERED[40:]).update(live=False)
    after = ask(LIST, first=10, after=edges[4]["cursor"])["concerns"]
    assert [node["slug"] for node in after["nodes"]] == ORDERED[5:15]
    assert after["pageInfo"]["hasPreviousPage"] is False
    before = ask(LIST, last=10, before=edges[40]["cursor"])["concerns"]
    assert [node["slug"] for node in before["nodes"]] == ORDERED[30:40]
    assert before["pageInfo"]["hasNextPage"] is False


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


@pytest.mark.parametrize("step", [3, 10])
@pytest.mark.parametrize("backward", [False, True])
def test_rows_that_stay_come_once_while_others_come_and_go(db: None, ask: Ask, step: int, backward: bool) -> None:
    """Before each part one row goes and one comes, here and there; those of the start that stay are all there, once."""
    mixed = random.Random(step)
    gone = mixed.sample(ORDERED, 10)
    waiting, found, arguments = list(gone), [], {"last" if backward else "first": step}
    while True:
        part = ask(LIST, **arguments)["concerns"]
        found += [node["slug"] for node in (reversed(part["nodes"]) if backward else part["nodes"])]
        if not part["pageInfo"]["hasPreviousPage" if backward else "hasNextPage"]:
            break
        arguments["before" if backward else "after"] = part["pageInfo"]["startCursor" if backward else "endCursor"]
        if waiting:
            slug = waiting.pop()
            ConcernPage.objects.get(slug=slug).delete()
            ConcernPageFactory(title=title_of(mixed.randrange(45)), slug=f"new-for-{slug}", history=False)
    stayed = [slug for slug in found if slug in ORDERED and slug not in gone]
    expected = [slug for slug in ORDERED if slug not in gone]
    assert stayed == (expected[::-1] if backward else expected)
    assert len(set(found)) == len(found)


SIZES = [0, -1, 101, -(2**31), 2**31 - 1]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("{ concerns(%s: %d) { totalCount } }", ["concerns"]),
        ("{ pages(%s: %d) { totalCount } }", ["pages"]),
        ("{ locations(near: { latitude: 1, longitude: 1 }, %s: %d) { totalCount } }", ["locations"]),
    ],
)
@pytest.mark.parametrize("argument", ["first", "last"])
@pytest.mark.parametrize("size", SIZES)
def test_sizes_have_bounds(db: None, post: Post, query: str, path: list[str], argument: str, size: int) -> None:
    assert post(query % (argument, size)) == (
        200,
        {
            "data": None,
            "errors": [
                {
                    "message": f"`{argument}` must be between 1 and 100; it is {size}.",
                    "locations": [{"line": 1, "column": 3}],
                    "path": path,
                    "extensions": {"code": "BAD_REQUEST"},
                }
            ],
        },
    )


BOTH = "Give `first` or `last`, not both: a part is read from one end."


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("children(first: 101) { totalCount }", "`first` must be between 1 and 100; it is 101."),
        ("children(last: 0) { totalCount }", "`last` must be between 1 and 100; it is 0."),
        ("children(first: 1, last: 1) { totalCount }", BOTH),
        ('children(after: "x") { totalCount }', "WRONG after"),
        ('children(before: "x") { totalCount }', "WRONG before"),
    ],
)
def test_arguments_have_bounds_below_the_root_too(db: None, post: Post, field: str, message: str) -> None:
    status, answer = post('{ page(path: "/") { %s } }' % field)  # noqa: UP031
    assert (status, answer["data"]) == (200, {"page": None})
    expected = wrong_cursor(message.removeprefix("WRONG ")) if message.startswith("WRONG") else message
    assert refusals(answer) == [expected]


def test_a_plain_list_that_is_cut_has_the_same_bounds(db: None, post: Post) -> None:
    for size in (0, 101):
        _, answer = post('{ concern(slug: "concern-00") { treatments(first: %d) { title } } }' % size)  # noqa: UP031
        assert refusals(answer) == [f"`first` must be between 1 and 100; it is {size}."]


def test_a_list_is_read_from_one_end(db: None, post: Post) -> None:
    _, answer = post(LIST, first=1, last=1)
    assert refusals(answer) == [BOTH]


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


def test_children_go_on_where_they_were_though_their_parent_was_put_elsewhere(db: None, ask: Ask) -> None:
    home = Page.objects.get(url_path="/larch-hill/")
    first, second = (StandardPageFactory(slug=slug, parent=home) for slug in ("first", "second"))
    one, *_ = [StandardPageFactory(title=title, parent=second) for title in ("One", "Two", "Three")]
    query = """
    query ($after: String) {
      page(path: "/second/") {
        children(first: 1, after: $after) { nodes { title } pageInfo { endCursor hasNextPage } }
      }
    }
    """
    after = ask(query)["page"]["children"]["pageInfo"]["endCursor"]
    Page.objects.get(pk=second.pk).move(Page.objects.get(pk=first.pk), "left")
    for _ in range(2):
        part = ask(query, after=after)["page"]["children"]
        assert (part["nodes"], part["pageInfo"]["hasNextPage"]) == ([{"title": "Two"}], True)
        Page.objects.get(pk=one.pk).specific.unpublish()


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


def test_what_lies_beyond_a_cursor_costs_a_statement_only_when_asked_for(db: None, ask: Ask) -> None:
    cursor = ask(LIST, first=9)["concerns"]["pageInfo"]["endCursor"]
    query = '{ concerns(after: "CURSOR") { FIELDS } }'.replace("CURSOR", cursor)
    without = statements(ask, query.replace("FIELDS", "nodes { title } pageInfo { endCursor hasNextPage }"))
    asked = query.replace("FIELDS", "nodes { title } pageInfo { endCursor hasNextPage hasPreviousPage }")
    assert statements(ask, asked) == without + 1


def test_children_are_read_from_the_end_too(db: None, ask: Ask) -> None:
    query = """
    query ($last: Int, $before: String) {
      page(path: "/") {
        children(last: $last, before: $before) {
          nodes { title } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
      }
    }
    """
    whole = [node["title"] for node in ask(query, last=100)["page"]["children"]["nodes"]]
    titles: list[str] = []
    before = None
    for more, following in ((True, False), (True, True), (False, True)):
        part = ask(query, last=4, before=before)["page"]["children"]
        info = part["pageInfo"]
        assert (info["hasPreviousPage"], info["hasNextPage"]) == (more, following)
        titles = [node["title"] for node in part["nodes"]] + titles
        before = info["startCursor"]
    assert titles == whole
    assert len(whole) == 10


def test_editors_may_rearrange_related_pages_between_two_parts(db: None, ask: Ask) -> None:
    picks = [StandardPageFactory(title=f"Pick {number}", history=False) for number in range(4)]
    article = ArticlePageFactory(title="Picky", related_links=picks, history=False)
    query = """
    query ($after: String) {
      article(slug: "picky") { related(first: 2, after: $after) { nodes { title } pageInfo { endCursor } } }
    }
    """
    first = ask(query)["article"]["related"]
    assert [node["title"] for node in first["nodes"]] == ["Pick 0", "Pick 1"]
    fresh = StandardPageFactory(title="Fresh", history=False)
    article.related_links = [ArticleRelated(related=page, sort_order=at) for at, page in enumerate([fresh, *picks])]
    article.save()
    second = ask(query, after=first["pageInfo"]["endCursor"])["article"]["related"]
    assert [node["title"] for node in second["nodes"]] == ["Pick 2", "Pick 3"]


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
