"""What entries of registers, child rows and blocks may not say, with the words that tell the editor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import get_page_models

from locations.models import HoursException, OpeningHours
from locations.models.fields import CoordinateField
from pages.blocks import CallToActionBlock
from pages.blocks.navigation import NavigationLinkBlock
from pages.models import BasePage
from tests.factories import (
    AnnouncementFactory,
    AvailabilityFactory,
    BodyAreaFactory,
    CertificationFactory,
    DeviceFactory,
    DisclaimerFactory,
    FaqFactory,
    LicenceFactory,
    LocationPageFactory,
    ProviderPageFactory,
    SmallSite,
    TreatmentPageFactory,
    make_site,
)

pytestmark = pytest.mark.django_db
YEAR = 2020


@pytest.fixture(autouse=True)
def site() -> SmallSite:
    return make_site()


def availability(**fields: Any) -> Any:
    return AvailabilityFactory(
        treatment=TreatmentPageFactory(), provider=ProviderPageFactory(), location=LocationPageFactory(), **fields
    )


def holder(factory: Any) -> Callable[..., Any]:
    return lambda **fields: factory(provider=ProviderPageFactory(), **fields)


def hours(**fields: Any) -> Any:
    return OpeningHours(weekday=0, opens=time(9), closes=time(17), location=LocationPageFactory(), **fields)


def exception(**fields: Any) -> Any:
    return HoursException(date=date(YEAR, 12, 24), location=LocationPageFactory(), **fields)


ORDER = "It expires before it was issued. Correct one of the two days."
LATER = "It cannot have been verified in the future. Enter the day it was done."
LIFETIME = "Enter the last day it is valid, or tick lifetime: one of them, not both."
EMPTIED = "<p></p>"
HOST = (
    "evil.example is not among the allowed booking hosts (none yet). "
    "Use one of them, or ask an administrator to add it."
)

WRONG: list[tuple[Callable[..., Any], dict[str, Any], dict[str, list[str]]]] = [
    (holder(CertificationFactory), {"lifetime": True, "expires": date(2099, 1, 1)}, {"expires": [LIFETIME]}),
    (holder(CertificationFactory), {"lifetime": False, "expires": None}, {"expires": [LIFETIME]}),
    (
        holder(CertificationFactory),
        {"lifetime": False, "issued": date(2020, 1, 2), "expires": date(2020, 1, 2)},
        {"expires": [ORDER]},
    ),
    (holder(CertificationFactory), {"verified_on": date(2099, 1, 1)}, {"verified_on": [LATER]}),
    (holder(LicenceFactory), {"issued": date(2020, 1, 2), "expires": date(2020, 1, 1)}, {"expires": [ORDER]}),
    (holder(LicenceFactory), {"verified_on": date(2099, 1, 1)}, {"verified_on": [LATER]}),
    (
        DeviceFactory,
        {"clearance": "none", "clearance_number": "K123456"},
        {"clearance": ["There is a clearance number: choose which clearance it is."]},
    ),
    (
        availability,
        {"starts": date(2026, 2, 2), "ends": date(2026, 2, 1)},
        {"ends": ["The last day lies before the first. Correct one of the two."]},
    ),
    (
        availability,
        {"booking_url": "https://evil.example/"},
        {"booking_url": [HOST]},
    ),
    (availability, {"days": [1, 1]}, {"days": ["Choose days of the week, each once."]}),
    (availability, {"days": [7]}, {"days": ["Choose days of the week, each once."]}),
    (
        AnnouncementFactory,
        {"starts": datetime(2026, 1, 2, tzinfo=UTC), "ends": datetime(2026, 1, 2, tzinfo=UTC)},
        {"ends": ["The announcement must end after it starts. Enter a later moment."]},
    ),
    (FaqFactory, {"answer": EMPTIED}, {"answer": ["Write this text."]}),
    (DisclaimerFactory, {"content": EMPTIED}, {"content": ["Write this text."]}),
    (
        hours,
        {"season_from": date(2026, 6, 2), "season_until": date(2026, 6, 1)},
        {"season_until": ["The season ends before it begins. Correct one of the two days."]},
    ),
    (
        exception,
        {"closed": True, "opens": time(9), "closes": time(10)},
        {"closed": ["Closed all day has no times. Clear the times, or untick closed."]},
    ),
    (exception, {"opens": time(9)}, {"opens": ["Enter both times, or tick closed all day."]}),
    (exception, {}, {"opens": ["Enter both times, or tick closed all day."]}),
    (
        exception,
        {"opens": time(21), "closes": time(20)},
        {"closes": ["It may end by noon of the day after at the latest. Enter the rest on that day."]},
    ),
]


@pytest.mark.parametrize(("make", "fields", "problems"), WRONG)
def test_what_an_entry_may_not_say(
    make: Callable[..., Any], fields: dict[str, Any], problems: dict[str, list[str]]
) -> None:
    with pytest.raises(ValidationError) as refused:
        make(**fields).full_clean()
    assert refused.value.message_dict == problems


def test_an_area_never_ends_up_inside_itself() -> None:
    face = BodyAreaFactory(name="Face")
    cheek = BodyAreaFactory(name="Cheek", parent=face)
    face.parent = cheek
    with pytest.raises(ValidationError) as refused:
        face.full_clean()
    assert refused.value.message_dict == {"parent": ["Face would end up inside itself. Choose another parent."]}


def block_errors(block: Any, value: dict[str, Any]) -> dict[str, list[str]]:
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.normalize(value))
    return {name: error.messages for name, error in refused.value.block_errors.items()}


def test_a_button_leads_to_one_place(site: SmallSite) -> None:
    button = {"label": "Go", "page": site.home, "url": "https://a.example/", "show_phone": False, "locations": []}
    both = ["Choose a page or enter an address, not both. Clear one of them."]
    assert block_errors(CallToActionBlock(), button) == {"url": both}
    nowhere = ["Choose a page, enter an address, show the phone number or add locations: else it leads nowhere."]
    assert block_errors(CallToActionBlock(), {**button, "page": None, "url": ""}) == {"url": nowhere}


@pytest.mark.parametrize("url", ["", "https://a.example/"])
def test_a_menu_s_entry_is_a_page_or_an_address_with_a_label(site: SmallSite, url: str) -> None:
    one = {"page": ["Choose a page or enter an address: one of them, not both."]}
    link = {"label": "", "url": url, "page": site.home if url else None}
    assert block_errors(NavigationLinkBlock(), link) == one
    label = {"label": ["An address elsewhere needs a label. Write what the menu shows."]}
    assert block_errors(NavigationLinkBlock(), {"label": "", "url": "https://a.example/", "page": None}) == label


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("33.7", "Enter at least five decimals, such as 33.78412: fewer may be another street."),
        ("33", "Enter at least five decimals, such as 33.78412: fewer may be another street."),
        ("north", "Enter a number."),
        ("NaN", "Enter a number."),
    ],
)
def test_coordinates_that_say_too_little(typed: str, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        latitude().clean(typed)
    assert refused.value.messages == [message]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("33.78412", "33.784120"), ("33.7488123456", "33.748812"), (" -84.388000 ", "-84.388000"), ("", None)],
)
def test_coordinates_are_kept_to_six_decimals(typed: str, kept: str | None) -> None:
    found = latitude().clean(typed)
    assert (None if found is None else f"{found:.6f}") == kept


def test_coordinates_are_on_the_earth() -> None:
    field = LocationPageFactory._meta.model._meta.get_field("latitude")
    with pytest.raises(ValidationError) as refused:
        field.clean(Decimal("90.000001"), None)
    assert refused.value.messages == ["Ensure this value is less than or equal to 90."]


def latitude() -> Any:
    field = LocationPageFactory._meta.model._meta.get_field("latitude")
    assert isinstance(field, CoordinateField)
    return field.formfield()


PLACES = {
    "HomePage": (
        {"Page"},
        {
            "ArticleIndexPage",
            "ConcernIndexPage",
            "LocationIndexPage",
            "ProviderIndexPage",
            "StandardPage",
            "TreatmentIndexPage",
        },
    ),
    "StandardPage": ({"HomePage", "StandardPage"}, {"StandardPage"}),
    **{
        f"{kind}IndexPage": ({"HomePage"}, {f"{kind}Page"}) for kind in ("Treatment", "Concern", "Location", "Provider")
    },
    "ArticleIndexPage": ({"HomePage"}, {"ArticlePage", "ComparisonArticlePage"}),
    "ComparisonArticlePage": ({"ArticleIndexPage"}, set()),
    **{
        f"{kind}Page": ({f"{kind}IndexPage"}, set())
        for kind in ("Article", "Treatment", "Concern", "Location", "Provider")
    },
}


def test_each_type_of_page_has_its_place() -> None:
    models = [model for model in get_page_models() if issubclass(model, BasePage)]
    found = {
        model.__name__: (
            {parent.__name__ for parent in model.allowed_parent_page_models()},
            {child.__name__ for child in model.allowed_subpage_models()},
        )
        for model in models
    }
    assert found == PLACES
