"""How long `route`, `page(path:)`, `sitemap` and `redirects` take with 50,000 pages and 5,000 redirects.

Makes a database of its own and drops it. On SQLite, and on PostgreSQL:

    .venv/bin/python -m bench.routes
    .venv/bin/python -m servers.run postgresql -- .venv/bin/python -m bench.routes
"""

from __future__ import annotations

import logging
import os
import sys
import time
from statistics import median
from typing import Any

import django

PAGES, SECTIONS, REDIRECTS, TIMES = 50_000, 50, 5_000, 50


def build() -> None:
    """Fifty sections, each with a thousand standard pages, and redirects to some of them."""
    from django.db import connection
    from wagtail.contrib.redirects.models import Redirect
    from wagtail.models import Page

    from tests.factories import StandardPageFactory, make_site

    home = make_site().home
    insert([StandardPageFactory(title=f"Section {n}", parent=home, history=False) for n in range(SECTIONS)], PAGES)
    targets = Page.objects.filter(slug__startswith="page-").values_list("pk", flat=True)[:REDIRECTS]
    old = [Redirect(old_path=f"/old-{n}", redirect_page_id=pk) for n, pk in enumerate(targets)]
    Redirect.objects.bulk_create(old, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def insert(sections: list[Any], pages: int) -> None:
    """Add live standard pages below the sections in turn, as fast as the database takes them."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection, transaction
    from django.utils import timezone
    from wagtail.models import Page

    from pages.models import StandardPage

    kind = ContentType.objects.get_for_model(StandardPage)
    now = timezone.now()
    rows = []
    for number in range(pages):
        section, place = sections[number % len(sections)], number // len(sections) + 1
        rows.append(
            Page(
                path=Page._get_path(section.path, section.depth + 1, place),
                depth=section.depth + 1,
                slug=f"page-{number}",
                url_path=f"{section.url_path}page-{number}/",
                title=f"Page {number}",
                draft_title=f"Page {number}",
                content_type=kind,
                locale_id=section.locale_id,
                live=True,
                first_published_at=now,
                last_published_at=now,
            )
        )
    with transaction.atomic():
        Page.objects.bulk_create(rows, batch_size=1000)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO pages_standardpage"
                " (page_ptr_id, canonical_override, hide_from_search_engines, introduction, body)"
                " SELECT id, '', %s, '', '[]' FROM wagtailcore_page WHERE slug LIKE 'page-%%'",
                [False],
            )


def measure() -> None:
    """Print the median of each query in milliseconds, and how the database finds a path."""
    from django.db import connection
    from wagtail.models import Site

    from cms.api.paths import pages_at
    from cms.api.reader import Reader
    from cms.api.visibility import Gate

    part = "pageInfo { endCursor } nodes { __typename }"
    after = ask(f"{{ sitemap(first: 100) {{ {part} }} }}")["sitemap"]["pageInfo"]["endCursor"]
    path = "/section-%d/page-%d/"
    queries: dict[str, Any] = {
        "route to a page": lambda n: f'{{ route(path: "{path % (n % SECTIONS, n)}") {{ path page {{ title }} }} }}',
        "page(path:)": lambda n: f'{{ page(path: "{path % (n % SECTIONS, n)}") {{ title }} }}',
        "route in other case": lambda n: (
            f'{{ route(path: "{(path % (n % SECTIONS, n)).upper()}") {{ redirect {{ to }} }} }}'
        ),
        "route to a redirect": lambda n: f'{{ route(path: "/old-{n}/") {{ redirect {{ to }} }} }}',
        "route to nothing": lambda n: f'{{ route(path: "/section-1/nothing-{n}/") {{ path }} }}',
        "sitemap(first: 100)": lambda n: "{ sitemap(first: 100) { nodes { url lastModified } } }",
        "the same, after a cursor": lambda n: f'{{ sitemap(first: 100, after: "{after}") {{ nodes {{ url }} }} }}',
        "sitemap { totalCount }": lambda n: "{ sitemap { totalCount } }",
        "redirects(first: 100)": lambda n: "{ redirects(first: 100) { nodes { from to } } }",
    }
    for name, query in queries.items():
        took = []
        for n in range(TIMES if "totalCount" not in name else 5):
            text = query(n * 97 % 4_999)
            start = time.perf_counter()
            ask(text)
            took.append((time.perf_counter() - start) * 1000)
        print(f"{name:28} {median(took):8.2f} ms")
    reader = Reader(Gate(Site.objects.get(is_default_site=True)))
    print(connection.vendor, reader.public(pages_at(["/section-7/page-7/"], reader)).only("pk").explain())


def ask(query: str) -> dict[str, Any]:
    """The data of a query, through schema and look-ahead but not HTTP."""
    from django.test import RequestFactory
    from graphql import execute_sync, parse

    from cms.api.schema import schema

    request = RequestFactory().get("/graphql/", headers={"host": "localhost"})
    result = execute_sync(schema().graphql_schema, parse(query), context_value=request)
    if result.errors or not result.data:
        sys.exit(str(result.errors))
    return dict(result.data)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")
    django.setup()
    from bench.own_database import own_database

    logging.disable(logging.INFO)
    with own_database():
        build()
        measure()


if __name__ == "__main__":
    main()
