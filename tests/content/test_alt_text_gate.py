"""No page goes live with a picture of which nobody says what it shows: not here, and not with the picture itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from pages.models import StandardPage
from tests import factories
from tests.factories import ImageFactory, OrganizationFactory, SmallSite, make_site, stored_blocks

from .test_publish_gate import by_hand, by_revision, draft

pytestmark = pytest.mark.django_db

HEROES = ["HomePage", "ArticlePage", "ComparisonArticlePage", "TreatmentPage", "LocationPage"]
EVERY = [*HEROES, "StandardPage", "ConcernPage", "ProviderPage"]
SILENT = (
    "“Room” has no alt text. Say in “Alt text here” what it shows on this page, or tick “Decorative here”; or describe "
    "the image itself, for every page."
)
BOTH = "A decorative picture has no alt text. Clear “Alt text here”, or untick “Decorative here”."
SHARED = (
    "“Room”, the image for sharing, has no alt text. Open the image and describe it, or tick “Decorative” there; or "
    "choose another (tab Promotion and SEO)."
)


@pytest.fixture(autouse=True)
def site() -> SmallSite:
    return make_site()


@pytest.fixture
def silent() -> Any:
    """A picture as it is after an upload of many, before anybody has described it."""
    return ImageFactory(title="Room", description="", rendered=False)


def page_of(kind: str, site: SmallSite, **fields: Any) -> Any:
    return draft(kind, **({"parent": site.home} if kind in {"StandardPage", "HomePage"} else {}), **fields)


def refused(page: Any) -> dict[str, list[str]]:
    """Why a page may not go live, on both ways; it stays a draft."""
    for publish in (by_revision, by_hand):
        with pytest.raises(ValidationError) as refusal:
            publish(page)
        assert type(page).objects.get(pk=page.pk).live is False
    return refusal.value.message_dict


@pytest.mark.parametrize("kind", HEROES)
def test_a_hero_needs_words(site: SmallSite, silent: Any, kind: str) -> None:
    page = page_of(kind, site, hero=silent)
    assert refused(page) == {"hero_alt": [SILENT]}
    page.hero_alt = "  "
    assert refused(page) == {"hero_alt": [SILENT]}
    page.hero_alt = "IMG_1234.jpg"
    assert refused(page) == {"hero_alt": ["“IMG_1234.jpg” is the name of a file. Say what the picture shows."]}
    page.hero_alt, page.hero_decorative = "Our room", True
    assert refused(page) == {"hero_alt": [BOTH]}
    page.hero_decorative = False
    by_revision(page)
    assert type(page).objects.get(pk=page.pk).live


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("said", [{"description": "A room"}, {"is_decorative": True}])
def test_an_image_for_sharing_is_described_with_the_image(
    site: SmallSite, silent: Any, kind: str, said: dict[str, Any]
) -> None:
    page = page_of(kind, site, social_image=silent)
    assert refused(page) == {"social_image": [SHARED]}
    type(silent).objects.filter(pk=silent.pk).update(description="IMG_1.jpg")
    named = SHARED.replace("no alt text", "the name of a file, “IMG_1.jpg”, for its alt text")
    assert refused(type(page).objects.get(pk=page.pk)) == {"social_image": [named]}
    type(silent).objects.filter(pk=silent.pk).update(**said)
    by_revision(type(page).objects.get(pk=page.pk))
    assert type(page).objects.get(pk=page.pk).live


def section(**picture: Any) -> tuple[str, dict[str, Any]]:
    treatment = factories.TreatmentPageFactory()
    return "treatment_section", {"treatment": treatment.pk, "level": "2", "text": "<p>It helps.</p>", **picture}


def test_every_picture_in_the_body_needs_words_and_is_named_with_its_place(site: SmallSite, silent: Any) -> None:
    body = stored_blocks(
        ("heading", {"text": "Rooms", "level": "2"}),
        ("image", {"image": silent.pk}),
        ("image", {"image": silent.pk, "alt": "Our room"}),
        ("image", {"image": silent.pk, "decorative": True}),
        section(image=silent.pk, alt=" "),
        section(),
        ("quote", {"text": ""}),
        ("image", {"image": silent.pk, "alt": "Our room", "decorative": True}),
    )
    assert refused(page_of("StandardPage", site, body=body)) == {
        "body": [
            "Open the page and complete block 7.",
            f"Body, block 2 (Image): {SILENT}",
            f"Body, block 5 (Treatment section): {SILENT}",
            f"Body, block 8 (Image): {BOTH}",
        ]
    }


@pytest.mark.parametrize("kind", ["HomePage", "ArticlePage", "ComparisonArticlePage", "LocationPage", "StandardPage"])
@pytest.mark.parametrize("said", [{"alt": "Our room"}, {"decorative": True}])
def test_words_in_the_block_let_the_page_go_live(site: SmallSite, silent: Any, kind: str, said: dict[str, Any]) -> None:
    page = page_of(kind, site, body=stored_blocks(("image", {"image": silent.pk})))
    assert refused(page) == {"body": [f"Body, block 1 (Image): {SILENT}"]}
    page.body = stored_blocks(("image", {"image": silent.pk, **said}), section(image=silent.pk, **said))
    by_revision(page)
    assert type(page).objects.get(pk=page.pk).live


def test_a_picture_that_is_decorative_everywhere_needs_no_words(site: SmallSite) -> None:
    leaf = ImageFactory(description="", is_decorative=True, rendered=False)
    by_revision(page_of("HomePage", site, hero=leaf, body=stored_blocks(("image", {"image": leaf.pk}))))


def test_a_portrait_and_a_logo_are_known_by_a_name(site: SmallSite, silent: Any) -> None:
    by_revision(page_of("ProviderPage", site, photo=silent))
    OrganizationFactory(logo=silent)


def test_what_is_live_with_a_picture_that_lost_its_words_stays_so_and_is_refused_when_it_is_published_anew(
    site: SmallSite,
) -> None:
    image = ImageFactory(title="Room", rendered=False)
    page = page_of("StandardPage", site, body=stored_blocks(("image", {"image": image.pk})))
    by_revision(page)
    type(image).objects.update(description="")  # past the image's form, which refuses it
    page = StandardPage.objects.get(pk=page.pk)
    with pytest.raises(ValidationError) as refusal:
        by_revision(page)
    assert refusal.value.message_dict == {"body": [f"Body, block 1 (Image): {SILENT}"]}
    assert StandardPage.objects.get(pk=page.pk).live
