"""What begins and ends does so by its date alone: the clock moves, and no job has run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from pages.models import OrganizationDisclaimer
from tests.factories import (
    AnnouncementFactory,
    ArticlePageFactory,
    AvailabilityFactory,
    CertificationFactory,
    ConcernPageFactory,
    DisclaimerFactory,
    LicenceFactory,
    LocationPageFactory,
    NavigationMenuFactory,
    OrganizationFactory,
    ProviderPageFactory,
    SmallSite,
    TreatmentPageFactory,
    exception,
    hours,
    link_to,
    stored_blocks,
)
from treatments.models import TreatmentPage

from .conftest import Ask

Clock = time_machine.Traveller
NOON = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
"""Noon in Atlanta, where days begin at five in the morning UTC."""
MOMENT = timedelta(microseconds=1)
LAST_MOMENT = datetime(2026, 3, 5, 4, 59, 59, 999_999, tzinfo=UTC)
"""The end of 4 March in Atlanta."""

EVERYWHERE = """
{
  treatment(slug: "peel") { title } treatments { totalCount nodes { title } } pages { nodes { title } }
  page(path: "/treatments/peel/") { title } route(path: "/treatments/peel/") { path }
  index: page(path: "/treatments/") { children { totalCount nodes { title } } }
  concern(slug: "lines") { treatments { title } }
  article(slug: "about-peels") {
    treatments { title } related { nodes { title } } body { ... on RichTextBlock { html } }
  }
  navigation(handle: "main") { label }
}
"""


@pytest.fixture
def peel(site: SmallSite) -> TreatmentPage:
    """A treatment that other things refer to."""
    concern = ConcernPageFactory(title="Lines")
    page = TreatmentPageFactory(title="Peel", concern_links=[concern])
    ArticlePageFactory(
        title="About peels",
        treatment_links=[page],
        body=stored_blocks(("rich_text", {"text": f"<p>{link_to(page, 'it')}</p>"})),
    )
    NavigationMenuFactory(items=[page])
    return page  # type: ignore[no-any-return]


def seen(ask: Ask) -> list[bool]:
    """Whether the treatment is there, everywhere it could be."""
    answer = ask(EVERYWHERE)
    titles = [node["title"] for node in answer["pages"]["nodes"]]
    return [
        answer["treatment"] is not None,
        answer["treatments"] == {"totalCount": 1, "nodes": [{"title": "Peel"}]},
        "Peel" in titles,
        answer["page"] is not None,
        answer["route"] is not None,
        answer["index"]["children"] == {"totalCount": 1, "nodes": [{"title": "Peel"}]},
        answer["concern"]["treatments"] == [{"title": "Peel"}],
        answer["article"]["treatments"] == [{"title": "Peel"}],
        answer["article"]["related"]["nodes"] == [{"title": "Peel"}],
        "href" in answer["article"]["body"][0]["html"],
        answer["navigation"] == [{"label": "Peel"}],
    ]


@pytest.mark.parametrize(
    ("dates", "moment", "visible"),
    [
        ({}, NOON, True),
        ({"expire_at": NOON}, NOON - MOMENT, True),
        ({"expire_at": NOON}, NOON, False),
        ({"expire_at": NOON}, NOON + timedelta(days=400), False),
        ({"go_live_at": NOON}, NOON - MOMENT, False),
        ({"go_live_at": NOON}, NOON, True),
        ({"go_live_at": NOON, "expire_at": NOON + MOMENT}, NOON, True),
        ({"go_live_at": NOON, "expire_at": NOON + MOMENT}, NOON + MOMENT, False),
    ],
)
def test_a_page_is_there_from_its_go_live_to_its_expiry(
    peel: TreatmentPage, ask: Ask, now: Clock, dates: dict[str, datetime], moment: datetime, visible: bool
) -> None:
    TreatmentPage.objects.filter(pk=peel.pk).update(**dates)
    now.move_to(moment, tick=False)
    assert seen(ask) == [visible] * 11


def test_a_scheduled_page_appears_when_it_is_published_and_not_before(site: SmallSite, ask: Ask, now: Clock) -> None:
    draft = TreatmentPageFactory(title="Peel", live=False)
    draft.go_live_at = NOON
    draft.save_revision().publish()
    query = '{ treatment(slug: "peel") { title } }'
    assert ask(query) == {"treatment": None}
    now.move_to(NOON + MOMENT, tick=False)
    assert ask(query) == {"treatment": None}  # there is nothing to show before the schedule has run
    draft.refresh_from_db()
    draft.scheduled_revision.publish()
    assert ask(query) == {"treatment": {"title": "Peel"}}


TODAY = date(2026, 3, 4)
FIRST_MOMENT = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)
DATED = [
    (None, TODAY, LAST_MOMENT, True),
    (None, TODAY, LAST_MOMENT + MOMENT, False),
    (TODAY, None, FIRST_MOMENT, True),
    (TODAY, None, FIRST_MOMENT - MOMENT, False),
    (TODAY, TODAY, NOON, True),
    (TODAY, TODAY, LAST_MOMENT + MOMENT, False),
    (None, None, NOON, True),
]
"""First day, last day, moment, and whether what is dated so is there then."""


def provider_with(factory: Any, **fields: Any) -> None:
    factory(provider=ProviderPageFactory(title="Nina Reed"), **fields)


@pytest.mark.parametrize(("first", "last", "moment", "visible"), DATED)
def test_a_licence_is_shown_through_its_last_day(
    site: SmallSite, ask: Ask, now: Clock, first: date | None, last: date | None, moment: datetime, visible: bool
) -> None:
    provider_with(LicenceFactory, issued=first, expires=last or date(2030, 1, 1))
    now.move_to(moment, tick=False)
    assert len(ask('{ provider(slug: "nina-reed") { credentials { label } } }')["provider"]["credentials"]) == visible


@pytest.mark.parametrize(("first", "last", "moment", "visible"), DATED)
def test_a_certification_is_shown_through_its_last_day_or_for_life(
    site: SmallSite, ask: Ask, now: Clock, first: date | None, last: date | None, moment: datetime, visible: bool
) -> None:
    provider_with(CertificationFactory, issued=first, expires=last, lifetime=last is None)
    now.move_to(moment, tick=False)
    assert len(ask('{ provider(slug: "nina-reed") { credentials { label } } }')["provider"]["credentials"]) == visible


@pytest.mark.parametrize("status", ["inactive", "suspended", "revoked"])
def test_a_licence_that_is_not_active_is_not_shown(site: SmallSite, ask: Ask, status: str) -> None:
    provider_with(LicenceFactory, status=status)
    assert ask('{ provider(slug: "nina-reed") { credentials { label } } }') == {"provider": {"credentials": []}}


SIX_WAYS = """
{
  treatment(slug: "peel") { providers { title } locations { title } }
  provider(slug: "nina-reed") { treatments { title } locations { title } }
  location(slug: "midtown") {
    treatments { title } providers { title } availability { totalCount nodes { provider { title } } }
  }
}
"""


@pytest.mark.parametrize(("first", "last", "moment", "visible"), DATED)
def test_all_six_relations_follow_availability(
    peel: TreatmentPage, ask: Ask, now: Clock, first: date | None, last: date | None, moment: datetime, visible: bool
) -> None:
    provider = ProviderPageFactory(title="Nina Reed")
    location = LocationPageFactory(title="Midtown")
    AvailabilityFactory(treatment=peel, provider=provider, location=location, starts=first, ends=last)
    now.move_to(moment, tick=False)

    def there(title: str) -> list[dict[str, str]]:
        return [{"title": title}] if visible else []

    assert ask(SIX_WAYS) == {
        "treatment": {"providers": there("Nina Reed"), "locations": there("Midtown")},
        "provider": {"treatments": there("Peel"), "locations": there("Midtown")},
        "location": {
            "treatments": there("Peel"),
            "providers": there("Nina Reed"),
            "availability": {
                "totalCount": int(visible),
                "nodes": [{"provider": {"title": "Nina Reed"}}] if visible else [],
            },
        },
    }


@pytest.mark.parametrize("side", ["treatment", "provider", "location"])
def test_availability_ends_with_any_of_its_pages(peel: TreatmentPage, ask: Ask, side: str) -> None:
    provider = ProviderPageFactory(title="Nina Reed")
    location = LocationPageFactory(title="Midtown")
    row = AvailabilityFactory(treatment=peel, provider=provider, location=location)
    getattr(row, side).unpublish()
    answer = ask(SIX_WAYS)
    assert answer.pop(side) is None
    assert [value for page in answer.values() for value in page.values()] in (
        [[], [], [], []],
        [[], [], [], [], {"totalCount": 0, "nodes": []}],
    )


@pytest.mark.parametrize(("first", "last", "moment", "visible"), DATED)
def test_a_disclaimer_is_shown_while_it_is_valid(
    site: SmallSite, ask: Ask, now: Clock, first: date | None, last: date | None, moment: datetime, visible: bool
) -> None:
    disclaimer = DisclaimerFactory(name="Results", valid_from=first, valid_until=last)
    OrganizationFactory(disclaimer_links=[OrganizationDisclaimer(disclaimer=disclaimer)])
    now.move_to(moment, tick=False)
    expected = [{"name": "Results"}] if visible else []
    assert ask("{ organization { disclaimers { name } } }") == {"organization": {"disclaimers": expected}}


def announcement(ask: Ask) -> str | None:
    found = ask("{ organization { announcement { text } } }")["organization"]["announcement"]
    return found and str(found["text"])


def test_an_announcement_is_shown_from_its_first_moment_until_its_last(site: SmallSite, ask: Ask, now: Clock) -> None:
    OrganizationFactory()
    AnnouncementFactory(text="Storm", starts=NOON, ends=NOON + timedelta(hours=1))
    for moment, shown in (
        (NOON - MOMENT, None),
        (NOON, "Storm"),
        (NOON + timedelta(hours=1) - MOMENT, "Storm"),
        (NOON + timedelta(hours=1), None),
    ):
        now.move_to(moment, tick=False)
        assert announcement(ask) == shown


def test_of_several_announcements_the_latest_begun_is_shown(site: SmallSite, ask: Ask, now: Clock) -> None:
    OrganizationFactory()
    hour = timedelta(hours=1)
    AnnouncementFactory(text="Long", starts=NOON, ends=NOON + 9 * hour)
    AnnouncementFactory(text="Short", starts=NOON + hour, ends=NOON + 2 * hour)
    shown = []
    for hours_later in range(4):
        now.move_to(NOON + hours_later * hour, tick=False)
        shown.append(announcement(ask))
    assert shown == ["Long", "Short", "Long", "Long"]


def test_an_announcement_for_hidden_locations_only_is_passed_over(site: SmallSite, ask: Ask) -> None:
    OrganizationFactory()
    AnnouncementFactory(text="For all", starts=NOON - timedelta(days=2), ends=NOON + timedelta(days=2))
    midtown = LocationPageFactory(title="Midtown")
    AnnouncementFactory(text="For Midtown", location_links=[midtown])
    assert announcement(ask) == "For Midtown"
    midtown.unpublish()
    assert announcement(ask) == "For all"
    midtown.delete()
    assert announcement(ask) == "For all"


LOCATION = '{ location(slug: "midtown") { openNow opensNext exceptions { date label } } }'


def test_hours_are_told_for_this_very_moment(site: SmallSite, ask: Ask, now: Clock) -> None:
    midtown = LocationPageFactory(
        title="Midtown",
        hours=[hours(2, "09:00", "17:00"), hours(3, "09:00", "17:00")],
        exceptions=[exception(TODAY, "09:00", "12:00", label="Training"), exception(date(2026, 3, 5), label="Snow")],
    )
    training, snow = {"date": "2026-03-04", "label": "Training"}, {"date": "2026-03-05", "label": "Snow"}
    wednesday = "2026-03-11T09:00:00-04:00"  # clocks go forward in between
    for moment, open_now, opens_next, exceptions in (
        (FIRST_MOMENT - MOMENT, False, "2026-03-04T09:00:00-05:00", [training, snow]),
        (NOON - MOMENT, True, wednesday, [training, snow]),
        (NOON, False, wednesday, [training, snow]),
        (LAST_MOMENT + MOMENT, False, wednesday, [snow]),
        (NOON + timedelta(days=2), False, wednesday, []),
    ):
        now.move_to(moment, tick=False)
        assert ask(LOCATION)["location"] == {"openNow": open_now, "opensNext": opens_next, "exceptions": exceptions}

    for status in ("opening_soon", "temporarily_closed", "closed"):
        type(midtown).objects.update(status=status)
        now.move_to(NOON - MOMENT, tick=False)
        assert ask(LOCATION)["location"] == {"openNow": False, "opensNext": None, "exceptions": [training, snow]}


def test_hours_are_those_of_the_locations_own_time_zone(site: SmallSite, ask: Ask, now: Clock) -> None:
    LocationPageFactory(title="Midtown", time_zone="Pacific/Honolulu", hours=[hours(2, "06:00", "08:00")])
    now.move_to(NOON, tick=False)  # seven in the morning in Honolulu
    assert ask(LOCATION)["location"] == {"openNow": True, "opensNext": "2026-03-11T06:00:00-10:00", "exceptions": []}
