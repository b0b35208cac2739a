"""What a query may cost: worked out before it runs, told when asked, refused when too much."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from graphql import get_introspection_query

from cms.api.cost import MOST_KNOWN, Costs
from cms.api.documents import checked, chosen_operation
from cms.api.errors import ClientError
from cms.api.limits import COST
from cms.api.schema import schema
from tests.factories import SmallSite

GOLDEN = Path("docs/queries/article-by-path.graphql").read_text()


def cost(query: str, name: str | None = None, **variables: Any) -> int:
    found = checked(query)
    assert found.document is not None, found.errors
    operation = chosen_operation(found.document, name)
    return Costs(schema().graphql_schema, found.document, operation).of(variables).requested


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ __typename }", 0),
        ("{ organization { name } }", 1),
        ("{ organization { name logo { alt focalPoint { x } } } }", 3),
        ("{ organization { disclaimers { name content { html } } } }", 1 + 6 * (1 + 1)),
        ("{ treatments { totalCount } }", 1),
        ("{ treatments { nodes { title } } }", 1 + 20),
        ("{ treatments(first: 3) { nodes { title hero { alt } } } }", 1 + 3 * 2),
        ("{ treatments(first: 3) { edges { cursor node { title } } pageInfo { hasNextPage } } }", 1 + 3 * 2 + 1),
        ("{ treatments(first: 2) { nodes { related(first: 5) { nodes { id } } } } }", 1 + 2 * (1 + 1 + 5)),
        ("{ concerns(first: 2) { nodes { treatments(first: 5) { id } } } }", 1 + 2 * (1 + 5)),
        ("{ concerns(first: 2) { nodes { treatments { id } } } }", 1 + 2 * (1 + 20)),
        ("{ a: treatments(first: 3) { nodes { id } } b: treatments(first: 4) { nodes { id } } }", 4 + 5),
        ("{ treatments(first: 3) { nodes { id } } treatments(first: 3) { nodes { title } } }", 4),
        ("{ treatments(first: 0) { nodes { id } } }", 1),
        ("{ treatments(first: -7) { nodes { id } } }", 1),
        ("{ treatments(first: 101) { nodes { id } } }", 1 + 100),
        ("{ treatments(first: 2147483647) { nodes { id } } }", 1 + 100),
        ("{ treatments(first: null) { nodes { id } } }", 1 + 20),
        ("{ treatments @skip(if: true) { nodes { id } } organization { name } }", 1),
        ("{ treatments { ... @include(if: false) { nodes { id } } } }", 1),
        # the dearest type counts
        ("{ page(id: 1) { ... on TreatmentPage { id } ... on ArticlePage { hero { alt } topics { id } } } }", 10),
        ("{ page(id: 1) { parent { id } ... on TreatmentPage { hero { alt } concerns { id } } } }", 1 + 1 + 1 + 20),
        ("{ ...A } fragment A on Query { page(id: 1) { ...B ...B } } fragment B on PageInterface { seo { title } }", 2),
    ],
)  # fmt: skip
def test_each_object_counts_as_often_as_it_may_be_there(query: str, expected: int) -> None:
    assert cost(query) == expected


FIRST = "query ($n: Int, $yes: Boolean = true) { treatments(first: $n) @include(if: $yes) { nodes { id } } }"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, 21),
        ({"n": 3}, 4),
        ({"n": 0}, 1),
        ({"n": -(10**30)}, 1),
        ({"n": 10**30}, 101),
        ({"n": 1e308}, 101),
        ({"n": None}, 21),
        ({"n": "x"}, 21),
        ({"n": [3]}, 21),
        ({"n": {}}, 21),
        ({"n": 3, "yes": False}, 0),
        ({"n": 3, "yes": "x"}, 4),
    ],
)
def test_variables_count_within_their_bounds(variables: dict[str, Any], expected: int) -> None:
    assert cost(FIRST, **variables) == expected


def test_a_default_counts_where_nothing_is_given() -> None:
    query = "query ($n: Int = 7) { treatments(first: $n) { nodes { id } } }"
    assert (cost(query), cost(query, n=2)) == (8, 3)


def test_only_the_chosen_operation_counts() -> None:
    query = "query A { treatments { nodes { id } } } query B { organization { name } }"
    assert (cost(query, "A"), cost(query, "B")) == (21, 1)


def test_the_golden_query_costs_less_than_a_third_of_what_is_allowed() -> None:
    assert cost(GOLDEN) == 2_835
    assert COST == 10_000


def test_introspection_costs_nothing() -> None:
    assert cost(get_introspection_query()) == 0


def test_fragments_that_lead_to_the_same_fields_are_worked_out_once() -> None:
    levels = 9
    links = [f"fragment F{n} on PageInterface {{ parent {{ ...F{n + 1} ...F{n + 1} }} }}" for n in range(levels)]
    query = " ".join(["{ page(id: 1) { ...F0 } }", *links, f"fragment F{levels} on PageInterface {{ id }}"])
    assert cost(query) == 1 + levels


def test_more_selections_than_can_be_looked_at_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.api.cost.COMBINATIONS", 12)
    with pytest.raises(ClientError) as refused:
        cost("{ page(id: 1) { parent { seo { title } } } }")
    assert refused.value.formatted == {
        "message": "The query selects more than 12 combinations of fields. Spread fewer fragments below each other.",
        "extensions": {"code": "QUERY_TOO_COMPLEX"},
    }


def ask(client: Client, query: str, **headers: str) -> dict[str, Any]:
    sent = json.dumps({"query": query})
    response = client.post("/graphql/", sent, content_type="application/json", headers=headers)
    assert response.status_code == 200
    return dict(response.json())


DEAR = "{ organization { name } treatments(first: 100) { nodes { related(first: 100) { nodes { title } } } } }"


def test_what_may_cost_too_much_is_refused_before_it_runs(
    site: SmallSite, client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert ask(client, DEAR) == {
            "errors": [
                {
                    "message": "The query may cost 10,202; at most 10,000 are allowed. Its dearest root field is "
                    "`treatments` (10,201): ask for fewer rows with `first`, or for fewer lists below each other.",
                    "extensions": {"code": "QUERY_TOO_COMPLEX"},
                }
            ]
        }


def test_the_cost_is_told_when_asked_for(site: SmallSite, client: Client) -> None:
    query = "{ treatments { nodes { title } } }"
    plain = {"data": {"treatments": {"nodes": []}}}
    told = {"extensions": {"cost": {"requested": 21, "maximum": 10_000, "work": 3_250, "maximumWork": 50_000}}}
    assert ask(client, query) == plain
    assert ask(client, query, **{"x-query-cost": "0"}) == plain
    assert ask(client, query, **{"x-query-cost": "1"}) == {**plain, **told}
    refused = ask(client, DEAR, **{"x-query-cost": "1"})
    assert refused["extensions"] == {
        "cost": {"requested": 10_202, "maximum": 10_000, "work": 8_250, "maximumWork": 50_000}
    }
    assert set(refused) == {"errors", "extensions"}


def test_the_queries_that_front_ends_are_given_are_allowed() -> None:
    for path in sorted(Path("docs/queries").glob("*.graphql")):
        assert cost(path.read_text()) <= COST, path


KEPT = """query ($n: Int = 3, $more: Boolean = false, $slug: String!, $after: String) {
  treatment(slug: $slug) { title related(first: $n) { nodes { id } } }
  treatments(first: 2, after: $after) @include(if: $more) { nodes { id } }
}"""


def costs_of(query: str) -> Costs:
    found = checked(query)
    assert found.document is not None, found.errors
    return Costs(schema().graphql_schema, found.document, chosen_operation(found.document, None))


def test_a_cost_is_worked_out_once_for_the_variables_that_it_depends_on() -> None:
    kept = costs_of(KEPT)
    asked: list[dict[str, Any]] = [
        *({"slug": slug, "after": slug} for slug in "abc"),
        *({"n": number} for number in (3, 5, 100, 1, True, None, "x", [5], {"n": 5})),
        *({"n": 5, "more": more} for more in (True, False, None, 1, "true")),
    ]
    for _ in range(2):
        for variables in asked:
            assert kept.of(variables).told() == costs_of(KEPT).of(variables).told()
    assert kept.of({"slug": "a"}) is kept.of({"slug": "b", "after": "c", "n": 3, "unknown": 7})
    assert kept.of({"n": 5}).requested == kept.of({"n": 3}).requested + 2
    assert kept.of({"n": 5, "more": True}).requested == kept.of({"n": 5}).requested + 3


def test_few_costs_of_an_operation_are_kept_and_none_of_a_long_text() -> None:
    kept = costs_of(KEPT)
    for number in range(100):
        kept.of({"n": number})
    assert len(kept.known) == MOST_KNOWN
    searching = costs_of("query ($words: String!) { search(query: $words) { totalCount } }")
    for words in ("short", "long " * 50):
        searching.of({"words": words})
    assert [dict(read) for read, _ in searching.known] == [{"words": "short"}]
