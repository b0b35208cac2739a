"""Content that the tests of lists share; each module makes it once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from pages.models import ArticlePage
from tests.factories import (
    ArticlePageFactory,
    AvailabilityFactory,
    BodyAreaFactory,
    CertificationFactory,
    ComparisonArticlePageFactory,
    ConcernPageFactory,
    IssuingBoardFactory,
    LicenceFactory,
    LicenceTypeFactory,
    LocationPageFactory,
    ProductBrandFactory,
    ProviderPageFactory,
    StandardPageFactory,
    TopicFactory,
    TreatmentPageFactory,
    make_site,
)
from treatments.models import TreatmentPage

from .parts import ORDERED, title_of

World = dict[str, Any]
"""Ids of boards, by name."""


@pytest.fixture(scope="module")
def world(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[World]:
    """Three of each, of which the first two are alike in one way and the last two in another."""
    with lasting():
        site = make_site()
        face, hands = BodyAreaFactory(name="Face"), BodyAreaFactory(name="Hands")
        lines, spots = (concern(title, area) for title, area in (("Fine lines", face), ("Age spots", hands)))
        redness = concern("Redness", face, category="redness", synonyms="Rosacea\r\nFlushing", clinical_name="Erythema")
        brand = ProductBrandFactory(slug="brand")
        medical, certifying = IssuingBoardFactory(), IssuingBoardFactory()
        ada = provider("Ada Larch", role="physician", languages="English\r\nSpanish ", practising_since=2001)
        nina = provider("Nina Reed", languages="english\n Mandarin", practising_since=2009)
        otto = provider("Otto Ash", role="esthetician")
        LicenceFactory(provider=ada, licence_type=LicenceTypeFactory(board=medical))
        LicenceFactory(provider=nina, licence_type=LicenceTypeFactory(board=medical), status="suspended")
        CertificationFactory(provider=otto, board=certifying)
        CertificationFactory(provider=nina, board=certifying, expires=timezone.localdate() - timedelta(days=1))
        places = [
            place("Midtown", ada, city="Atlanta", latitude="33.781000", longitude="-84.383000"),
            place("Alpharetta", ada, city="Alpharetta", latitude="34.075400", longitude="-84.294100"),
            place("Harbor", ada, city="Savannah", region="SC", status="opening_soon"),
        ]
        treatments = [
            treatment("Chemical peel", [lines, spots], face, other_names="Skin peel\nAcid-wash", author=ada),
            treatment("Laser (IPL)", [spots, redness], hands, kind="energy", other_names="Photofacial"),
            treatment("Filler", [lines], None, kind="injectable", brand_links=[brand]),
        ]
        for page, day in zip(treatments, (10, 11, 12), strict=True):
            moment = datetime(2026, 1, day, 4, 59, tzinfo=UTC)  # a minute before the day begins in Atlanta
            due = date(2026, 1, day) if day != 12 else None
            TreatmentPage.objects.filter(pk=page.pk).update(first_published_at=moment, next_review_due=due)
        for one, two, three in ((0, ada, 0), (0, nina, 1), (1, nina, 1), (2, otto, 2)):
            AvailabilityFactory(treatment=treatments[one], provider=two, location=places[three])
        gone = {"ends": timezone.localdate() - timedelta(days=1)}
        AvailabilityFactory(treatment=treatments[2], provider=ada, location=places[0], **gone)
        safety, news = TopicFactory(name="Safety"), TopicFactory(name="News")
        about = {"history": False, "published_on": date(2026, 2, 1)}
        articles = [
            ArticlePageFactory(
                title="On peels",
                topic_links=[safety],
                treatment_links=[treatments[0]],
                author=ada,
                **{**about, "published_on": date(2026, 1, 1)},
            ),
            ArticlePageFactory(title="On light", topic_links=[safety, news], author=nina, **about),
            ArticlePageFactory(title="Open day", topic_links=[news], byline="Ada Larch", **about),
        ]
        ArticlePage.objects.filter(pk=articles[0].pk).update(is_medical=True, next_review_due=date(2026, 3, 1))
        ComparisonArticlePageFactory(title="Peel or laser", topic_links=[safety], treatment_links=treatments, **about)
        about_us = StandardPageFactory(title="About us", parent=site.home, history=False)
        StandardPageFactory(title="Careers", slug="careers", parent=about_us, history=False)
        StandardPageFactory(title="About-us-too", slug="About-us-too", parent=site.home, history=False)
        yield {"medical": medical.pk, "certifying": certifying.pk, "face": face, "site": site}


def concern(title: str, area: Any, **fields: Any) -> Any:
    return ConcernPageFactory(title=title, area_links=[area], history=False, **{"category": "lines", **fields})


def provider(title: str, **fields: Any) -> Any:
    return ProviderPageFactory(title=title, history=False, **fields)


def place(title: str, director: Any, **fields: Any) -> Any:
    return LocationPageFactory(title=title, medical_director=director, history=False, **fields)


def treatment(title: str, concerns: list[Any], area: Any, **fields: Any) -> Any:
    areas = [area] if area else []
    return TreatmentPageFactory(title=title, concern_links=concerns, area_links=areas, history=False, **fields)


@pytest.fixture(scope="module")
def forty_five(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """Forty-five concerns, five articles and ten pages below the home page."""
    with lasting():
        site = make_site()
        for number, slug in enumerate(ORDERED):
            ConcernPageFactory(title=title_of(number), slug=slug, history=False)
        ConcernPageFactory(title="Concern 03", slug="hidden", live=False)
        for number, day in enumerate((3, 1, 3, 2, 3)):
            ArticlePageFactory(title=f"Article {number}", published_on=date(2026, 1, day), history=False)
        for number in range(5):
            StandardPageFactory(title=f"Below {number}", parent=site.home, history=False)
        yield
