"""Loaders of the pages app: authors, comparisons, the organization and its announcement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cms.api.loaders import children
from cms.api.lookahead import Request, Values
from cms.api.reader import Reader
from cms.api.statements import Among, ask, ask_plainly
from cms.api.typed_links import load_links
from cms.api.visibility import Gate, public

from .models import Announcement, AnnouncementLocation, Organization

AVAILABILITY = "locations.Availability"
PROVIDER = "providers.ProviderPage"
TREATMENT = "treatments.TreatmentPage"
BYLINE = frozenset({"title", "post_nominals", "url_path"})
"""What a byline tells of a provider."""
SOURCE = "pages.Source"


def organization(reader: Reader) -> Organization:
    """The organization of the reader's site; an empty one where nobody has filled it in. Read once."""
    known: Organization | None = reader.__dict__.get("organization")
    if known is None:
        reader.tags.sorted(Organization)
        rows = reader.rows_where("of site", Organization, lambda: Organization.objects.filter(site=reader.site))
        known = reader.adopt(next(iter(rows), None) or Organization())
        known.site = reader.site
        reader.__dict__["organization"] = known
    return known


def authors(parents: Sequence[Any], reader: Reader, request: Request | None = None) -> Values:
    """``display_name`` and ``path`` of who wrote each page: a public provider, a byline, or the organization."""
    providers = reader.fetch(PROVIDER, [page.author_id for page in parents], BYLINE)

    def author(page: Any) -> dict[str, str | None]:
        provider = providers.get(page.author_id)
        if provider is not None:
            return {"display_name": provider.display_name, "path": reader.path_of(provider)}
        return {"display_name": page.byline or organization(reader).public_name, "path": None}

    return {page.pk: author(page) for page in parents}


def comparisons(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    """The grid of each comparison, every criterion with a cell for each subject, in the subjects' order."""
    from cms.api.richtext import rich_texts

    subjects, criteria, cells = (children(parents, name) for name in ("subjects", "criteria", "cells"))
    sources = reader.fetch(SOURCE, [cell.source_id for rows in cells.values() for cell in rows])
    texts = rich_texts([text for page in parents for text in (page.method_note, page.conclusion)], reader)
    values = {}
    for position, page in enumerate(parents):
        columns = subjects[page.pk]
        grid = {(cell.criterion_key, cell.subject_key): cell for cell in cells[page.pk]}
        values[page.pk] = {
            "subjects": [{"key": column.key, "name": column.name} for column in columns],
            "criteria": [
                {
                    "key": row.key,
                    "label": row.label,
                    "cells": [cell_value(column.key, grid.get((row.key, column.key)), sources) for column in columns],
                }
                for row in criteria[page.pk]
            ],
            "method_note": texts[2 * position],
            "conclusion": texts[2 * position + 1],
        }
    return values


def cell_value(subject_key: str, cell: Any, sources: dict[Any, Any]) -> dict[str, Any]:
    """One cell; a draft's undecided or absent one is not stated."""
    return {
        "subject_key": subject_key,
        "verdict": (cell.verdict if cell is not None else "") or "not_stated",
        "text": cell.text if cell is not None else "",
        "source": sources.get(cell.source_id) if cell is not None else None,
    }


def announcements(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    """The id of each organization's current announcement, the latest begun first.

    One that concerns only locations the public cannot see is passed over: without them it would seem to concern all.
    """
    reader.tags.sorted(Announcement)
    reader.tags.looked_for(AnnouncementLocation._meta.get_field("location").related_model)
    rows = ask(
        reader.gate,
        "announcements of sites",
        lambda gate: (
            public(Announcement.objects.filter(Among("site_id")), gate)
            .order_by("-starts", "-pk")
            .values_list("pk", "site_id")
        ),
        ids=[parent.site_id for parent in parents if parent.site_id is not None],
    )
    named, seen = locations_named([pk for pk, _ in rows], reader.gate) if rows else (set(), set())
    shown: dict[int, int] = {}
    for pk, site in rows:
        if pk not in named or pk in seen:
            shown.setdefault(site, pk)
    if isinstance(reader.entry, Announcement):  # as it is edited, whenever it is to be shown
        entry = reader.adopt(reader.entry)
        shown[entry.site_id] = entry.pk
    return {parent.pk: shown.get(parent.site_id) for parent in parents}


def locations_named(announcements: list[int], gate: Gate) -> tuple[set[int], set[int]]:
    """Those of ``announcements`` that name locations, and those of them that name one which the public may see."""

    def links() -> Any:
        return AnnouncementLocation.objects.filter(Among("announcement_id")).order_by().values_list("announcement_id")

    named = ask_plainly("locations of announcements", links, ids=announcements)
    seen = (
        ask(
            gate,
            "public locations of announcements",
            lambda gate: links().filter(gate.pages("location__")),
            ids=announcements,
        )
        if named
        else []
    )
    return {pk for (pk,) in named}, {pk for (pk,) in seen}


def announcement_links(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    """Where to read more of each announcement; None where that is a page the public cannot see."""
    load_links((), [announcement.link for announcement in parents if announcement.link], reader)
    return {announcement.pk: reader.typed_links.get(announcement.link) for announcement in parents}
