"""GraphiQL, the query editor for development, with the ready queries of docs/queries in its tabs."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

QUERIES = Path(settings.BASE_DIR, "docs", "queries")
VARIABLES = "# Variables: "


def graphiql_view(request: HttpRequest) -> HttpResponse:
    """The query editor. It is served where ``GRAPHIQL`` is on, and the image carries no docs/queries."""
    return render(
        request,
        "cms/graphiql.html",
        {"site_name": settings.WAGTAIL_SITE_NAME, "tabs": [tab(path) for path in sorted(QUERIES.glob("*.graphql"))]},
    )


def tab(path: Path) -> dict[str, str]:
    """One document as GraphiQL's ``defaultTabs`` take it."""
    query = path.read_text()
    return {"query": query, "variables": json.dumps(variables_of(query), indent=2)}


def variables_of(query: str) -> dict[str, object]:
    """The variables that the comment ``# Variables: {…}`` of a ready query names."""
    line = next((line for line in query.splitlines() if line.startswith(VARIABLES)), VARIABLES + "{}")
    variables: dict[str, object] = json.loads(line.removeprefix(VARIABLES))
    return variables
