"""What differs as the rows of registers begin and end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from pages.models import OrganizationDisclaimer
from tests import factories as make

from .boundaries import (
    ANNOUNCEMENT,
    NOW,
    SOON,
    THURSDAY,
    WEDNESDAY,
    at,
    case,
)


@case
def an_announcement_begins() -> tuple[str, datetime]:
    make.OrganizationFactory()
    make.AnnouncementFactory(starts=SOON, ends=SOON + timedelta(days=1))
    return ANNOUNCEMENT, SOON


@case
def an_announcement_ends() -> tuple[str, datetime]:
    make.OrganizationFactory()
    make.AnnouncementFactory(starts=NOW, ends=SOON)
    return ANNOUNCEMENT, SOON


@case
def a_disclaimer_begins() -> tuple[str, datetime]:
    return disclaimer(valid_from=THURSDAY), at(THURSDAY, 0)


@case
def a_disclaimer_ends() -> tuple[str, datetime]:
    return disclaimer(valid_until=WEDNESDAY), at(THURSDAY, 0)


@case
def a_licence_begins() -> tuple[str, datetime]:
    return credential(make.LicenceFactory, issued=THURSDAY), at(THURSDAY, 0)


@case
def a_licence_ends() -> tuple[str, datetime]:
    return credential(make.LicenceFactory, expires=WEDNESDAY), at(THURSDAY, 0)


@case
def a_certification_begins() -> tuple[str, datetime]:
    return credential(make.CertificationFactory, issued=THURSDAY), at(THURSDAY, 0)


@case
def a_certification_ends() -> tuple[str, datetime]:
    return credential(make.CertificationFactory, expires=WEDNESDAY), at(THURSDAY, 0)


@case
def a_certification_ends_in_what_machines_read() -> tuple[str, datetime]:
    director = make.ProviderPageFactory(role="physician", post_nominals="MD")
    make.CertificationFactory(provider=director, specialty="Dermatology", expires=WEDNESDAY)
    make.LocationPageFactory(title="Midtown", medical_director=director)
    return '{ location(slug: "midtown") { seo { jsonLd } } }', at(THURSDAY, 0)


@case
def a_board_certifies_nobody_more() -> tuple[str, datetime]:
    row = make.CertificationFactory(provider=make.ProviderPageFactory(), expires=WEDNESDAY)
    return f'{{ providers(filter: {{ boards: "{row.board_id}" }}) {{ totalCount }} }}', at(THURSDAY, 0)


@case
def a_treatment_becomes_available() -> tuple[str, datetime]:
    available(starts=THURSDAY)
    return '{ treatment(slug: "peel") { providers { title } locations { title } } }', at(THURSDAY, 0)


@case
def a_treatment_is_available_no_more() -> tuple[str, datetime]:
    available(ends=WEDNESDAY)
    return '{ location(slug: "midtown") { availability { totalCount } } }', at(THURSDAY, 0)


@case
def a_filter_by_place_finds_one_more() -> tuple[str, datetime]:
    available(starts=THURSDAY)
    return '{ treatments(filter: { locations: "midtown" }) { totalCount } }', at(THURSDAY, 0)


@case
def new_patients_are_accepted_no_more_in_what_machines_read() -> tuple[str, datetime]:
    available(ends=WEDNESDAY, accepting_patients=True)
    return '{ location(slug: "midtown") { seo { jsonLd } } }', at(THURSDAY, 0)


@case
def the_registers_day_is_that_of_a_summer() -> tuple[str, datetime]:
    """Midnight is an hour earlier by UTC once the clocks have gone forward."""
    return credential(make.LicenceFactory, expires=date(2026, 3, 8)), datetime(2026, 3, 9, 4, tzinfo=UTC)


def disclaimer(**dates: date) -> str:
    row = make.DisclaimerFactory(**dates)
    OrganizationDisclaimer.objects.create(organization=make.OrganizationFactory(), disclaimer=row)
    return "{ organization { disclaimers { name } } }"


def credential(factory: Any, **dates: date) -> str:
    factory(provider=make.ProviderPageFactory(title="Nina Reed"), **dates)
    return '{ provider(slug: "nina-reed") { credentials { label } } }'


def available(**fields: Any) -> None:
    make.AvailabilityFactory(
        treatment=make.TreatmentPageFactory(title="Peel"),
        provider=make.ProviderPageFactory(),
        location=make.LocationPageFactory(title="Midtown"),
        **fields,
    )
