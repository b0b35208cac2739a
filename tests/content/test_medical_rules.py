"""What medical content needs to go live: reviews, sources, licenses, a physician in charge; and lists in order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import PageViewRestriction

from locations.models import LocationPage
from pages.models import ArticlePage
from providers.models import ProviderPage
from tests.factories import (
    ArticlePageFactory,
    AvailabilityFactory,
    BodyAreaFactory,
    BookingHostFactory,
    ComparisonArticlePageFactory,
    ConcernPageFactory,
    LicenceFactory,
    LocationPageFactory,
    ProviderPageFactory,
    SmallSite,
    SourceFactory,
    TreatmentPageFactory,
    make_site,
    stored_blocks,
)

pytestmark = pytest.mark.django_db
REVIEW = "A clinical reviewer must record the review before medical content is published (tab Clinical)."
SOURCE = "Cite at least one source before medical content is published (tab Clinical)."


@pytest.fixture(autouse=True)
def site() -> SmallSite:
    return make_site()


def refusal(page: Any) -> dict[str, list[str]]:
    """Why ``page`` may not go live."""
    with pytest.raises(ValidationError) as refused:
        page.save_revision(clean=False).publish()
    assert type(page).objects.get(pk=page.pk).live is False
    return refused.value.message_dict


def goes_live(page: Any) -> bool:
    page.save_revision(clean=False).publish()
    return bool(type(page).objects.get(pk=page.pk).live)


@pytest.mark.parametrize("factory", [ArticlePageFactory, ComparisonArticlePageFactory])
def test_medical_articles_need_a_review_and_a_source(factory: Any) -> None:
    assert ArticlePage().is_medical is True
    page = factory(live=False, is_medical=True)
    assert refusal(page) == {"reviewed_by": [REVIEW], "source_links": [SOURCE]}
    whole = factory(
        live=False,
        is_medical=True,
        slug="whole",
        reviewed_by=ProviderPageFactory(),
        last_reviewed=date(2026, 1, 5),
        source_links=[SourceFactory()],
    )
    assert goes_live(whole)


def test_a_provider_needs_a_license_on_record_though_it_has_lapsed() -> None:
    page = ProviderPageFactory(live=False)
    assert refusal(page) == {"__all__": ["Add a license (tab Clinical, once the draft is saved) before publishing."]}
    LicenceFactory(provider=page, expires=date(2020, 1, 1))
    assert goes_live(page)


def test_two_providers_never_share_an_npi() -> None:
    ProviderPageFactory(title="Ada", npi="1234567893")
    page = ProviderPageFactory(live=False, npi="1234567893")
    LicenceFactory(provider=page)
    assert page.problems() == {"npi": ["Ada has this NPI already. Look both up in the NPI registry."]}
    assert refusal(page) == page.problems()


def test_the_medical_director_is_a_physician() -> None:
    nurse = ProviderPageFactory(title="Noor", role=ProviderPage.Role.REGISTERED_NURSE)
    page = LocationPageFactory(live=False, medical_director=nurse)
    assert refusal(page) == {"medical_director": ["The medical director is a physician; Noor is not."]}


def test_only_a_location_closed_for_good_has_moved_and_to_one_that_is_open() -> None:
    elsewhere = LocationPageFactory(title="Midtown")
    page = LocationPageFactory(live=False, moved_to=elsewhere)
    assert page.problems() == {
        "moved_to": ["Only a location closed for good has moved. Clear this, or change the status."]
    }
    page.status = LocationPage.Status.CLOSED
    assert page.problems() == {}
    for target in (page, LocationPageFactory(title="Old", status=LocationPage.Status.CLOSED)):
        page.moved_to = target
        assert page.problems() == {"moved_to": ["Choose another location, one that is not closed itself."]}


def test_nothing_is_chosen_twice_nor_more_often_than_lists_are_long() -> None:
    area = BodyAreaFactory(name="Chin")
    page = ConcernPageFactory(live=False, area_links=[area, area])
    assert page.problems() == {"area_links": ["“Chin” is chosen twice. Remove one of the two."]}
    assert refusal(page) == page.problems()
    many = [TreatmentPageFactory(slug=f"t-{n}", concern_links=[ConcernPageFactory(slug=f"c-{n}")]) for n in range(9)]
    article = ArticlePageFactory(live=False, treatment_links=many)
    assert article.problems() == {"treatment_links": ["At most 8 fit here; there are 9. Remove some."]}


def test_a_body_has_sixty_blocks_at_most() -> None:
    text = ("rich_text", {"text": "<p>Words.</p>"})
    assert ArticlePageFactory(live=False, body=stored_blocks(*[text] * 60)).problems() == {}
    assert ArticlePageFactory(live=False, slug="long", body=stored_blocks(*[text] * 61)).problems() == {
        "body": ["At most 60 blocks fit here; there are 61. Remove some."]
    }


def test_lists_typed_line_by_line_have_twenty_lines_at_most() -> None:
    page = ConcernPageFactory(live=False, synonyms="\n".join(f"word {n}" for n in range(20)))
    assert goes_live(page)
    page.synonyms += "\nword 20"
    with pytest.raises(ValidationError) as refused:
        page.save_revision().publish()
    assert refused.value.message_dict == {"synonyms": ["At most 20 lines fit here; there are 21. Remove some."]}


def test_blocks_with_something_missing_do_not_go_live() -> None:
    fit = ("rich_text", {"text": "<p>Words.</p>"})
    unfit = ("call_to_action", {"label": "", "page": None, "url": "", "show_phone": True, "locations": []})
    leading_nowhere = ("call_to_action", {"label": "Go", "page": None, "url": "", "show_phone": False, "locations": []})
    page = ArticlePageFactory(live=False, body=stored_blocks(fit, unfit, fit, leading_nowhere))
    assert page.problems() == {}
    assert refusal(page) == {"body": ["Open the page and complete block 2 and 4."]}


def test_a_call_to_action_leads_only_to_allowed_booking_hosts() -> None:
    BookingHostFactory(host="book.example.com")

    def page(url: str) -> Any:
        block = {"label": "Book", "page": None, "url": url, "show_phone": False, "locations": []}
        return ArticlePageFactory(live=False, title=url, body=stored_blocks(("call_to_action", block)))

    assert goes_live(page("https://book.example.com/larch"))
    for url in ("http://book.example.com/", "https://evil.example/book", "https://book.example.com/?patient_name=Jo"):
        assert refusal(page(url)) == {"body": ["Open the page and complete block 1."]}


def test_a_treatment_is_not_made_of_what_it_is_part_of() -> None:
    inner = TreatmentPageFactory(title="Inner")
    outer = TreatmentPageFactory(title="Outer", kind="composite", component_links=[inner])
    inner.kind = "composite"
    inner.component_links = [inner.component_links.model(component=outer)]
    assert inner.problems() == {
        "component_links": [
            "A treatment cannot be made of itself, nor of one that it is part of. Remove that from the list."
        ]
    }


def test_a_treatment_s_lists_hold_all_its_providers_and_locations() -> None:
    treatment = TreatmentPageFactory()
    location, other = LocationPageFactory(), LocationPageFactory()
    providers = [ProviderPageFactory() for _ in range(12)]
    for provider in providers:
        AvailabilityFactory(treatment=treatment, provider=provider, location=location).full_clean()
    AvailabilityFactory(treatment=treatment, provider=providers[0], location=other).full_clean()
    extra = AvailabilityFactory.build(treatment=treatment, provider=ProviderPageFactory(), location=location)
    with pytest.raises(ValidationError) as refused:
        extra.full_clean()
    assert refused.value.message_dict == {
        "provider": ["A treatment has at most 12 providers. Delete one that is over first."]
    }


def test_a_text_is_never_signed_by_a_former_author() -> None:
    former, author = ProviderPageFactory(title="Noor"), ProviderPageFactory(title="Ximena")
    page = ArticlePageFactory(author=former)
    assert page.byline == "Noor, RN"
    PageViewRestriction.objects.create(page=author, restriction_type=PageViewRestriction.LOGIN)
    page.author = author
    page.save_revision().publish()
    assert ArticlePage.objects.get(pk=page.pk).byline == ""


def test_the_author_s_name_stays_when_their_page_is_no_longer_public() -> None:
    author = ProviderPageFactory(title="Noor")
    page = ArticlePageFactory(author=author)
    PageViewRestriction.objects.create(page=author, restriction_type=PageViewRestriction.LOGIN)
    page.introduction = "Changed."
    page.save_revision().publish()
    assert ArticlePage.objects.get(pk=page.pk).byline == "Noor, RN"
