"""Licences and certifications, and what is available where and by whom."""

from __future__ import annotations

from demo.reading import Table, table, texts
from locations.models import Availability, Weekday
from providers.models import Certification, Licence

from .library import Library
from .registers import add

DAYS = ("issued", "expires", "verified_on")


def load(library: Library) -> None:
    """Write what each provider holds."""
    for text in texts("providers"):
        provider = library.provider(text.slug)
        for values in text.head["licences"]:
            kind = library.entry("licence_types", values["type"])
            add(
                library, "licences", values["number"], Licence,
                provider=provider, licence_type=kind, number=values["number"], **days(library, values),
            )  # fmt: skip
        for values in text.head.get("certifications", ()):
            add(
                library, "certifications", values["number"], Certification,
                **{**values, **days(library, values), "board": library.entry("boards", values["board"])},
                provider=provider,
            )  # fmt: skip


def days(library: Library, values: Table) -> dict[str, object]:
    """The days of a credential."""
    return {name: library.day(values.get(name)) for name in DAYS}


def load_availability(library: Library) -> None:
    """Write who gives which treatment where."""
    for offer in table("availability")["offers"]:
        provider, location = library.provider(offer["provider"]), library.page(f"location:{offer['location']}")
        days = [Weekday[name.upper()].value for name in offer.get("days", ())]
        for slug in offer["treatments"]:
            add(
                library, "availability", f"{slug} {provider.slug} {location.slug}", Availability,
                treatment=library.page(f"treatment:{slug}"), provider=provider, location=location, days=days,
            )  # fmt: skip
