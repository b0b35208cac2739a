"""Every ready query of docs/queries answers on the demo's content, with the variables that it names itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from graphql import OperationDefinitionNode, parse, validate

from cms.api.graphiql import QUERIES, variables_of
from cms.api.schema import schema
from tests.api.selections import selected

GRAPHQL_SCHEMA = schema().graphql_schema
DOCUMENTS = sorted(QUERIES.glob("*.graphql"))
NO_HERO = {"page.seo.openGraph.image"}
NOTHING_THERE = {
    "article-by-path": {"route.redirect"},
    "article-index-page": NO_HERO,
    "concern-index-page": NO_HERO,
    "concern-page": {"concern.seo.openGraph.image"},
    "location-index-page": NO_HERO,
    "location-page": {"location.movedTo"},
    "provider-index-page": NO_HERO,
    "standard-page": NO_HERO,
    "treatment-index-page": NO_HERO,
    "treatment-page": {"treatment.brands", "treatment.compositeOf", "treatment.devices"},
}
"""Of what the queries ask, what the demo's content has not."""


def empty(value: Any, path: str = "") -> Iterator[str]:
    """The paths at which an answer holds nothing; a list's rows are not looked at."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield from empty(below, f"{path}.{name}" if path else name)
    elif value in (None, []):
        yield path


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_it_answers_in_full(demo: list[str], path: Path) -> None:
    query = path.read_text()
    body = json.dumps({"query": query, "variables": variables_of(query)})
    response = Client().post("/graphql/", body, content_type="application/json")
    answer = response.json()
    assert "errors" not in answer
    found = set(empty(answer["data"]))
    assert found == NOTHING_THERE.get(path.stem, set())


def test_there_is_one_for_each_page_type() -> None:
    page_types = {kind.name for kind in GRAPHQL_SCHEMA.get_possible_types(GRAPHQL_SCHEMA.type_map["PageInterface"])}
    asked = set()
    for path in DOCUMENTS:
        document = parse(path.read_text())
        assert validate(GRAPHQL_SCHEMA, document) == []
        [operation] = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        assert operation.name is not None
        fields = selected(GRAPHQL_SCHEMA, document).fields
        asked |= {kind for kind in page_types if path.stem == kebab(kind) and (kind, "seo") in fields}
    assert asked == page_types


def kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
