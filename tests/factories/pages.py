"""One factory for each page type."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import factory
from django.utils import timezone

from locations.models import HoursException, LocationIndexPage, LocationPage, OpeningHours
from pages.models import (
    ArticleIndexPage,
    ArticlePage,
    ComparisonArticlePage,
    ComparisonCell,
    ComparisonCriterion,
    ComparisonSubject,
    HomePage,
    StandardPage,
)
from providers.models import Licence, ProviderIndexPage, ProviderPage
from treatments.models import ConcernIndexPage, ConcernPage, TreatmentIndexPage, TreatmentPage

from .base import PageFactory
from .registers import LicenceFactory


class HomePageFactory(PageFactory):
    title = "Home"

    class Meta:
        model = HomePage


class StandardPageFactory(PageFactory):
    title = factory.Sequence(lambda number: f"Standard page {number}")
    introduction = "What we stand for."

    class Meta:
        model = StandardPage


class ArticleIndexPageFactory(PageFactory):
    title = "Articles"

    class Meta:
        model = ArticleIndexPage


class TreatmentIndexPageFactory(PageFactory):
    title = "Treatments"

    class Meta:
        model = TreatmentIndexPage


class ConcernIndexPageFactory(PageFactory):
    title = "Concerns"

    class Meta:
        model = ConcernIndexPage


class LocationIndexPageFactory(PageFactory):
    title = "Locations"

    class Meta:
        model = LocationIndexPage


class ProviderIndexPageFactory(PageFactory):
    title = "Providers"

    class Meta:
        model = ProviderIndexPage


class ConcernPageFactory(PageFactory):
    title = factory.Sequence(lambda number: f"Concern {number}")
    introduction = "What it is."
    see_a_doctor_if = "<p>It bleeds.</p>"

    class Meta:
        model = ConcernPage


class TreatmentPageFactory(PageFactory):
    """A peel that may be published; ``concern_links`` are made up unless they are given."""

    title = factory.Sequence(lambda number: f"Treatment {number}")
    summary = "It smooths the skin."
    kind = TreatmentPage.Kind.PEEL
    overview = "<p>A solution loosens the uppermost layer.</p>"
    why_its_done = "<p>For a more even tone.</p>"
    suitability = "<p>Most skin types; not in pregnancy.</p>"
    risks = "<p>Redness; rarely a scar.</p>"

    class Meta:
        model = TreatmentPage

    @classmethod
    def _create_instance(cls, model_class: Any, parent: Any, fields: dict[str, Any]) -> Any:
        if "concern_links" not in fields:
            fields["concern_links"] = [ConcernPageFactory()]
        return super()._create_instance(model_class, parent, fields)


class ProviderPageFactory(PageFactory):
    """A nurse; one who is to be live is given a license that nobody uses any more, so that it shows nowhere."""

    title = factory.Sequence(lambda number: f"Provider {number}")
    post_nominals = "RN"
    role = ProviderPage.Role.REGISTERED_NURSE
    bio = "<p>Trained in Atlanta.</p>"

    class Meta:
        model = ProviderPage

    @classmethod
    def _create_instance(cls, model_class: Any, parent: Any, fields: dict[str, Any]) -> Any:
        live, history = fields["live"], fields["history"]
        page = super()._create_instance(model_class, parent, {**fields, "live": False})
        if live:
            LicenceFactory(provider=page, status=Licence.Status.INACTIVE, expires=date(2020, 1, 1))
            publish(page, history)
        return model_class._default_manager.get(pk=page.pk)


def publish(page: Any, history: bool) -> None:
    """Publish a draft, through a revision or at once."""
    if history:
        page.get_latest_revision().publish()
    else:
        page.live, page.first_published_at, page.last_published_at = True, timezone.now(), timezone.now()
        page.save()


class LocationPageFactory(PageFactory):
    """An open location; the medical director is made up unless given."""

    title = factory.Sequence(lambda number: f"Location {number}")
    introduction = "Near the park."
    address_line_1 = "12 Larch Street"
    city = "Atlanta"
    region = "GA"
    postal_code = "30309"
    time_zone = "America/New_York"

    class Meta:
        model = LocationPage

    @classmethod
    def _create_instance(cls, model_class: Any, parent: Any, fields: dict[str, Any]) -> Any:
        if "medical_director" not in fields:
            fields["medical_director"] = ProviderPageFactory(role=ProviderPage.Role.PHYSICIAN, post_nominals="MD")
        return super()._create_instance(model_class, parent, fields)


class ArticlePageFactory(PageFactory):
    title = factory.Sequence(lambda number: f"Article {number}")
    introduction = "What to know beforehand."
    published_on = date(2026, 2, 1)
    is_medical = False

    class Meta:
        model = ArticlePage


class ComparisonArticlePageFactory(ArticlePageFactory):
    """Two subjects by three criteria, all decided; ``subjects``, ``criteria`` and ``cells`` take rows."""

    title = factory.Sequence(lambda number: f"Comparison {number}")

    class Meta:
        model = ComparisonArticlePage

    @classmethod
    def _create_instance(cls, model_class: Any, parent: Any, fields: dict[str, Any]) -> Any:
        fields.setdefault("subjects", [subject("medical-spa", "Medical spa"), subject("day-spa", "Day spa")])
        fields.setdefault("criteria", [criterion(f"criterion-{n}", f"Criterion {n}") for n in (1, 2, 3)])
        if "cells" not in fields:
            fields["cells"] = [cell(row.key, column.key) for row in fields["criteria"] for column in fields["subjects"]]
        return super()._create_instance(model_class, parent, fields)


def subject(key: str, name: str) -> ComparisonSubject:
    return ComparisonSubject(key=key, name=name)


def criterion(key: str, label: str) -> ComparisonCriterion:
    return ComparisonCriterion(key=key, label=label)


def cell(criterion_key: str, subject_key: str, verdict: str = "neutral", **fields: Any) -> ComparisonCell:
    return ComparisonCell(criterion_key=criterion_key, subject_key=subject_key, verdict=verdict, **fields)


def hours(weekday: int, opens: str, closes: str, **season: Any) -> OpeningHours:
    """A row of ordinary hours; Monday is 0."""
    return OpeningHours(weekday=weekday, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes), **season)


def exception(day: date, opens: str | None = None, closes: str | None = None, label: str = "") -> HoursException:
    """A dated exception; closed all day without times."""
    return HoursException(
        date=day,
        label=label,
        closed=opens is None,
        opens=time.fromisoformat(opens) if opens else None,
        closes=time.fromisoformat(closes) if closes else None,
    )
