"""What decides visibility everywhere: the sites, and the pages and collections under a view restriction.

Every request asks for all of it in one statement, so that nothing here is ever old, and takes it apart only where it
differs from what the process has seen last. It is not held for as long as the change log has one number: the log tells
what the public could notice, and a private page that changes places with its neighbour is none of that. Its path is
another all the same, and whoever held the old one would show it to everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS, connections
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from .rows import made_of

SITE_COLUMNS = ("id", "hostname", "port", "site_name", "is_default_site", "root_page_id")
ROOT_COLUMNS = ("id", "path", "depth", "url_path", "slug", "title", "content_type_id")


@dataclass(frozen=True, eq=False)
class Everywhere:
    """As of one statement: all sites with their root pages, those of the same host in Wagtail's order.

    ``restricted_paths`` are the treebeard paths of the pages that hold a view restriction, without those below another;
    ``restricted_collections`` the ids of the collections that hold one, and of all below them.
    """

    sites: tuple[Site, ...]
    restricted_paths: tuple[str, ...]
    restricted_collections: tuple[int, ...]
    statements: dict[Any, Any] = field(default_factory=dict)
    """What was compiled while this holds (:mod:`cms.api.statements`)."""

    @property
    def default_site(self) -> Site | None:
        """The site for all hosts that have none of their own."""
        return next((site for site in self.sites if site.is_default_site), None)

    def site_of(self, host: str, port: str) -> Site | None:
        """The site that a request for ``host`` and ``port`` is answered from, by Wagtail's rules."""
        default = self.default_site
        same_host = [site for site in self.sites if site.hostname == host]
        for site in same_host:
            if str(site.port) == port:
                return site
        if default is not None and default not in same_host:
            return same_host[0] if len(same_host) == 1 else default
        return default or (same_host[0] if len(same_host) == 1 else None)

    def site_named(self, host: str) -> Site | None:
        """The first site of that host name, capital and small letters alike."""
        return next((site for site in self.sites if site.hostname.lower() == host.lower()), None)


seen: dict[str, tuple[Any, Everywhere]] = {}
"""What each kind of database answered last, and what was in it."""


def everywhere() -> Everywhere:
    """What holds now, in one statement."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    with connection.prepared_cursor() as cursor:
        cursor.execute(statement(connection.vendor))
        row = cursor.fetchone()
    known = seen.get(connection.vendor)
    if known is None or known[0] != row:
        seen[connection.vendor] = known = row, taken_apart(*row)
    return known[1]


@cache
def statement(vendor: str) -> str:
    """All of it as three texts in JSON, null where there is none.

    SQLite takes the tables of a CROSS JOIN in the order in which they are written; by itself it begins with all pages.
    """
    array, of = ("json_agg", "json_build_array") if vendor == "postgresql" else ("json_group_array", "json_array")
    site, page, page_restriction, collection, collection_restriction = (
        model._meta.db_table for model in (Site, Page, PageViewRestriction, Collection, CollectionViewRestriction)
    )
    columns = ", ".join([*(f"site.{name}" for name in SITE_COLUMNS), *(f"page.{name}" for name in ROOT_COLUMNS)])
    sites = (
        f"SELECT CAST({array}({of}({columns})) AS text) FROM {site} site"  # noqa: S608 (all of it are names of ours)
        f" CROSS JOIN {page} page WHERE page.id = root_page_id"
    )
    pages = (
        f"SELECT CAST({array}(page.path) AS text) FROM {page_restriction} restriction"  # noqa: S608
        f" CROSS JOIN {page} page WHERE page.id = restriction.page_id"
    )
    collections = (
        f"SELECT CAST({array}(below.id) AS text) FROM {collection} below WHERE EXISTS (SELECT 1"  # noqa: S608
        f" FROM {collection_restriction} restriction CROSS JOIN {collection} held"
        " WHERE held.id = restriction.collection_id AND substr(below.path, 1, length(held.path)) = held.path)"
    )
    return f"SELECT ({sites}), ({pages}), ({collections})"


def taken_apart(sites: str | None, pages: str | None, collections: str | None) -> Everywhere:
    """What the statement's texts hold."""
    found = [site_in(row) for row in orjson.loads(sites or "[]")]
    found.sort(key=lambda site: ((site.site_name or site.hostname).lower(), site.hostname.lower(), site.pk))
    return Everywhere(
        tuple(found),
        tuple(topmost(orjson.loads(pages or "[]"))),
        tuple(sorted(orjson.loads(collections or "[]"))),
    )


def site_in(row: list[Any]) -> Site:
    """The site of a row, its root page with it; what was not asked for Django reads when somebody looks at it."""
    split = len(SITE_COLUMNS)
    site: Site = made_of(Site, SITE_COLUMNS[1:])(row[:split])
    site.is_default_site = bool(site.is_default_site)
    site.root_page = made_of(Page, ROOT_COLUMNS[1:])(row[split:])
    return site


def topmost(paths: Iterable[str]) -> list[str]:
    """Treebeard paths without those that lie below another of them."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept
