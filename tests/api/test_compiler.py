"""What the compiled functions answer is what graphql-core answers, whatever is asked of whatever content."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import hypothesis_graphql
import orjson
import pytest
from django.db.models import CharField, TextField
from django.test import Client, RequestFactory
from graphql import ExecutionResult, execute_sync, get_operation_ast, parse
from hypothesis import HealthCheck, Phase, given, seed, settings

from cms.api import execution
from cms.api.execution import MOST_FIELDS, Variants, execute, taken_apart
from cms.api.schema import schema
from cms.api.visibility import served_page_models
from tests.factories import StandardPageFactory

from .crowd import Crowd
from .test_statements import IMAGE, QUERIES

ROOTS = sorted(schema().graphql_schema.query_type.fields)  # type: ignore[union-attr]
VARIED = """
query($with: Boolean!, $without: Boolean = true, $first: Int, $preset: ImagePreset!) {
  one: treatments(first: $first) {
    ...Listed
    nodes { slug @skip(if: $with) providers @include(if: $with) { title ... on ProviderPage { role } } }
    edges { cursor node { __typename hero { srcSet(preset: $preset) alt } related(first: $first) { ...Listed2 } } }
  }
  other: treatments(last: 2) { ...Listed nodes { hero { rendition(preset: $preset, format: WEBP) { url format } } } }
  page(path: "/articles/article-0/") { ... on ArticlePage { body { __typename ... on RichTextBlock { html } } } title }
  __typename
}
fragment Listed on TreatmentConnection { nodes { __typename title ...Named } totalCount pageInfo { endCursor } }
fragment Named on PageInterface { path ... @include(if: $without) { pageType breadcrumbs { title path } } }
fragment Listed2 on PageConnection { nodes { title ...Named parent { title parent { slug } } } }
"""
VARIABLES: list[dict[str, Any]] = [
    {"with": with_it, "first": first, "preset": "CARD", **more}
    for with_it in (True, False)
    for first in (1, None)
    for more in ({}, {"without": False})
]
REFUSED = {
    "a part of a list refused": "{ articles { nodes { title related(first: 0) { nodes { title } } } } }",
    "a root field refused": '{ organization { name } treatments(first: 101) { totalCount } page(path: "/") { id } }',
    "a cursor refused": '{ home: page(path: "/") { children(after: "no") { nodes { id } } } organization { name } }',
    "not one of its formats": "{ treatments { nodes { hero { srcSet(preset: OPEN_GRAPH, format: AVIF) } } } }",
    "nothing": '{ treatment(slug: "none") { title } route(path: "/none/") { path } }',
}


@pytest.fixture(scope="module", params=[1, 2])
def content(request: pytest.FixtureRequest, lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """A crowd of which much is hidden, and much is empty."""
    with lasting():
        crowd = Crowd()
        crowd.grow(3)
        StandardPageFactory(title="About", body=crowd.body(0))
        chosen = random.Random(request.param)
        for model in served_page_models():
            for page in model._default_manager.filter(depth__gt=3):
                rows = model._default_manager.filter(pk=page.pk)
                if chosen.random() < 0.2:
                    rows.update(live=False)
                for field in model._meta.local_concrete_fields:
                    if chosen.random() < 0.3 and (field.null or isinstance(field, CharField | TextField)):
                        empty = "" if not field.null and field.blank and not field.choices else None
                        if field.null or empty is not None:
                            rows.update(**{field.name: empty})
        yield


def both(query: str, variables: dict[str, Any]) -> tuple[ExecutionResult, ExecutionResult]:
    """The same asked both ways, each time of a request of its own."""
    document = parse(query)
    operation = get_operation_ast(document)
    assert operation is not None
    graphql_schema = schema().graphql_schema
    variants = Variants(graphql_schema, document, operation)
    mine = execute(variants, variables, RequestFactory().get("/graphql/"))
    theirs = execute_sync(
        graphql_schema, document, context_value=RequestFactory().get("/graphql/"), variable_values=variables
    )
    return mine, theirs


def assert_same(query: str, variables: dict[str, Any] | None = None) -> ExecutionResult:
    mine, theirs = both(query, variables or {})
    assert orjson.dumps(mine.data) == orjson.dumps(theirs.data), query
    assert [error.formatted for error in mine.errors or ()] == [error.formatted for error in theirs.errors or ()], query
    return mine


@pytest.fixture
def without_fallback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where graphql-core is asked after all."""

    def refuse(*arguments: Any, **options: Any) -> None:
        raise AssertionError("The compiled functions gave up")

    monkeypatch.setattr(execution, "execute_sync", refuse)


@pytest.mark.parametrize("name", QUERIES)
def test_known_queries_are_answered_alike(content: None, db: None, without_fallback: None, name: str) -> None:
    query, variables = QUERIES[name]
    assert_same(query.replace("IMAGE", IMAGE), variables)


@pytest.mark.parametrize("variables", VARIABLES, ids=str)
def test_fragments_aliases_and_directives(
    content: None, db: None, without_fallback: None, variables: dict[str, Any]
) -> None:
    assert_same(VARIED, variables)


def test_one_document_is_taken_apart_for_each_way_to_skip(content: None, db: None) -> None:
    document = parse(VARIED)
    operation = get_operation_ast(document)
    assert operation is not None
    variants = Variants(schema().graphql_schema, document, operation)
    answers = [execute(variants, given, RequestFactory().get("/graphql/")).data for given in VARIABLES]
    assert answers == [both(VARIED, given)[1].data for given in VARIABLES]
    assert len({id(variants.of(given)) for given in VARIABLES}) == 4


def test_what_is_kept_of_operations_is_bounded_in_fields(db: None, client: Client) -> None:
    below = " ".join(f"f{number}: parent {{ ...all }}" for number in range(40))
    text = (
        f'query N {{ page(path: "/none/") {{ {below} }} }} fragment all on PageInterface {{ id title path url slug }}'
    )
    kept = taken_apart.cache
    for number in range(40):
        answer = client.post("/graphql/", {"query": text.replace("N", f"N{number}")}, "application/json").json()
        assert set(answer) == {"data"}
        assert kept.currsize == sum(operation.size for operation in kept.values()) <= MOST_FIELDS
    assert len(kept) < 40


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_refused_alike(content: None, db: None, query: str) -> None:
    assert_same(query)


@pytest.mark.parametrize(
    "variables", [{}, {"with": None, "preset": "CARD"}, {"with": True, "preset": "NONE"}, {"with": 1, "preset": "CARD"}]
)
def test_wrong_variables_are_refused_alike(content: None, db: None, variables: dict[str, Any]) -> None:
    mine = assert_same(VARIED, variables)
    assert mine.data is None


def test_a_null_where_none_may_be_takes_its_parent_with_it(
    content: None, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No content is like that: a resolver is made to fail, and one to give nothing."""
    kinds: Any = schema().graphql_schema.type_map

    def fail(root: Any, info: Any) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(kinds["ProviderPage"].fields["title"], "resolve", fail)
    mine = assert_same("{ treatments { nodes { title providers { title } } } providers { totalCount } }")
    assert mine.errors
    monkeypatch.setattr(kinds["ProviderPage"].fields["title"], "resolve", lambda root, info: None)
    mine = assert_same("{ organization { name } providers { nodes { title } } }")
    assert mine.data is None


@pytest.mark.costly
@pytest.mark.parametrize("root", ROOTS)
def test_whatever_may_be_asked_is_answered_alike(content: None, db: None, soak: bool, root: str) -> None:
    asked = []

    @seed(2026)
    @settings(
        max_examples=300 if soak else 12,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(query=hypothesis_graphql.queries(str(schema()), fields=[root], allow_x00=False))
    def ask(query: Any) -> None:
        asked.append(query)
        assert_same(query)

    ask()
    assert len(asked) >= 12
