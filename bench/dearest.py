"""The dearest queries that the limits of the content API allow: what CPU each takes.

``python -m bench.dearest [ROWS]`` (100 if not given) makes a database of its own with ROWS of every sort of thing, as
the tests make them, each treatment at 17 locations and of 600 words, and 2,000 redirects. It prints the best of three
for each query: the CPU of this process (on SQLite that is all of it) and the clock. With PostgreSQL:

    .venv/bin/python -m servers.run postgresql -- .venv/bin/python -m bench.dearest
"""

from __future__ import annotations

import json
import logging
import os
import random
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "settings.test"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from graphql import GraphQLObjectType, get_named_type, is_composite_type, is_required_argument  # noqa: E402
from wagtail.contrib.redirects.models import Redirect  # noqa: E402

from bench.own_database import own_database  # noqa: E402
from bench.search import VOCABULARY  # noqa: E402
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


NEAR = "near: { latitude: 33.7, longitude: -84.3, radiusKm: 500 }, first: 1"
CONDITIONS = " ".join(['{ locations: ["location-1"] search: "a b" }'] * 12)
LINES = '", "'.join(f"Language {n}" for n in range(50))


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
        "7 x a whole treatment": times(7, f"{one} {{ ...F }}"),
        "10 x a whole comparison": times(10, 'comparison(slug: "comparison-#") { ...F }'),
        "100 images, 59 x srcSet": part("treatments(first: 100)", f"hero {{ {times(59, 'srcSet(preset: HERO)')} }}"),
        "100 comparisons, 59 x jsonLd": part("comparisons(first: 100)", f"seo {{ {times(59, 'jsonLd')} }}"),
        "9 x 100 treatments": times(9, part("treatments(first: 100)", "title")),
        "9 x 100 pages": times(9, part("pages(first: 100)", "title")),
        "16 x totalCount of pages by title": times(16, "pages(first: 10, orderBy: [TITLE_DESC]) { totalCount }"),
        "60 x totalCount of pages": times(60, "pages(first: 100) { totalCount }"),
        "60 x totalCount of related": times(60, f"{one} {{ related(first: 100) {{ totalCount }} }}"),
        "11 x jsonLd of 80 locations": times(11, part("locations(first: 80)", "seo { jsonLd }")),
        "3 x jsonLd of 80 locations": times(3, part("locations(first: 80)", "seo { jsonLd }")),
        "3 x search, 100 excerpts": times(3, part('search(query: "skin", first: 100)', "excerpt { html }")),
        "10 x search, 100 excerpts": times(10, part('search(query: "skin", first: 100)', "excerpt { html }")),
        "19 x search, 100 pages": times(19, part('search(query: "skin", first: 100)', "page { title }")),
        "9 x search, 100 pages": times(9, part('search(query: "skin", first: 100)', "page { title }")),
        "2 x search for 8 words": times(2, part('search(query: "sk la re co tr pe fi li", first: 100)', "page { id }")),
        "4 x 10 redirects": times(4, part("redirects(first: 10)", "from to")),
        "19 x redirects": times(19, part("redirects(first: 1)", "to")),
        "4 x sitemap with totalCount": times(4, "sitemap(first: 10) { totalCount nodes { url } }"),
        "19 x sitemap with totalCount": times(19, "sitemap(first: 1) { totalCount nodes { url } }"),
        "60 x sitemap": times(60, part("sitemap(first: 1)", "url")),
        "40 x route over 10 redirects": times(40, 'route(path: "/chain-#-1/") { redirect { to } }'),
        "60 x route over 10 redirects": times(60, 'route(path: "/chain-#-1/") { redirect { to } }'),
        "40 x route to a page": times(40, 'route(path: "/treatments/treatment-#/") { page { title } }'),
        "60 x page(path:)": times(60, 'page(path: "/treatments/treatment-#/") { title }'),
        "13 x navigation": times(13, 'navigation(handle: "main") { page { title } children { page { title } } }'),
        "60 x navigation": times(60, 'navigation(handle: "main") { page { title } children { page { title } } }'),
        "16 x locations near": times(16, f"locations({NEAR}) {{ edges {{ distanceKm }} }}"),
        "60 x locations near": times(60, f"locations({NEAR}) {{ edges {{ distanceKm }} }}"),
        "50 conditions": part(f"treatments(first: 100, filter: {{ or: [{CONDITIONS}] }})", "title"),
        "50 lines": part(f'providers(first: 100, filter: {{ languages: ["{LINES}"] }})', "title"),
    }
    fragments = {"treatment": SINGLE, "comparison": ARTICLE}
    return {
        name: f"{{ {query} }}" + (fragments[name.split()[-1]] if "whole" in name else "")
        for name, query in found.items()
    }


def build(size: int) -> None:
    with transaction.atomic():
        crowd = Crowd()
        crowd.grow(size)
        rows = Availability.objects.all()
        rows._raw_delete(rows.db)  # one by one, each would be asked who uses it
        Availability.objects.bulk_create(
            Availability(treatment=treatment, provider=crowd.providers[0], location=location)
            for treatment in crowd.treatments
            for location in crowd.locations[:17]
        )
        chance = random.Random(1)
        for treatment in crowd.treatments:
            text = " ".join(chance.choice(VOCABULARY.split()) for _ in range(600))
            type(treatment).objects.filter(pk=treatment.pk).update(overview=f"<p>{text}</p>")
        Redirect.objects.bulk_create(
            Redirect(old_path=f"/chain-{chain}-{step}", redirect_link=f"/chain-{chain}-{step + 1}/")
            for chain in range(1, 201)
            for step in range(1, 11)
        )
    call_command("update_index", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure() -> None:
    client = Client()
    for name, query in queries().items():
        if len(sys.argv) > 2 and sys.argv[2] not in name:
            continue
        taken = []
        for _ in range(3):
            checked_once.cache_clear()
            cpu, clock = time.process_time(), time.perf_counter()
            response = client.post("/graphql/", json.dumps({"query": query}), content_type="application/json")
            taken.append((time.process_time() - cpu, time.perf_counter() - clock))
        cpu, clock = map(min, zip(*taken, strict=True))
        errors = response.json().get("errors", [])
        outcome = errors[0]["extensions"]["code"] if errors else f"{len(response.content) // 1024} KB"
        print(f"{cpu * 1000:6.0f} ms CPU {clock * 1000:6.0f} ms  {outcome:18}  {name}", flush=True)
        if errors and "-v" in sys.argv:
            print("   ", errors[0]["message"][:200])


def main() -> None:
    logging.disable(logging.ERROR)
    with own_database():
        build(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
        measure()


if __name__ == "__main__":
    main()
