"""A query costs statements by its shape, not by its rows; below the root nothing is asked of anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from botocore.client import BaseClient
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from graphql import GraphQLResolveInfo, execute_sync, parse

from cms.api.graphiql import QUERIES as QUERIES_FOLDER
from cms.api.graphiql import variables_of
from cms.api.images import image_files
from cms.api.lookahead import loaded
from cms.api.schema import schema
from cms.media.models import MediaImage
from tests.factories import StandardPageFactory
from treatments.models import TreatmentPage

from .crowd import Crowd

HERE = {
    "article-by-path": {"path": "/articles/comparison-0/"},
    "article-page": {"slug": "article-0"},
    "comparison-article-page": {"slug": "comparison-0"},
    "concern-page": {"slug": "concern-0"},
    "location-page": {"slug": "location-0"},
    "treatments-for-concerns": {"one": "concern-0", "other": "concern-1", "location": "location-0"},
    "provider-page": {"slug": "provider-0"},
    "treatment-page": {"slug": "treatment-0"},
    "treatment-list": {"first": 100},
}
"""What the ready queries ask for on the crowd's site, where it is not what they ask for on the demo's."""
READY = {
    path.stem: (query, HERE.get(path.stem, variables_of(query)))
    for path in sorted(QUERIES_FOLDER.glob("*.graphql"))
    for query in [path.read_text()]
}
IMAGE = "{ alt rendition(preset: CARD) { url } srcSet(preset: HERO) pictureSources(preset: PORTRAIT) { srcSet } }"
QUERIES = {
    **READY,
    "treatments": (
        """
        { treatments(first: 100) { totalCount nodes {
            title hero IMAGE sections { html } concerns { name areas { parent { name } } } areas { parent { name } }
            brands { labelSource { title } } devices { technology { name } } compositeOf { title concerns { name } }
            providers { displayName credentials { label board { name } } } locations { name hours { opens } }
            sources { title } author { displayName } reviewedBy { displayName } related { nodes { title } totalCount }
        } } }
        """,
        {},
    ),
    "articles": (
        """
        { articles(first: 100) { nodes {
            title hero IMAGE author { displayName } topics { name } sources { title }
            seo { jsonLd openGraph { image IMAGE } }
            body {
              ... on RichTextBlock { html } ... on ImageBlock { image IMAGE }
              ... on DocumentBlock { document { title fileType fileSize url } label }
              ... on FaqBlock { items { answer { html } } }
              ... on TreatmentSectionBlock { treatment { title concerns { name } } brand { displayName } image IMAGE }
              ... on CallToActionBlock { url phone { e164 } locations { title openNow } }
            }
        } } }
        """,
        {},
    ),
    "comparisons": (
        """
        { comparisons(first: 100) { nodes {
            comparison { subjects { name } criteria { cells { verdict source { title } } } conclusion { html } }
            treatments { title providers { displayName } } related(first: 5) { edges { cursor node { title } } }
        } } }
        """,
        {},
    ),
    "locations": (
        """
        { locations(first: 100) { nodes {
            name hours { opens } exceptions { date } openNow opensNext medicalDirector { displayName photo IMAGE }
            treatments { title } providers { displayName languages }
            availability(first: 100) { nodes { treatment { title } provider { displayName } location { name } } }
        } } }
        """,
        {},
    ),
    "people and concerns": (
        """
        {
          providers(first: 100) { nodes {
            displayName photo IMAGE bio { html } credentials { label board { name } }
            treatments { title } locations { name }
          } }
          concerns(first: 100) { nodes { name areas { name } seeADoctorIf { html } treatments { title kind } } }
        }
        """,
        {},
    ),
    "tree": (
        """
        { page(path: "/") { children { nodes { children(first: 100) { nodes {
            __typename path url breadcrumbs { path } seo { title openGraph { image IMAGE } jsonLd }
            parent { title parent { title } } children { totalCount nodes { path } }
        } } } } } }
        """,
        {},
    ),
    "menu and organization": (
        """
        {
          navigation(handle: "main") { label url page { title seo { title } } children { url page { path } } }
          organization {
            name logo IMAGE socialLinks { url } disclaimers { content { html } }
            announcement { text locations { name } }
          }
        }
        """,
        {},
    ),
    "search": (
        """
        {
          named: search(query: "it", types: [TREATMENT_PAGE, CONCERN_PAGE], first: 100) {
            totalCount pageInfo { endCursor } edges { cursor node { page { title path } } }
          }
          quoted: search(query: "it", types: [ARTICLE_PAGE, COMPARISON_ARTICLE_PAGE], first: 100) {
            nodes { page { title __typename } excerpt { html } }
          }
        }
        """,
        {},
    ),
}
MOST = {
    "article-by-path": 42,
    "changes": 27,
    "article-index-page": 22,
    "article-page": 35,
    "comparison-article-page": 39,
    "concern-index-page": 11,
    "concern-page": 15,
    "home-page": 10,
    "layout": 15,
    "locations-near": 19,
    "location-index-page": 18,
    "location-page": 25,
    "provider-index-page": 14,
    "provider-page": 21,
    "redirects": 15,
    "sitemap": 12,
    "standard-page": 19,
    "treatment-index-page": 14,
    "treatment-list": 14,
    "treatments-for-concerns": 14,
    "treatment-page": 41,
    "treatments": 39,
    "articles": 29,
    "comparisons": 20,
    "locations": 19,
    "people and concerns": 19,
    "tree": 91,
    "menu and organization": 15,
    "search": 16,
}
"""What the queries take today: a ceiling, to be lowered."""


@pytest.fixture(scope="module")
def counted(
    lasting: Callable[[], AbstractContextManager[None]], pytestconfig: pytest.Config
) -> Iterator[dict[str, list[int]]]:
    """How many statements each query takes with 3 and with 30 rows of everything; the ready ones soak with 60."""
    with lasting():
        crowd = Crowd()
        crowd.grow(1)
        StandardPageFactory(title="About", body=crowd.body(0))
        counts: dict[str, list[int]] = {name: [] for name in QUERIES}
        for size in (3, 30, 60) if pytestconfig.getoption("--soak") else (3, 30):
            crowd.grow(size)
            call_command("update_index", verbosity=0)
            run("article-by-path")  # what a process learns once: content types, restrictions
            for name in QUERIES if size < 60 else READY:
                with CaptureQueriesContext(connection) as captured:
                    run(name)
                counts[name].append(len(captured))
        yield counts


def run(name: str, *middleware: Any) -> dict[str, Any]:
    query, variables = QUERIES[name]
    result = execute_sync(
        schema().graphql_schema,
        parse(query.replace("IMAGE", IMAGE)),
        variable_values=variables,
        context_value=RequestFactory().get("/graphql/"),
        middleware=middleware,
    )
    assert result.errors is None, result.errors
    return dict(result.data or {})


@pytest.mark.parametrize("name", QUERIES)
def test_rows_cost_no_statements(counted: dict[str, list[int]], db: None, name: str) -> None:
    few, *many = counted[name]
    assert set(many) == {few}
    assert few <= MOST[name]


@pytest.mark.parametrize("name", QUERIES)
def test_resolvers_below_the_root_only_read(
    counted: dict[str, list[int]], db: None, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the database nor a store is asked; the whole query asks no store at all."""

    def refuse(*arguments: Any, **options: Any) -> Any:
        raise AssertionError(f"Something was asked below the root: {arguments[:2]}")

    def only_read(following: Any, root: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        if info.path.prev is None:
            return following(root, info, **arguments)
        with connection.execute_wrapper(refuse):
            return following(root, info, **arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", refuse)
    for operation in ("_open", "exists", "size", "_save"):
        monkeypatch.setattr(FileSystemStorage, operation, refuse)
    assert run(name, only_read) == run(name)


def test_a_relation_that_was_not_planned_is_never_read_unfiltered(counted: dict[str, list[int]], db: None) -> None:
    treatment = TreatmentPage.objects.first()
    with pytest.raises(RuntimeError, match=r"TreatmentPage\.concerns was not planned by the look-ahead"):
        loaded(treatment, "concerns", {})
    with pytest.raises(RuntimeError, match="An image's renditions were not planned by the look-ahead"):
        image_files(MediaImage.objects.all()[0], "HERO", "WEBP")
