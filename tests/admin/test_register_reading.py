"""Reading a register: what an entry holds, in words, and where it is used, for those who may not change it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.admin.conftest import SignIn, run_tasks
from tests.admin.test_registers import MAKERS, url
from tests.factories import (
    AnnouncementFactory,
    ArticlePageFactory,
    CertificationFactory,
    LocationPageFactory,
    ProviderPageFactory,
    SmallSite,
    SourceFactory,
    TreatmentPageFactory,
)

pytestmark = pytest.mark.django_db


def described(client: Client, entry: object) -> dict[str, str]:
    """What the Inspect view says of an entry."""
    response = client.get(url(type(entry), "inspect", entry.pk))  # type: ignore[attr-defined]
    html = BeautifulSoup(response.content, "html.parser").find("main") or BeautifulSoup("", "html.parser")
    labels, values = html.select("dl > dt"), html.select("dl > dd")
    return {
        label.get_text(strip=True): " ".join(value.get_text(" ").split())
        for label, value in zip(labels, values, strict=True)
    }


def test_an_entry_is_shown_in_words(site: SmallSite, sign_in: SignIn) -> None:
    source = SourceFactory(title="Label", publisher="", published=date(2025, 10, 15))
    assert described(sign_in("Clinical reviewers"), source) == {
        "Title": "Label",
        "Publisher": "–",
        "Address": "https://sources.example/label",
        "Kind": "Guideline or official advice",
        "Published": "Oct 15, 2025",
        "Accessed": "–",
        "Link is dead": "No",
    }


def test_moments_and_rows_are_shown_too(site: SmallSite, superuser: Client) -> None:
    moment = datetime(2026, 1, 9, 14, 30, tzinfo=timezone.get_current_timezone())
    announcement = AnnouncementFactory(
        text="Snow", starts=moment, ends=moment.replace(day=10), location_links=[LocationPageFactory(title="Midtown")]
    )
    found = described(superuser, announcement)
    assert found["From"] == "Jan 9, 2026, 2:30 p.m."
    assert found["Locations"] == "Midtown"
    assert found["Link"] == "–"


@pytest.mark.parametrize("label", MAKERS)
def test_no_register_shows_what_only_developers_read(site: SmallSite, superuser: Client, label: str) -> None:
    entry = MAKERS[label](1)
    entry.save_revision()
    found = described(superuser, entry)
    assert len(found) >= 2
    assert not {"ID", "Latest revision"} & set(found)
    assert not {"None", "True", "False", ""} & set(found.values())
    assert not any("<" in value for value in found.values()), found


@pytest.mark.parametrize("group", ["Editors", "Clinical reviewers"])
def test_readers_see_where_an_entry_is_used(site: SmallSite, sign_in: SignIn, group: str) -> None:
    source = SourceFactory(title="Label")
    ArticlePageFactory(title="Sun", source_links=[source])
    run_tasks()
    client = sign_in(group)
    address = url(type(source), "usage", source.pk)
    inspect = client.get(url(type(source), "inspect", source.pk)).content.decode()
    assert f'href="{address}"' in inspect
    response = client.get(address)
    assert response.status_code == 200
    text = response.content.decode()
    assert "Sun" in text
    assert f'href="{url(type(source), "edit", source.pk)}"' not in text


def test_usage_is_closed_to_those_who_may_not_read_the_register(site: SmallSite, sign_in: SignIn) -> None:
    from tests.factories import BookingHostFactory

    host = BookingHostFactory()
    response = sign_in("Publishers").get(url(type(host), "usage", host.pk))
    assert response.url == reverse("wagtailadmin_home")


def test_days_are_written_in_one_way(site: SmallSite, superuser: Client) -> None:
    ada = ProviderPageFactory(title="Ada")
    CertificationFactory(provider=ada, expires=date(2031, 10, 2))
    SourceFactory(published=date(2025, 10, 15))
    TreatmentPageFactory(next_review_due=date(2031, 10, 3))
    assert "Oct 15, 2025" in superuser.get(reverse("wagtailsnippets_pages_source:list")).content.decode()
    assert "Oct 2, 2031" in superuser.get("/admin/providers/").content.decode()
    assert "Oct 2, 2031" in superuser.get(reverse("wagtailadmin_pages:edit", args=[ada.pk])).content.decode()
    assert "Oct 3, 2031" in superuser.get("/admin/treatments/").content.decode()
