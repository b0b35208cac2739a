"""How locations appear in JSON-LD: a MedicalClinic, with the hours of one that is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from cms.api.connections import MAXIMUM_FIRST
from cms.api.json_ld import TERMS, Node, present
from cms.api.loaders import children, declared_values, label_model
from cms.api.reader import Reader
from cms.api.statements import Among
from pages.json_ld import (
    AllFacts,
    Nodes,
    e164,
    organization_reference,
    person,
    reference,
    referred,
    specialties_of,
    to_node,
    web_page,
)
from pages.loading import PROVIDER, TREATMENT, organization

from .models import Availability, LocationPage
from .models.fields import Weekday

LAST_MINUTE = time(23, 59)
ACCEPTING = frozenset({"location_id", "accepting_patients"})
"""What availability tells of new patients."""


def locations(pages: Sequence[Any], reader: Reader, facts: AllFacts) -> Nodes:
    """A WebPage and the MedicalClinic it is about."""
    ids = [page.pk for page in pages]
    directors = reader.fetch(PROVIDER, [page.medical_director_id for page in pages])
    specialties = specialties_of(directors, reader)
    offered = declared_values("treatments", pages, reader, referred(label_model(TREATMENT)), first=MAXIMUM_FIRST)
    hours, exceptions = children(pages, "hours"), declared_values("exceptions", pages, reader)
    accepting = accepting_patients(ids, reader)
    nodes = {}
    for page in pages:
        known = facts[page.pk]
        director = directors.get(page.medical_director_id)
        clinic = present(
            {
                **reference(page, reader),
                "description": page.introduction,
                "image": to_node(known.image),
                "telephone": e164(page.phone_or_none or organization(reader).phone_or_none),
                "address": page.postal_address,
                "geo": {"@type": "GeoCoordinates", **page.geo} if page.geo else None,
                "hasMap": page.map_url,
                "parentOrganization": organization_reference(reader),
                "employee": person(director, reader) if director else None,
                "medicalSpecialty": specialties.get(page.medical_director_id),
                "availableService": [reference(treatment, reader) for treatment in offered[page.pk]],
                **(opening(page, hours[page.pk], exceptions[page.pk], reader) if is_open(page) else {}),
                "isAcceptingNewPatients": accepting.get(page.pk) if is_open(page) else None,
                "mainEntityOfPage": {"@id": f"{known.url}#page"},
            }
        )
        nodes[page.pk] = [web_page(page, known, mainEntity=to_node(clinic)), clinic]
    return nodes


def is_open(page: Any) -> bool:
    """Whether the location takes visitors: of others no hours are told."""
    return bool(page.status == LocationPage.Status.OPEN)


def accepting_patients(ids: Sequence[Any], reader: Reader) -> dict[Any, bool]:
    """Whether new patients can book anything, for each location that has availability."""
    found: dict[Any, bool] = {}
    for row in reader.rows_where(
        "at locations",
        Availability,
        lambda: Availability.objects.filter(Among("location_id")).order_by(),
        ACCEPTING,
        ids=list(ids),
    ):
        found[row.location_id] = found.get(row.location_id, False) or row.accepting_patients
    return found


def opening(page: Any, hours: Iterable[Any], exceptions: Iterable[Any], reader: Reader) -> Node:
    """Ordinary and seasonal hours, and the dates on which others hold, from today on."""
    today = reader.gate.day_in(page.zone)
    days: dict[tuple[time, time, date | None, date | None], list[str]] = {}
    for row in hours:
        if row.season_until is None or row.season_until >= today:
            key = (row.opens, row.closes, row.season_from, row.season_until)
            days.setdefault(key, []).append(f"{TERMS}/{Weekday(row.weekday).label}")
    ordinary = [specification(*key, dayOfWeek=names) for key, names in days.items()]
    special = [specification(row.opens, row.closes, row.date, row.date) for row in exceptions]
    return {"openingHoursSpecification": ordinary, "specialOpeningHoursSpecification": special}


def specification(opens: time | None, closes: time | None, first: date | None, last: date | None, **more: Any) -> Node:
    """Hours that hold from ``first`` to ``last``; closed without ``opens``; at or before it they end the day after.

    A whole day is told as search engines ask for it, from 00:00 to 23:59.
    """
    if opens == closes == time(0):
        closes = LAST_MINUTE
    node = {
        "@type": "OpeningHoursSpecification",
        **more,
        "opens": opens.isoformat("minutes") if opens else None,
        "closes": closes.isoformat("minutes") if closes else None,
        "validFrom": first.isoformat() if first else None,
        "validThrough": last.isoformat() if last else None,
    }
    return present(node)
