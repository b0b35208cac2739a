"""The content of all pages but articles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any

from demo.days import WEEKDAYS
from demo.reading import Table, Text, table, texts
from locations.models import HoursException, OpeningHours
from treatments.models import (
    SECTIONS,
    ConcernArea,
    TreatmentArea,
    TreatmentBrand,
    TreatmentComponent,
    TreatmentConcern,
    TreatmentDevice,
    TreatmentSource,
)

from .body import stream
from .library import Library
from .publishing import publish
from .tree import home_text, standard_texts

REVIEW = ("last_reviewed", "next_review_due")


def load(library: Library) -> None:
    """Fill the pages in and publish them: who writes and reviews comes before what they wrote and reviewed."""
    for text in texts("providers"):
        fill_provider(library, text)
    for text in texts("concerns"):
        fill_concern(library, text)
    for text in texts("locations"):
        fill_location(library, text)
    for text in texts("treatments"):
        fill_treatment(library, text)
    for slug, values in table("indexes").items():
        page = library.page(f"index:{slug}")
        page.introduction, page.search_description = values["introduction"], values["search_description"]
        publish(library, page)
    for text in [home_text(), *standard_texts()]:
        fill_standard(library, text)


def set_promotion(page: Any, head: Table) -> None:
    """What search engines read."""
    page.seo_title = head.get("seo_title", "")
    page.search_description = head.get("search_description", "")


def set_review(library: Library, page: Any, head: Table) -> None:
    """Who wrote the page, who reviewed it and when."""
    page.author = library.provider(head.get("author"))
    page.byline = head.get("byline", "")
    page.reviewed_by = library.provider(head.get("reviewed_by"))
    for name in REVIEW:
        setattr(page, name, library.day(head.get(name)))


def rows(kind: type[Any], field: str, targets: Iterable[Any]) -> list[Any]:
    """Ordered link rows to ``targets``."""
    return [kind(**{field: target, "sort_order": order}) for order, target in enumerate(targets)]


def fill_standard(library: Library, text: Text) -> None:
    """The home page, or a page of plain content."""
    parts = text.parts("introduction", "body")
    page = library.page(f"index:{text.slug}" if text.slug == "home" else f"page:{text.slug}")
    page.introduction = parts["introduction"]
    page.body = stream(library, text.slug, parts["body"])
    if "picture" in text.head:
        page.hero = library.image(text.head["picture"])
    set_promotion(page, text.head)
    publish(library, page)


def fill_provider(library: Library, text: Text) -> None:
    """A bio."""
    page, head = library.provider(text.slug), text.head
    for name in ("post_nominals", "role", "job_title", "practising_since"):
        setattr(page, name, head[name])
    page.npi = head.get("npi", "")
    page.languages, page.education = "\n".join(head["languages"]), "\n".join(head["education"])
    page.photo = library.image(head["picture"])
    page.bio = library.html(text.parts("bio")["bio"])
    page.search_description = f"{page.display_name}: {head['job_title']} at Larkfield."
    publish(library, page)


def fill_concern(library: Library, text: Text) -> None:
    """A concern."""
    page, head = library.page(f"concern:{text.slug}"), text.head
    parts = text.parts("introduction", "see_a_doctor_if")
    page.clinical_name, page.category = head["clinical_name"], head["category"]
    page.synonyms = "\n".join(head["synonyms"])
    page.introduction = parts["introduction"]
    page.see_a_doctor_if = library.html(parts["see_a_doctor_if"])
    page.area_links = rows(ConcernArea, "area", [library.entry("areas", key) for key in head["areas"]])
    page.search_description = f"{head['title']}: what it is, which treatments may help, and when to see a doctor first."
    publish(library, page)


def fill_location(library: Library, text: Text) -> None:
    """A location with its hours."""
    page, head = library.page(f"location:{text.slug}"), text.head
    parts = text.parts("introduction", "body")
    for name in LOCATION_FIELDS:
        setattr(page, name, head.get(name, ""))
    page.latitude, page.longitude = Decimal(str(head["latitude"])), Decimal(str(head["longitude"]))
    page.hero = library.image(head["hero"])
    page.medical_director = library.provider(head["medical_director"])
    page.introduction = parts["introduction"]
    page.body = stream(library, text.slug, parts["body"])
    page.hours = [opening_hours(library, order, row) for order, row in enumerate(head["hours"])]
    page.exceptions = [
        HoursException(
            sort_order=order,
            date=library.day(row["date"]),
            label=row["label"],
            closed=row.get("closed", False),
            opens=clock(row.get("opens")),
            closes=clock(row.get("closes")),
        )
        for order, row in enumerate(head["exceptions"])
    ]
    page.search_description = f"{head['title']}: address, hours, parking, treatments and people."
    publish(library, page)


LOCATION_FIELDS = (
    "status", "branch_code", "address_line_1", "address_line_2", "city", "region", "postal_code", "country", "phone",
    "time_zone", "booking_url", "map_url", "accessibility", "parking",
)  # fmt: skip


def opening_hours(library: Library, order: int, row: list[str] | Table) -> OpeningHours:
    """One interval: ``[weekday, opens, closes]``, or a table that also says its season as ``[MM-DD, MM-DD]``."""
    told: Table = dict(zip(("weekday", "opens", "closes"), row, strict=True)) if isinstance(row, list) else row
    since, until = season(library, told["season"]) if "season" in told else (None, None)
    return OpeningHours(
        sort_order=order,
        weekday=WEEKDAYS.index(told["weekday"]),
        opens=clock(told["opens"]),
        closes=clock(told["closes"]),
        season_from=since,
        season_until=until,
    )


def season(library: Library, told: list[str]) -> tuple[date, date]:
    """The season that is on or comes next."""
    until = library.day(f"next {told[1]}")
    since = date.fromisoformat(f"{until.year}-{told[0]}") if until else None
    if until is None or since is None:
        raise ValueError(f"{told} is no season.")
    return since, until


def clock(told: str | None) -> time | None:
    """A time of day."""
    return None if told is None else time.fromisoformat(told)


def fill_treatment(library: Library, text: Text) -> None:
    """A treatment, a composite or a category."""
    page, head = library.page(f"treatment:{text.slug}"), text.head
    for name in ("summary", "kind"):
        setattr(page, name, head[name])
    for name in ("downtime", "onset", "anaesthesia", "invasiveness"):
        setattr(page, name, head.get(name, ""))
    for name in ("interval_weeks", "duration_minutes"):
        setattr(page, name, head.get(name))
    page.sessions_minimum, page.sessions_maximum = head.get("sessions", (None, None))
    page.lasts_months_minimum, page.lasts_months_maximum = head.get("lasts_months", (None, None))
    page.other_names = "\n".join(head["aliases"])
    page.hero = library.image(head["picture"])
    for name, words in text.parts(*(section.field for section in SECTIONS)).items():
        setattr(page, name, library.html(words))
    page.concern_links = rows(TreatmentConcern, "concern", [library.page(f"concern:{key}") for key in head["concerns"]])
    page.area_links = rows(TreatmentArea, "area", [library.entry("areas", key) for key in head["areas"]])
    page.brand_links = rows(TreatmentBrand, "brand", [library.entry("brands", key) for key in head.get("brands", ())])
    page.device_links = rows(TreatmentDevice, "device", [library.entry("devices", k) for k in head.get("devices", ())])
    page.component_links = rows(
        TreatmentComponent, "component", [library.page(f"treatment:{key}") for key in head.get("components", ())]
    )
    page.source_links = rows(TreatmentSource, "source", [library.entry("sources", key) for key in head["sources"]])
    set_review(library, page, head)
    page.search_description = head["summary"]
    publish(library, page, draft=head.get("draft", False))
