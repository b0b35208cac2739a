"""The dearest queries that the limits of the content API allow: what CPU each takes.

``python -m bench.dearest [ROWS]`` (100 if not given) makes a database of its own with ROWS of every sort of thing, as
the tests make them, each treatment at 17 locations, and prints the best of three for each query.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import time
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory()
os.environ["DJANGO_SETTINGS_MODULE"] = "settings.test"
os.environ["DATABASE_URL"] = f"sqlite:///{Path(FOLDER.name) / 'db.sqlite3'}"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from graphql import GraphQLObjectType, get_named_type, is_composite_type, is_required_argument  # noqa: E402

from cms.api.documents import checked_once  # noqa: E402
from cms.api.schema import schema  # noqa: E402
from locations.models import Availability  # noqa: E402
from tests.api.crowd import Crowd  # noqa: E402


def values(name: str) -> str:
    """All plain fields of a type."""
    kind = schema().graphql_schema.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    return " ".join(
        field
        for field, definition in kind.fields.items()
        if not is_composite_type(get_named_type(definition.type))
        and not any(map(is_required_argument, definition.args.values()))
    )


def times(number: int, field: str) -> str:
    """``field`` under as many aliases, its ``#`` replaced with the number of each."""
    return " ".join(f"a{n}: {field.replace('#', str(n))}" for n in range(1, number + 1))


SINGLE = """
fragment F on TreatmentPage {
  title breadcrumbs { title } parent { title } hero { alt } concerns { id } areas { id } brands { labelSource { id } }
  sources { id } author { displayName } reviewedBy { id } related(first: 1) { nodes { id } }
  seo { jsonLd openGraph { image { id } } } children(first: 1) { nodes { id } }
}
"""
ARTICLE = """
fragment F on ComparisonArticlePage {
  body { ... on RichTextBlock { html } ... on ImageBlock { image { alt } } }
  hero { id } author { displayName } reviewedBy { id } topics { id } related(first: 1) { nodes { id } } seo { jsonLd }
}
"""


def part(field: str, below: str) -> str:
    """A connection and what is selected of each of its rows."""
    return f"{field} {{ nodes {{ {below} }} }}"


def queries() -> dict[str, str]:
    """The query's name, and what it selects, fragments behind it."""
    treatment, location = values("TreatmentPage"), values("LocationPage")
    one = 'treatment(slug: "treatment-#")'
    found = {
        "98 x 98 treatments with 2 values": part("locations(first: 98)", "treatments(first: 98) { id title }"),
        "98 x 98 treatments with all values": part("locations(first: 98)", f"treatments(first: 98) {{ {treatment} }}"),
        "17 x 98 treatments with all values": part("locations(first: 17)", f"treatments(first: 98) {{ {treatment} }}"),
        "100 locations with all values": part("locations(first: 100)", location),
        "60 x 100 treatments": times(60, part("treatments(first: 100)", "title")),
        "16 x 100 treatments": times(16, part("treatments(first: 100)", "title")),
        "14 x 100 pages": times(14, part("pages(first: 100)", "title")),
        "100 treatments, 45 x related": part(
            "treatments(first: 100)", times(45, "related(first: #) { pageInfo { hasNextPage } }")
        ),
        "60 x related of one treatment": times(60, f"{one} {{ {part('related(first: 1)', 'id')} }}"),
        "60 x a whole treatment": times(60, f"{one} {{ ...F }}"),
        "10 x a whole treatment": times(10, f"{one} {{ ...F }}"),
        "15 x a whole comparison": times(15, 'comparison(slug: "comparison-#") { ...F }'),
        "100 images, 59 x srcSet": part("treatments(first: 100)", f"hero {{ {times(59, 'srcSet(preset: HERO)')} }}"),
        "100 comparisons, 59 x jsonLd": part("comparisons(first: 100)", f"seo {{ {times(59, 'jsonLd')} }}"),
    }
    fragments = {"treatment": SINGLE, "comparison": ARTICLE}
    return {
        name: f"{{ {query} }}" + (fragments[name.split()[-1]] if "whole" in name else "")
        for name, query in found.items()
    }


def main() -> None:
    logging.disable(logging.ERROR)
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        crowd = Crowd()
        crowd.grow(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
        rows = Availability.objects.all()
        rows._raw_delete(rows.db)  # one by one, each would be asked who uses it
        Availability.objects.bulk_create(
            Availability(treatment=treatment, provider=crowd.providers[0], location=location)
            for treatment in crowd.treatments
            for location in crowd.locations[:17]
        )
    client = Client()
    for name, query in queries().items():
        taken = []
        for _ in range(3):
            checked_once.cache_clear()
            start = time.process_time()
            response = client.post("/graphql/", json.dumps({"query": query}), content_type="application/json")
            taken.append(time.process_time() - start)
        errors = response.json().get("errors", [])
        outcome = errors[0]["extensions"]["code"] if errors else f"{len(response.content) // 1024} KB"
        print(f"{min(taken) * 1000:6.0f} ms  {outcome:18}  {name}", flush=True)


if __name__ == "__main__":
    main()
