"""Whatever the clock alone decides: the answer from the cache is another on the second, and is kept until then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.api.moments import next_of
from locations.models import OpeningHours
from pages.models import OrganizationDisclaimer
from tests import factories as make

from .asking import Asking

NOW = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
"""Noon on a Wednesday in New York, by whose days the registers go."""
SOON = NOW + timedelta(hours=3)
SECOND = timedelta(seconds=1)
MOMENT = timedelta(microseconds=1)
WEDNESDAY, THURSDAY = date(2026, 3, 4), date(2026, 3, 5)
NEW_YORK, HONOLULU = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Honolulu")

Case = Callable[[], tuple[str, datetime]]
"""Makes content, and gives a query with the moment at which its answer is another."""
CASES: list[Case] = []

pytestmark = pytest.mark.django_db


def case(make_content: Case) -> Case:
    CASES.append(make_content)
    return make_content


def at(day: date, hour: int, minute: int = 0, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.combine(day, time(hour, minute), zone)


def dated(page: Any, **dates: datetime) -> Any:
    """Give a live page its dates, as if it had been published with them."""
    Page.objects.filter(pk=page.pk).update(**dates)
    return page


def ends(page: Any) -> Any:
    return dated(page, expire_at=SOON)


def begins(page: Any) -> Any:
    return dated(page, go_live_at=SOON)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


# Pages


@case
def a_page_ends() -> tuple[str, datetime]:
    return f'{{ page(id: "{ends(make.StandardPageFactory()).pk}") {{ title }} }}', SOON


@case
def a_page_begins() -> tuple[str, datetime]:
    return f'{{ page(id: "{begins(make.StandardPageFactory()).pk}") {{ title }} }}', SOON


@case
def a_page_begins_at_its_path() -> tuple[str, datetime]:
    begins(make.StandardPageFactory(slug="about", parent=home()))
    return '{ route(path: "/about/") { path } }', SOON


@case
def a_page_begins_by_its_slug() -> tuple[str, datetime]:
    begins(make.TreatmentPageFactory(title="Peel"))
    return '{ treatment(slug: "peel") { title } }', SOON


@case
def a_list_loses_a_page() -> tuple[str, datetime]:
    ends(make.TreatmentPageFactory())
    return "{ treatments { totalCount nodes { title } } }", SOON


@case
def a_filter_finds_nothing_more() -> tuple[str, datetime]:
    concern = make.ConcernPageFactory(title="Lines")
    make.TreatmentPageFactory(concern_links=[concern])
    ends(concern)
    return '{ treatments(filter: { concerns: "lines" }) { totalCount } }', SOON


@case
def a_concern_has_one_treatment_more() -> tuple[str, datetime]:
    begins(make.TreatmentPageFactory(concern_links=[make.ConcernPageFactory(title="Lines")]))
    return '{ concern(slug: "lines") { treatments { title } } }', SOON


@case
def what_is_related_ends() -> tuple[str, datetime]:
    concern = make.ConcernPageFactory()
    make.TreatmentPageFactory(title="Peel", concern_links=[concern])
    ends(make.TreatmentPageFactory(concern_links=[concern]))
    return '{ treatment(slug: "peel") { related { nodes { title } } } }', SOON


@case
def a_page_above_ends() -> tuple[str, datetime]:
    above = make.StandardPageFactory(parent=home())
    below = make.StandardPageFactory(parent=above)
    ends(above)
    return f'{{ page(id: "{below.pk}") {{ breadcrumbs {{ title }} }} }}', SOON


@case
def a_page_below_begins() -> tuple[str, datetime]:
    begins(make.StandardPageFactory(parent=home()))
    return '{ page(path: "/") { children { totalCount } } }', SOON


@case
def the_page_in_a_menu_begins() -> tuple[str, datetime]:
    make.NavigationMenuFactory(items=[begins(make.StandardPageFactory())])
    return '{ navigation(handle: "main") { label } }', SOON


@case
def the_page_that_a_link_leads_to_ends() -> tuple[str, datetime]:
    text = f"<p>{make.link_to(ends(make.StandardPageFactory()), 'it')}</p>"
    return in_a_body(text), SOON


@case
def the_page_at_a_typed_address_begins() -> tuple[str, datetime]:
    begins(make.StandardPageFactory(slug="about", parent=home()))
    return in_a_body('<p><a href="/about/">it</a></p>'), SOON


@case
def the_page_of_another_site_that_a_link_leads_to_ends() -> tuple[str, datetime]:
    there = make.StandardPageFactory(parent=make.make_site("other.example").home)
    return in_a_body(f"<p>{make.link_to(ends(there), 'it')}</p>"), SOON


@case
def the_page_that_a_redirect_leads_to_ends() -> tuple[str, datetime]:
    Redirect.objects.create(old_path="/old", redirect_page=ends(make.StandardPageFactory()))
    return '{ route(path: "/old/") { redirect { to } } redirects { totalCount } }', SOON


@case
def the_sitemap_loses_a_page() -> tuple[str, datetime]:
    ends(make.StandardPageFactory())
    return "{ sitemap { totalCount } }", SOON


@case
def a_search_finds_one_page_more() -> tuple[str, datetime]:
    begins(make.StandardPageFactory(title="Unmistakable"))
    call_command("update_index", verbosity=0)
    return '{ search(query: "unmistakable") { totalCount } }', SOON


@case
def a_search_has_cursors_that_last_longer() -> tuple[str, datetime]:
    """Whoever is given one has ten minutes from then."""
    make.StandardPageFactory(title="Unmistakable")
    call_command("update_index", verbosity=0)
    return '{ search(query: "unmistakable") { pageInfo { endCursor } } }', NOW + timedelta(minutes=5)


@case
def a_cursor_of_a_search_ends() -> tuple[str, datetime]:
    for number in range(2):
        make.StandardPageFactory(title=f"Unmistakable {number}")
    call_command("update_index", verbosity=0)
    first = Asking().get('{ search(query: "unmistakable", first: 1) { pageInfo { endCursor } } }')
    after = first.data["search"]["pageInfo"]["endCursor"]
    query = f'{{ search(query: "unmistakable", after: "{after}") {{ nodes {{ page {{ title }} }} }} }}'
    return query, NOW + timedelta(minutes=15)


@case
def an_author_ends_in_what_machines_read() -> tuple[str, datetime]:
    provider = make.ProviderPageFactory()
    make.ArticlePageFactory(title="Sun", author=provider)
    ends(provider)
    return '{ article(slug: "sun") { seo { jsonLd } } }', SOON


@case
def the_location_of_an_announcement_ends() -> tuple[str, datetime]:
    place = make.LocationPageFactory()
    make.OrganizationFactory()
    make.AnnouncementFactory(starts=NOW, ends=NOW + timedelta(days=9), location_links=[place])
    ends(place)
    return ANNOUNCEMENT, SOON


@case
def what_the_log_tells_of_a_page_that_ends() -> tuple[str, datetime]:
    page = ends(make.StandardPageFactory())
    return f'{{ changes(last: 100) {{ nodes {{ kind path }} }} page(id: "{page.pk}") {{ id }} }}', SOON


# Registers


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


# Hours


@case
def a_location_opens() -> tuple[str, datetime]:
    return location("openNow", [make.hours(3, "09:30", "17:00")]), at(THURSDAY, 9, 30)


@case
def a_location_closes() -> tuple[str, datetime]:
    return location("openNow", [make.hours(2, "09:30", "17:00")]), at(WEDNESDAY, 17)


@case
def a_location_closes_behind_midnight() -> tuple[str, datetime]:
    return location("openNow", [make.hours(2, "20:00", "02:00")]), at(THURSDAY, 2)


@case
def a_location_opens_next_another_day() -> tuple[str, datetime]:
    hours = [make.hours(day, "09:00", "17:00") for day in (3, 4)]
    return location("opensNext", hours), at(THURSDAY, 9)


@case
def a_location_opens_on_the_day_that_clocks_go_forward() -> tuple[str, datetime]:
    return location("openNow", [make.hours(6, "03:00", "17:00")]), datetime(2026, 3, 8, 7, tzinfo=UTC)


@case
def a_location_closes_on_the_day_that_clocks_go_back() -> tuple[str, datetime]:
    return location("openNow", [make.hours(6, "00:30", "03:00")]), datetime(2026, 11, 1, 8, tzinfo=UTC)


@case
def a_location_opens_where_it_is() -> tuple[str, datetime]:
    hours = [make.hours(2, "09:00", "12:00")]
    return location("openNow", hours, time_zone="Pacific/Honolulu"), at(WEDNESDAY, 9, zone=HONOLULU)


@case
def a_location_opens_for_the_first_time_in_its_season() -> tuple[str, datetime]:
    hours = [
        make.hours(3, "09:00", "17:00"),
        make.hours(3, "07:00", "17:00", season_from=THURSDAY, season_until=date(2026, 8, 31)),
    ]
    return location("openNow", hours), at(THURSDAY, 7)


@case
def a_season_begins_while_it_is_open() -> tuple[str, datetime]:
    """The whole day by itself; in the season only from seven on."""
    hours = [make.hours(day, "00:00", "00:00") for day in range(7)]
    hours.append(make.hours(3, "07:00", "17:00", season_from=THURSDAY, season_until=date(2026, 8, 31)))
    return location("openNow", hours), at(THURSDAY, 0)


@case
def a_season_ends_in_what_machines_read() -> tuple[str, datetime]:
    hours = [make.hours(2, "07:00", "17:00", season_from=date(2026, 1, 1), season_until=WEDNESDAY)]
    return location("seo { jsonLd }", hours), at(THURSDAY, 0)


@case
def special_hours_begin() -> tuple[str, datetime]:
    special = make.exception(THURSDAY, "11:00", "12:00")
    return location("openNow", [make.hours(3, "09:00", "17:00")], exceptions=[special]), at(THURSDAY, 11)


@case
def special_hours_end() -> tuple[str, datetime]:
    special = make.exception(THURSDAY, "11:00", "12:00")
    return location("openNow", [make.hours(3, "09:00", "17:00")], exceptions=[special]), at(THURSDAY, 12)


@case
def a_closed_day_begins() -> tuple[str, datetime]:
    hours = [make.hours(day, "00:00", "00:00") for day in range(7)]
    return location("openNow", hours, exceptions=[make.exception(THURSDAY)]), at(THURSDAY, 0)


@case
def a_special_day_is_told_no_more() -> tuple[str, datetime]:
    query = location("exceptions { date }", [], exceptions=[make.exception(WEDNESDAY)], time_zone="Pacific/Honolulu")
    return query, at(THURSDAY, 0, zone=HONOLULU)


@case
def a_special_day_is_told_no_more_to_machines() -> tuple[str, datetime]:
    query = location("seo { jsonLd }", [], exceptions=[make.exception(WEDNESDAY)], time_zone="Pacific/Honolulu")
    return query, at(THURSDAY, 0, zone=HONOLULU)


@case
def it_is_another_day() -> tuple[str, datetime]:
    return location("today { date }", [], time_zone="Pacific/Honolulu"), at(THURSDAY, 0, zone=HONOLULU)


@case
def it_is_another_day_in_a_list() -> tuple[str, datetime]:
    """Of several places that first changes where the day is over first."""
    for zone in ("Pacific/Honolulu", "America/New_York", "America/Chicago"):
        make.LocationPageFactory(time_zone=zone)
    return "{ locations { nodes { today { date } } } }", at(THURSDAY, 0)


ANNOUNCEMENT = "{ organization { announcement { text } } }"


def home() -> Any:
    return Page.objects.get(slug="larch-hill").specific


def in_a_body(text: str) -> str:
    """The query for a page whose body is ``text``."""
    body = make.stored_blocks(("rich_text", {"text": text}))
    page = make.StandardPageFactory(body=body)
    return f'{{ page(id: "{page.pk}") {{ ... on StandardPage {{ body {{ ... on RichTextBlock {{ html }} }} }} }} }}'


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


def location(selection: str, hours: list[OpeningHours], **fields: Any) -> str:
    make.LocationPageFactory(title="Midtown", hours=hours, **fields)
    return f'{{ location(slug: "midtown") {{ {selection} }} }}'


@pytest.mark.parametrize("content", CASES, ids=lambda content: content.__name__)
def test_it_is_another_answer_on_the_second(content: Case, clock: time_machine.Traveller) -> None:
    make.make_site()
    query, moment = content()
    asking = Asking()
    clock.move_to(moment - 2 * SECOND)
    before = asking.get(query)
    assert "errors" not in before.json
    for wait in (SECOND, MOMENT):
        clock.move_to(moment - wait)
        assert (asking.get(query).body, asking.made) == (before.body, 1)
    assert asking.uncached(query).body == before.body
    clock.move_to(moment)
    after = asking.get(query)
    assert (after.body, asking.made) == (asking.uncached(query).body, 2)
    assert after.body != before.body
    clock.move_to(moment + SECOND)
    assert asking.get(query).body == after.body
    assert asking.made == (3 if "errors" in after.json else 2)  # those are not kept


def test_a_page_is_published_by_the_schedule(clock: time_machine.Traveller) -> None:
    """Until the worker has come by nothing differs: there is nothing yet that could be shown."""
    make.make_site()
    draft = make.StandardPageFactory(title="Offer", slug="offer", live=False, parent=home())
    draft.go_live_at = SOON
    draft.save_revision().publish()
    asking, query = Asking(), '{ page(path: "/offer/") { title } }'
    told = []
    for moment in (SOON - SECOND, SOON):
        clock.move_to(moment)
        told.append(asking.get(query).data["page"])
    call_command("publish_scheduled")
    assert [*told, asking.get(query).data["page"]] == [None, None, {"title": "Offer"}]


def test_of_two_readings_that_began_at_different_times(clock: time_machine.Traveller) -> None:
    """The slower one began before a page ended, and is asked when its answer differs after the quicker one."""
    make.make_site()
    ends(make.StandardPageFactory())
    assert next_of(Page, ("go_live_at", "expire_at"), SOON, 7) is None
    assert next_of(Page, ("go_live_at", "expire_at"), SOON - SECOND, 7) == SOON
