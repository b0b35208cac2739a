"""How much work a query may be: worked out before it runs, so that what is too much costs no statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect

from cms.api.cost import Cost, Costs
from cms.api.documents import checked, chosen_operation
from cms.api.limits import VARIABLE_DEPTH, VARIABLES, WORK
from cms.api.schema import schema

from .crowd import Crowd

Post = Callable[..., tuple[int, dict[str, Any]]]


def cost(query: str, **variables: Any) -> Cost:
    found = checked(query)
    assert found.document is not None, found.errors
    operation = chosen_operation(found.document, None)
    return Costs(schema().graphql_schema, found.document, operation).of(variables)


def times(number: int, field: str) -> str:
    return "{ " + " ".join(f"a{n}: {field}" for n in range(number)) + " }"


LOOKUP, LIST, TENS = 250, 2_500, 250


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ __typename }", 0),
        ("{ organization { name } }", LOOKUP),
        ("{ organization { logo { alt } disclaimers { name } } }", 3 * LOOKUP),
        ("{ treatments { totalCount } }", LOOKUP + LIST),
        ("{ treatments { nodes { title } } }", LOOKUP + LIST + 2 * TENS),
        ("{ treatments(first: 100) { nodes { title hero { alt } } } }", 2 * LOOKUP + LIST + 20 * TENS),
        ("{ treatments(first: 100) { nodes { hero { a: alt } hero { b: alt } } } }", 2 * LOOKUP + LIST + 20 * TENS),
        # one statement, whatever sizes are asked for
        (
            "{ treatments(first: 1) { nodes { hero { srcSet(preset: HERO) rendition(preset: CARD) { url } } } } }",
            3 * LOOKUP + LIST,
        ),
        # each part of a list is looked up by itself
        (
            "{ treatment(slug: \"a\") { a: related(first: 1) { totalCount } b: related(first: 2) { totalCount } } }",
            3 * LOOKUP,
        ),
        # however many rows are around it
        (
            "{ locations(first: 98) { nodes { treatments(first: 98) { title } } } }",
            2 * LOOKUP + LIST + 19 * TENS,
        ),
        # a single page is of one type, the dearest; rows of a list may be of all
        ("{ page(id: 1) { ... on TreatmentPage { hero { id } } ... on ArticlePage { hero { id } } } }", 2 * LOOKUP),
        (
            "{ pages(first: 10) { nodes { ...on TreatmentPage{hero{id}} ...on ArticlePage{hero{id}} } } }",
            3 * LOOKUP + LIST + 3 * TENS,
        ),
        (
            "{ a: page(id: 1) { ...F } b: page(id: 2) { ...F } } fragment F on TreatmentPage { hero { id } }",
            4 * LOOKUP,
        ),
        ("{ treatments(first: 30) { nodes { seo { title } } } }", 2 * LOOKUP + LIST + 3 * TENS),
        ("{ treatments(first: 30) { nodes { seo { jsonLd } } } }", 2 * LOOKUP + LIST + 3 * TENS + 30 * 100),
        ("{ search(query: \"the botox for crows feet\", first: 9) { totalCount } }", LOOKUP + 3 * 2_500),
        ("{ search(query: \"\") { nodes { excerpt { html } } } }", LOOKUP + 20 * 100),
        ("{ route(path: \"/\") { path } }", LOOKUP + 1_000),
        ("{ sitemap { totalCount } redirects { totalCount } }", 2 * (LOOKUP + 10_000)),
        ("{ treatments @skip(if: true) { nodes { id } } }", 0),
    ],
)  # fmt: skip
def test_work_is_what_the_look_ahead_will_do(query: str, expected: int) -> None:
    assert cost(query).work == expected


@pytest.mark.parametrize(
    ("given", "words"), [({}, 0), ({"q": "one two"}, 2), ({"q": "x" * 300}, 0), ({"q": 5}, 0), ({"q": ["a"]}, 0)]
)
def test_the_words_of_a_search_are_those_of_the_variable(given: dict[str, Any], words: int) -> None:
    query = "query ($q: String!) { search(query: $q) { totalCount } }"
    assert cost(query, **given).work == LOOKUP + words * 2_500


def test_the_queries_that_front_ends_are_given_are_far_from_the_bound() -> None:
    found = {path.stem: cost(path.read_text()).work for path in Path("docs/queries").glob("*.graphql")}
    assert found["article-by-path"] == 21_100
    assert max(found.values()) <= 30_000 < WORK


@pytest.fixture(scope="module")
def crowd(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[Crowd]:
    with lasting():
        crowd = Crowd()
        crowd.grow(5)
        call_command("update_index", verbosity=0)
        yield crowd


REFUSED = [
    (times(19, "pages { totalCount }"), 19 * 2_750, 2_750),
    (times(60, 'treatment(slug: "a") { related(first: 100) { nodes { id } } }'), 60 * 3_000, 3_000),
    (times(11, "locations(first: 80) { nodes { seo { jsonLd } } }"), 11 * 13_000, 13_000),
    (times(10, 'search(query: "skin", first: 100) { nodes { excerpt { html } } }'), 10 * 12_750, 12_750),
    (times(5, "redirects(first: 1) { nodes { to } }"), 5 * 10_250, 10_250),
    (times(5, "sitemap(first: 1) { nodes { url } }"), 5 * 10_250, 10_250),
    (times(41, 'route(path: "/a/") { path }'), 41 * 1_250, 1_250),
    (times(7, 'search(query: "skin eye neck") { totalCount }'), 7 * 7_750, 7_750),
]


@pytest.mark.parametrize(("query", "work", "share"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_too_much_work_is_refused_without_a_statement(
    crowd: Crowd, db: None, post: Post, query: str, work: int, share: int
) -> None:
    with CaptureQueriesContext(connection) as captured:
        status, answer = post(query)
    assert (status, len(captured)) == (200, 0)
    assert answer == {
        "errors": [
            {
                "message": f"The query may take {work:,} units of work; at most 50,000 are allowed. Its dearest root "
                f"field is `a0` ({share:,}): ask for less of it, or in several requests.",
                "extensions": {"code": "QUERY_TOO_COMPLEX"},
            }
        ]
    }


ALLOWED = [
    times(18, "pages { totalCount }"),
    times(60, 'treatment(slug: "treatment-0") { related(first: 100) { totalCount } }'),
    times(3, "locations(first: 80) { nodes { seo { jsonLd } } }"),
    times(4, "redirects(first: 1) { nodes { to } }"),
    times(4, "sitemap(first: 1) { nodes { url } }"),
    times(40, 'route(path: "/a/") { path }'),
    times(60, 'page(path: "/treatments/treatment-0/") { title }'),
]


@pytest.mark.parametrize("query", ALLOWED, ids=range(len(ALLOWED)))
def test_what_lies_below_the_bound_is_answered(crowd: Crowd, db: None, post: Post, query: str) -> None:
    assert cost(query).work <= WORK
    assert "errors" not in post(query)[1]


def test_rows_count_as_they_come_where_none_can_tell_how_many(
    crowd: Crowd, db: None, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five locations and what is given there: the query asks for a row and more of a list at each."""
    query = "{ locations(first: 5) { nodes { treatments(first: 10) { title } } } }"
    certain = cost(query).work_without_rows
    monkeypatch.setattr("cms.api.lookahead.ANSWER_WORK", certain + 5 * 25)
    status, answer = post(query)
    assert (status, answer["data"], answer["errors"][0]["path"]) == (200, None, ["locations"])
    assert answer["errors"][0]["message"] == (
        f"The answer would be more than {certain + 125:,} units of work: beside what the query is by itself, 25 for "
        "each row, 1 for each value. Ask for fewer rows, or in several requests."
    )
    monkeypatch.setattr("cms.api.lookahead.ANSWER_WORK", 60_000)
    assert "errors" not in post(query)[1]


def statements(post: Post, query: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert "errors" not in post(query)[1]
    return len(captured)


def test_redirects_are_followed_once_in_a_request(crowd: Crowd, db: None, post: Post) -> None:
    for step in range(1, 11):
        Redirect.objects.create(old_path=f"/old-{step}", redirect_link=f"/old-{step + 1}/")
    one, four = (times(number, "redirects(first: 1) { nodes { to } }") for number in (1, 4))
    assert statements(post, one) == statements(post, one)
    assert statements(post, four) == statements(post, one) + 3
    _, answer = post("{ redirects { nodes { from to } } }")
    assert answer["data"]["redirects"]["nodes"] == [
        {"from": f"/old-{step}/", "to": "/old-11/"} for step in range(1, 11)
    ]


def test_the_children_of_a_page_are_found_once_in_a_request(crowd: Crowd, db: None, post: Post) -> None:
    field = 'page(path: "/treatments/") { children { totalCount } }'
    assert statements(post, times(2, field)) == statements(post, times(1, field)) + 1


FILTERED = "query ($f: TreatmentFilter) { treatments(filter: $f) { totalCount } }"


def nested(levels: int) -> dict[str, Any]:
    return {"not": nested(levels - 1)} if levels else {}


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"f": {"or": [{}] * 24_000}}, f"The variables hold more than {VARIABLES:,} values, those inside of lists"),
        ({"f": {"or": [{}] * (VARIABLES - 1)}}, f"The variables hold more than {VARIABLES:,} values"),
        ({f"v{n}": n for n in range(VARIABLES + 1)}, f"The variables hold more than {VARIABLES:,} values"),
        ({"f": nested(VARIABLE_DEPTH)}, f"The variables are nested too deeply: at most {VARIABLE_DEPTH} lists"),
    ],
    ids=["24,000 empty filters", "one too many in a list", "one too many", "one too deep"],
)
def test_variables_of_too_many_values_are_refused_before_they_are_looked_at(
    crowd: Crowd, db: None, post: Post, variables: dict[str, Any], message: str
) -> None:
    with CaptureQueriesContext(connection) as captured:
        status, answer = post(FILTERED, **variables)
    assert (status, len(captured), list(answer)) == (200, 0, ["errors"])
    [error] = answer["errors"]
    assert error["message"].startswith(message)
    assert error["extensions"] == {"code": "QUERY_TOO_COMPLEX"}


def test_as_many_variables_as_are_allowed_are_looked_at(crowd: Crowd, db: None, post: Post) -> None:
    for variables, refused in (
        (
            {"f": {"or": [{}] * (VARIABLES - 2)}},
            f"`or` takes at most 20 values; there are {VARIABLES - 2:,}. Give fewer.",
        ),
        ({"f": nested(VARIABLE_DEPTH - 1)}, "`and`, `or` and `not` go at most 5 deep in a filter. Write it flatter."),
    ):
        _, answer = post(FILTERED, **variables)
        assert [error["message"] for error in answer["errors"]] == [refused]
