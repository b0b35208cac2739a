"""Filters tell nothing of what is hidden: it matches as if it were not there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from locations.models import Availability, LocationPage
from providers.models import ProviderPage
from tests.api.conftest import Ask
from tests.factories import ConcernPageFactory, TreatmentPageFactory, make_site
from treatments.models import ConcernPage, TreatmentPage

from .conftest import World
from .parts import found

Post = Callable[..., tuple[int, dict[str, Any]]]

HIDDEN = ["draft", "expired", "not yet begun", "restricted"]


def hide(page: Any, how: str) -> None:
    model = type(page)
    if how == "draft":
        model.objects.filter(pk=page.pk).update(live=False)
    elif how == "expired":
        model.objects.filter(pk=page.pk).update(expire_at=timezone.now())
    elif how == "not yet begun":
        model.objects.filter(pk=page.pk).update(go_live_at=timezone.now() + timedelta(seconds=1))
    else:
        PageViewRestriction.objects.create(page=page.page_ptr, restriction_type=PageViewRestriction.LOGIN)


RELATIONS = [
    ("treatments", "concerns", ConcernPage, "age-spots"),
    ("treatments", "locations", LocationPage, "alpharetta"),
    ("treatments", "providers", ProviderPage, "nina-reed"),
    ("concerns", "treatments", TreatmentPage, "chemical-peel"),
    ("locations", "treatments", TreatmentPage, "chemical-peel"),
    ("locations", "providers", ProviderPage, "nina-reed"),
    ("providers", "treatments", TreatmentPage, "chemical-peel"),
    ("providers", "locations", LocationPage, "alpharetta"),
    ("articles", "treatments", TreatmentPage, "chemical-peel"),
    ("articles", "authors", ProviderPage, "ada-larch"),
    ("comparisons", "treatments", TreatmentPage, "chemical-peel"),
]


@pytest.mark.parametrize("how", HIDDEN)
@pytest.mark.parametrize(("field", "condition", "model", "slug"), RELATIONS)
def test_what_is_hidden_matches_as_if_it_were_not_there(
    world: World, db: None, ask: Ask, field: str, condition: str, model: Any, slug: str, how: str
) -> None:
    everything = found(ask, field)
    assert found(ask, field, **{condition: [slug]}) != []
    hide(model.objects.get(slug=slug), how)
    assert found(ask, field, **{condition: [slug]}) == []
    assert found(ask, field, not_={condition: [slug]}) == everything
    assert found(ask, field, **{condition: [slug, "never"]}) == found(ask, field, **{condition: ["never"]})


@pytest.mark.parametrize("how", HIDDEN)
@pytest.mark.parametrize(
    ("field", "condition", "slug", "between", "expected"),
    [
        ("treatments", "locations", "alpharetta", "nina-reed", []),
        ("treatments", "providers", "nina-reed", "alpharetta", []),
        ("locations", "treatments", "chemical-peel", "nina-reed", ["Midtown"]),
        ("providers", "treatments", "chemical-peel", "alpharetta", ["Ada"]),
    ],
)
def test_availability_that_a_hidden_page_takes_part_in_is_none(
    world: World, db: None, ask: Ask, field: str, condition: str, slug: str, between: str, expected: list[str], how: str
) -> None:
    assert found(ask, field, **{condition: [slug]}) != expected
    hide(Page.objects.get(slug=between).specific, how)
    assert found(ask, field, **{condition: [slug]}) == expected


@pytest.mark.parametrize("dates", [{"ends": date(2026, 3, 3)}, {"starts": date(2026, 3, 5)}])
def test_availability_counts_while_it_is_in_force(world: World, db: None, ask: Ask, dates: dict[str, date]) -> None:
    Availability.objects.filter(treatment__slug="filler").update(**dates)
    for field, condition, slug in (
        ("treatments", "locations", "harbor"),
        ("treatments", "providers", "otto-ash"),
        ("locations", "providers", "otto-ash"),
        ("providers", "treatments", "filler"),
    ):
        assert found(ask, field, **{condition: [slug]}) == []


def test_a_page_of_another_site_is_not_reached_through(world: World, db: None, ask: Ask) -> None:
    other = make_site("other.example")
    foreign = ConcernPageFactory(title="Foreign", parent=other.concerns, history=False)
    TreatmentPageFactory(title="Linked", concern_links=[foreign], history=False)
    assert found(ask, "treatments", concerns=["foreign"]) == []


@pytest.mark.parametrize("how", HIDDEN)
def test_what_is_below_a_hidden_page_is_not_found_by_its_path(world: World, db: None, ask: Ask, how: str) -> None:
    hide(Page.objects.get(slug="about-us").specific, how)
    assert found(ask, "pages", parent="/about-us/") == []
    assert found(ask, "pages", under="/about-us/") == []
