"""Rules of single values: NPIs, telephone numbers, booking links, lines."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from locations.models import BookingHost, LocationPage
from pages.booking import booking_link_problem
from pages.lines import lines
from pages.models import Organization
from providers.npi import validate_npi

VALID = "1234567893"
DEMO = ["2999000005", "2999000013", "2999000021", "2999000039", "2999000047", "2999000054"]


@pytest.mark.parametrize("npi", [VALID, *DEMO])
def test_well_formed_npis_pass(npi: str) -> None:
    validate_npi(npi)


def test_every_single_wrong_digit_is_noticed() -> None:
    for place in range(10):
        for digit in "0123456789":
            wrong = VALID[:place] + digit + VALID[place + 1 :]
            if wrong != VALID:
                with pytest.raises(ValidationError):
                    validate_npi(wrong)


def test_swapped_neighbours_are_noticed() -> None:
    for place in range(9):
        swapped = VALID[:place] + VALID[place + 1] + VALID[place] + VALID[place + 2 :]
        if swapped != VALID and {VALID[place], VALID[place + 1]} != {"0", "9"}:
            with pytest.raises(ValidationError):
                validate_npi(swapped)


@pytest.mark.parametrize(
    "npi", ["", "123456789", "12345678930", "3234567893", "12345 7893", "١٢٣٤٥٦٧٨٩٣", "abcdefghij"]
)
def test_what_is_no_npi_is_named(npi: str) -> None:
    with pytest.raises(
        ValidationError, match=r"ten digits and starts with 1 or 2\. Check it against the license record"
    ):
        validate_npi(npi)


@pytest.mark.parametrize("typed", ["+1 404 555 0100", "+14045550100", "(404) 555-0100", "404.555.0100"])
def test_telephone_numbers_are_kept_in_one_form(typed: str) -> None:
    assert str(Organization(phone=typed).phone.as_e164) == "+14045550100"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["911", "+1 404 555", "call us", "+999 1234567"])
@pytest.mark.parametrize("model", [Organization, LocationPage])
def test_a_wrong_telephone_number_is_refused(model: type, typed: str) -> None:
    field = model._meta.get_field("phone")
    with pytest.raises(ValidationError, match=r"The phone number entered is not valid\."):
        field.clean(typed, model())
    with pytest.raises(ValidationError, match=r"Enter a valid phone number \(e\.g\. "):
        field.formfield().clean(typed)


@pytest.fixture
def hosts(db: None) -> None:
    BookingHost.objects.create(host="book.example.com")


@pytest.mark.parametrize("url", ["", "https://book.example.com/alpharetta", "https://BOOK.example.com/?service=peel"])
def test_a_booking_link_to_an_allowed_host_passes(hosts: None, url: str) -> None:
    assert booking_link_problem(url) is None


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        (
            "https://evil.example.com/book",
            (
                "evil.example.com is not among the allowed booking hosts (book.example.com). "
                "Use one of them, or ask an administrator to add it."
            ),
        ),
        (
            "https://book.example.com.evil.example/",
            (
                "book.example.com.evil.example is not among the allowed booking hosts (book.example.com). "
                "Use one of them, or ask an administrator to add it."
            ),
        ),
        (
            "http://book.example.com/",
            "A booking link starts with https:// and a host. Copy it from the booking system again.",
        ),
        (
            "https://user:pw@book.example.com/",
            "A booking link starts with https:// and a host. Copy it from the booking system again.",
        ),
        (
            "https://book.example.com/?Email=a@b.example&dob=1",
            "A booking link must not carry a person's details. Remove: Email, dob.",
        ),
    ],
)
def test_other_booking_links_are_refused_with_the_way_out(hosts: None, url: str, problem: str) -> None:
    assert booking_link_problem(url) == problem


def test_lines_are_trimmed_and_empty_ones_left_out() -> None:
    assert lines("  photofacial \r\n\n intense pulsed light\n") == ["photofacial", "intense pulsed light"]
