"""What each page type needs to go live, and what is wrong even in a draft; the model holds it on every way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests import factories
from tests.factories import SmallSite, exception, hours, make_site

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def site() -> SmallSite:
    return make_site()


def draft(page_type: str, **fields: Any) -> Any:
    page = getattr(factories, f"{page_type}Factory")(**{"title": "Page", "live": False, **fields})
    if page_type == "ProviderPage":
        factories.LicenceFactory(provider=page)
    return page


NEEDS: list[tuple[str, dict[str, Any], dict[str, list[str]]]] = [
    (
        "ArticlePage",
        {"introduction": ""},
        {"introduction": ["Write the standfirst before publishing: lists and search results show it."]},
    ),
    (
        "TreatmentPage",
        {"overview": "", "risks": ""},
        {"overview": ["Write “Overview” before publishing."], "risks": ["Write “Risks” before publishing."]},
    ),
    (
        "TreatmentPage",
        {"concern_links": []},
        {"concern_links": ["Choose at least one concern (tab Relations) before publishing."]},
    ),
    (
        "TreatmentPage",
        {"kind": "composite"},
        {"component_links": ["Choose the treatments it is made of (tab Relations), or another kind."]},
    ),
    (
        "TreatmentPage",
        {"kind": "category", "overview": "", "why_its_done": "", "suitability": "", "risks": ""},
        {"component_links": ["Choose the treatments it is made of (tab Relations), or another kind."]},
    ),
    (
        "TreatmentPage",
        {"summary": "", "kind": ""},
        {"summary": ["Write the summary before publishing."], "kind": ["Choose the kind before publishing."]},
    ),
    ("ConcernPage", {"see_a_doctor_if": ""}, {"see_a_doctor_if": ["Say when to see a doctor before publishing."]}),
    (
        "ProviderPage",
        {"role": "", "bio": ""},
        {"role": ["Choose the role before publishing."], "bio": ["Write the bio before publishing."]},
    ),
    (
        "LocationPage",
        {"medical_director": None},
        {"medical_director": ["Choose the medical director (tab Clinical) before publishing."]},
    ),
    (
        "LocationPage",
        {"city": "", "address_line_1": ""},
        {"address_line_1": ["Enter the street before publishing."], "city": ["Enter the city before publishing."]},
    ),
]


def by_revision(page: Any) -> None:
    """As the forms do, which let a draft lack what is required."""
    page.save_revision(clean=False).publish()


def by_hand(page: Any) -> None:
    page.live = True
    page.save()


@pytest.mark.parametrize("publish", [by_revision, by_hand])
@pytest.mark.parametrize(("kind", "fields", "problems"), NEEDS)
def test_a_draft_may_lack_what_publishing_needs(
    kind: str, fields: dict[str, Any], problems: dict[str, list[str]], publish: Callable[[Any], None]
) -> None:
    page = draft(kind, **fields)
    with pytest.raises(ValidationError) as refusal:
        publish(page)
    assert refusal.value.message_dict == problems
    assert type(page).objects.get(pk=page.pk).live is False


@pytest.mark.parametrize(
    "kind", ["StandardPage", "HomePage", "ComparisonArticlePage", *dict.fromkeys(kind for kind, _, _ in NEEDS)]
)
def test_a_whole_page_goes_live(site: SmallSite, kind: str) -> None:
    parent = {"parent": site.home} if kind in {"StandardPage", "HomePage"} else {}
    page = draft(kind, **parent)
    by_revision(page)
    assert type(page).objects.get(pk=page.pk).live is True


def test_a_category_needs_no_sections() -> None:
    empty = dict.fromkeys(["overview", "why_its_done", "suitability", "risks"], "")
    by_revision(draft("TreatmentPage", kind="category", component_links=[factories.TreatmentPageFactory()], **empty))


WRONG: list[tuple[str, dict[str, Any], dict[str, list[str]]]] = [
    (
        "ArticlePage",
        {"last_reviewed": TODAY},
        {"reviewed_by": ["A review needs both the reviewer and the day: fill in the other one, or clear both."]},
    ),
    (
        "TreatmentPage",
        {"last_reviewed": date(9998, 1, 1), "next_review_due": date(9997, 1, 1)},
        {
            "reviewed_by": ["A review needs both the reviewer and the day: fill in the other one, or clear both."],
            "last_reviewed": ["A review cannot lie in the future. Enter the day it was done."],
            "next_review_due": ["The next review must come after the last one. Enter a later day."],
        },
    ),
    (
        "TreatmentPage",
        {"sessions_minimum": 6, "sessions_maximum": 3, "lasts_months_minimum": 4, "lasts_months_maximum": 2},
        {
            "sessions_maximum": ["At most 3 sessions is less than at least 6. Correct one of the two."],
            "lasts_months_maximum": ["At most 2 months is less than at least 4. Correct one of the two."],
        },
    ),
    (
        "ProviderPage",
        {"practising_since": 9999},
        {"practising_since": ["This year lies in the future. Enter the year they began to practice."]},
    ),
    (
        "LocationPage",
        {"hours": [hours(0, "09:00", "12:00"), hours(0, "11:00", "13:00")]},
        {"hours": ["Monday 09:00 to 12:00 and Monday 11:00 to 13:00 overlap. Change or delete one of them."]},
    ),
    (
        "LocationPage",
        {"exceptions": [exception(TODAY), exception(TODAY, "09:00", "12:00")]},
        {"exceptions": ["Two exceptions on March 4, 2026 cannot both hold. Change or delete one of them."]},
    ),
    (
        "LocationPage",
        {"hours": [hours(0, f"{hour:02}:00", f"{hour:02}:30") for hour in range(13)]},
        {"hours": ["At most 12 intervals fit on one day. Remove some."]},
    ),
    (
        "LocationPage",
        {"exceptions": [exception(TODAY, f"{hour:02}:00", f"{hour:02}:30") for hour in range(13)]},
        {"exceptions": ["At most 12 intervals fit on one day. Remove some."]},
    ),
    (
        "LocationPage",
        {"latitude": "33.5"},
        {"longitude": ["Coordinates need both latitude and longitude: fill in the other one, or clear both."]},
    ),
]


@pytest.mark.parametrize(("kind", "fields", "problems"), WRONG)
def test_what_contradicts_itself_never_goes_live(
    kind: str, fields: dict[str, Any], problems: dict[str, list[str]]
) -> None:
    page = draft(kind, **fields)
    assert page.problems() == problems
    with pytest.raises(ValidationError) as refusal:
        by_revision(page)
    assert refusal.value.message_dict == problems


def test_a_headline_has_a_limit() -> None:
    page = factories.ArticlePageFactory(title="x" * 111, live=False)
    message = "A headline has at most 110 characters; this one has 111. Shorten it."
    assert page.problems() == {"title": [message]}
    page.title = "x" * 110
    assert page.problems() == {}


def test_a_treatment_is_not_made_of_itself() -> None:
    page = factories.TreatmentPageFactory()
    page.component_links = [page.component_links.model(component=page)]
    assert page.problems() == {
        "component_links": [
            "A treatment cannot be made of itself, nor of one that it is part of. Remove that from the list."
        ]
    }


def test_a_live_page_keeps_its_version_when_the_next_may_not_go_live() -> None:
    page = factories.TreatmentPageFactory(title="Peel")
    page.risks, page.title = "", "Worse peel"
    revision = page.save_revision()
    with pytest.raises(ValidationError):
        revision.publish()
    page.refresh_from_db()
    assert (page.title, page.draft_title, page.risks) == ("Peel", "Worse peel", "<p>Redness; rarely a scar.</p>")
