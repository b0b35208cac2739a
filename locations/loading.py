"""Loaders of the locations app. Availability is the one source of who gives what where, so all six relations agree."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cms.api.cursors import Key
from cms.api.loaders import children
from cms.api.lookahead import Request, Values
from cms.api.reader import Reader
from cms.api.statements import Among, ask
from cms.api.titles import title_key
from cms.api.visibility import public

from .hours import MOST_INTERVALS, Timetable, timetable
from .models import Availability, LocationPage

SIDES = ("treatment", "provider", "location")
Others = dict[str, dict[int, str]]
"""The titles of what is available with a page, by side and id."""


def across(source: str, target: str, parents: Sequence[Any], reader: Reader) -> Values:
    """Ids on the ``target`` side of the public availability of each parent on the ``source`` side, by title.

    One statement tells both other sides, so that whichever is asked for second costs none.
    """
    pks = [page.pk for page in parents]
    known: dict[int, Others] = reader.__dict__.setdefault("availability", {}).setdefault(source, {})
    waiting = [pk for pk in pks if pk not in known]
    if waiting:
        one, other = (side for side in SIDES if side != source)
        known.update((pk, {one: {}, other: {}}) for pk in waiting)
        columns = [name for side in (one, other) for name in (f"{side}_id", f"{side}__title")]
        rows = ask(
            reader.gate,
            ("availability", source),
            lambda gate: (
                public(Availability.objects.filter(Among(f"{source}_id")), gate)
                .order_by()
                .values_list(f"{source}_id", *columns)
            ),
            ids=waiting,
        )
        for parent, pk, title, others_pk, others_title in rows:
            sides = known[parent]
            sides[one][pk] = title
            sides[other][others_pk] = others_title
    reader.tags.sorted(Availability)
    ids = {pk: by_title(known[pk][target]) for pk in pks}
    reader.tags.listed(model_at(target), itertools.chain(*ids.values()))
    return ids


def model_at(side: str) -> Any:
    """The model of one side of availability."""
    return Availability._meta.get_field(side).related_model


def by_title(titles: Mapping[int, str]) -> list[int]:
    """Ids in the order of their titles."""
    return [pk for _, pk in sorted((title_key(title), pk) for pk, title in titles.items())]


def providers_of_treatments(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    return across("treatment", "provider", parents, reader)


def locations_of_treatments(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    return across("treatment", "location", parents, reader)


def treatments_of_providers(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    return across("provider", "treatment", parents, reader)


def locations_of_providers(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    return across("provider", "location", parents, reader)


def treatments_of_locations(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    return across("location", "treatment", parents, reader)


def providers_of_locations(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    return across("location", "provider", parents, reader)


def availability_of_locations(parents: Sequence[Any], reader: Reader, request: Request) -> dict[Any, Sequence[Key]]:
    """Keys ``(treatment's title, provider's title, id)`` of the public availability of each location."""
    columns = ("location_id", "treatment_id", "treatment__title", "provider_id", "provider__title", "pk")
    rows = ask(
        reader.gate,
        "availability of locations",
        lambda gate: public(Availability.objects.filter(Among("location_id")), gate).order_by().values_list(*columns),
        ids=[page.pk for page in parents],
    )
    reader.tags.sorted(Availability)
    keys: dict[Any, list[Key]] = {page.pk: [] for page in parents}
    treatments: set[int] = set()
    providers: set[int] = set()
    for location, treatment, treatments_title, provider, providers_title, pk in rows:
        keys[location].append((title_key(treatments_title), title_key(providers_title), pk))
        treatments.add(treatment)
        providers.add(provider)
    for name, ids in (("treatment", treatments), ("provider", providers)):
        reader.tags.listed(model_at(name), ids)
    return {pk: sorted(rows) for pk, rows in keys.items()}


def exceptions(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    """The exceptions of each location from its own today on, soonest first."""
    found = children(parents, "exceptions")
    return {
        page.pk: sorted(
            (reader.adopt(row) for row in found[page.pk] if row.date >= reader.gate.day_in(page.zone)),
            key=lambda row: (row.date, row.sort_order or 0),
        )
        for page in parents
    }


def open_now(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    tables, now = timetables(parents, reader)
    return {page.pk: page.status == LocationPage.Status.OPEN and tables[page.pk].open_at(now) for page in parents}


def opens_next(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    tables, now = timetables(parents, reader)
    return {
        page.pk: tables[page.pk].opens_next(now) if page.status == LocationPage.Status.OPEN else None
        for page in parents
    }


def today(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    """The hours of each location on its own today: ``date``, ``closed``, ``intervals``, ``label``."""
    (tables, _), dated = timetables(parents, reader), children(parents, "exceptions")
    values = {}
    for page in parents:
        day = reader.gate.day_in(page.zone)
        takes_visitors = page.status == LocationPage.Status.OPEN
        spans = tables[page.pk].spans(day)[:MOST_INTERVALS] if takes_visitors else []
        labels = [row.label for row in dated[page.pk] if row.date == day and row.label and takes_visitors]
        values[page.pk] = {
            "date": day,
            "closed": not spans,
            "intervals": [{"opens": opens, "closes": closes} for opens, closes in spans],
            "label": labels[0] if labels else None,
        }
    return values


def timetables(parents: Sequence[Any], reader: Reader) -> tuple[dict[Any, Timetable], datetime]:
    """The timetable of each location, and the moment; that answers change as it opens and closes is noted."""
    hours, dated = children(parents, "hours"), children(parents, "exceptions")
    tables = {page.pk: timetable(page.zone, hours[page.pk], dated[page.pk]) for page in parents}
    return tables, reader.gate.now_until(*(table.changes_next for table in tables.values()))
