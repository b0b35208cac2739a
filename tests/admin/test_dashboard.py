"""The dashboard says what needs attention, to those who can see to it; the sign-in page says where one is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.admin.conftest import SignIn
from tests.factories import (
    ArticlePageFactory,
    CertificationFactory,
    LicenceFactory,
    LocationPageFactory,
    ProviderPageFactory,
    SmallSite,
    TreatmentPageFactory,
)

pytestmark = pytest.mark.django_db


def attention(client: Client) -> dict[str, list[str]]:
    """The lists of the dashboard's panel, by heading."""
    html = BeautifulSoup(client.get("/admin/").content, "html.parser")
    return {
        part.h3.get_text(" ", strip=True): [
            " ".join(row.get_text(" ", strip=True).split()) for row in part.select("li")
        ]
        for part in html.select(".attention__list")
    }


def test_nothing_to_see_to_shows_nothing(site: SmallSite, superuser: Client) -> None:
    assert attention(superuser) == {}


def test_drafts_reviews_and_credentials(site: SmallSite, superuser: Client) -> None:
    today = timezone.localdate()
    ada = ProviderPageFactory(title="Ada")
    licence = LicenceFactory(provider=ada, expires=today - timedelta(days=1))
    certification = CertificationFactory(provider=ada, expires=today + timedelta(days=30))
    LicenceFactory(provider=ada, expires=today + timedelta(days=100))
    LicenceFactory(provider=ProviderPageFactory(title="Left", live=False), expires=today)
    TreatmentPageFactory(title="Peel", next_review_due=today - timedelta(days=10))
    ArticlePageFactory(title="Sun", next_review_due=today + timedelta(days=5))
    ArticlePageFactory(title="Far", next_review_due=today + timedelta(days=300))
    ArticlePageFactory(title="Begun", live=False)
    shown = attention(superuser)
    day = lambda days: f"{today + timedelta(days=days):%b %-d, %Y}"  # noqa: E731
    assert shown["Reviews due 2"] == [f"Peel {day(-10)} (past)", f"Sun {day(5)}"]
    assert shown["Drafts 2"] == ["Begun never published", "Left never published"]
    assert shown["Credentials expiring 2"] == [f"Ada {licence} {day(-1)} (past)", f"Ada {certification} {day(30)}"]


def test_drafts_say_what_becomes_of_them(site: SmallSite, superuser: Client) -> None:
    moment = timezone.localtime() + timedelta(days=40)
    begun, changed, waiting, off = (
        ArticlePageFactory(title="Begun", live=False),
        ArticlePageFactory(title="Changed"),
        ArticlePageFactory(title="Waiting"),
        ArticlePageFactory(title="Off"),
    )
    planned = ArticlePageFactory(title="Planned", live=False)
    for page in (planned, waiting):
        page.go_live_at = moment
        page.save_revision().publish()
    changed.save_revision()
    off.unpublish()
    day = f"{moment:%b %-d, %Y}"
    found = attention(superuser)
    assert sorted(found["Drafts 5"]) == [
        "Begun never published",
        "Changed changes to a live page",
        "Off taken off the site",
        f"Planned scheduled for {day}",
        f"Waiting changes scheduled for {day}",
    ]
    assert begun.pk


def test_each_sees_what_is_theirs_to_see_to(site: SmallSite, sign_in: SignIn) -> None:
    today = timezone.localdate()
    LicenceFactory(provider=ProviderPageFactory(), expires=today)
    TreatmentPageFactory(next_review_due=today)
    LocationPageFactory(title="Alpharetta")
    assert set(attention(sign_in("Publishers"))) == {"Reviews due 1", "Credentials expiring 1"}
    assert set(attention(sign_in("Clinical reviewers"))) == {"Reviews due 1"}
    assert attention(sign_in("Location editors: Alpharetta")) == {}


def test_long_lists_are_cut_and_say_so(site: SmallSite, superuser: Client) -> None:
    for number in range(8):
        ArticlePageFactory(title=f"Draft {number}", live=False)
    assert len(attention(superuser)["Drafts 8"]) == 6
    assert "and 2 more" in superuser.get("/admin/").content.decode()


def test_the_sign_in_page_names_the_installation(client: Client, settings: object) -> None:
    text = client.get(reverse("wagtailadmin_login")).content.decode()
    assert "<h1>Medspa CMS</h1>" in " ".join(text.split()).replace("> ", ">").replace(" <", "<")
    assert "Sign in to Wagtail" not in text
