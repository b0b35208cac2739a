"""The CMS shows no page itself: it leads to the front end, or says plainly that there is none."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import Page, Site

from tests.factories import SmallSite, TreatmentPageFactory, make_site


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/", "https://www.example.com/"),
        ("/treatments/peel/", "https://www.example.com/treatments/peel/"),
        ("/treatments/peel/?a=1&b=%2F", "https://www.example.com/treatments/peel/?a=1&b=%2F"),
        ("/tr%C3%A4nen/", "https://www.example.com/tr%C3%A4nen/"),
    ],
)
@pytest.mark.django_db
def test_a_page_s_address_leads_to_the_front_end(client: Client, path: str, target: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, target)
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_an_address_without_its_slash_gets_there_too(client: Client) -> None:
    assert client.get("/treatments", follow=False)["Location"] == "/treatments/"


@pytest.mark.parametrize("path", ["/favicon.ico", "/.env", "/a/..%2F/", "/a b/", "/wp-login.php"])
def test_what_cannot_be_a_page_is_not_found(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "Location" not in response


def test_only_reading_is_answered(client: Client) -> None:
    assert client.post("/treatments/").status_code == 405


def test_without_a_front_end_a_plain_page_says_so(client: Client, settings: Any) -> None:
    settings.FRONTEND_URL = ""
    response = client.get("/treatments/")
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"
    assert "FRONTEND_URL" in response.content.decode()


@pytest.mark.django_db
def test_view_live_leads_to_the_front_end(site: SmallSite, superuser: Client, settings: Any) -> None:
    page = TreatmentPageFactory(title="Peel")
    live = "https://www.example.com/treatments/peel/"
    assert (page.url, page.full_url) == (live, live)
    assert live in superuser.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    settings.FRONTEND_URL = ""
    page = TreatmentPageFactory._meta.model.objects.get(pk=page.pk)
    assert page.url == "/treatments/peel/"
    assert page.full_url == "http://localhost/treatments/peel/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("host", "target"),
    [
        ("cms.example.com", "https://www.example.com/treatments/?a=1"),
        ("a.example:8000", "http://a.example/treatments/?a=1"),
        ("a.example", None),
        ("b.example", None),
        ("b.example:8000", "https://b.example/treatments/?a=1"),
    ],
)
def test_another_site_s_host_leads_to_its_own_front_end_or_nowhere(
    site: SmallSite, client: Client, settings: Any, host: str, target: str | None
) -> None:
    settings.ALLOWED_HOSTS = ["cms.example.com", "a.example", "b.example"]
    Site.objects.create(hostname="a.example", root_page=make_site("b.example").home)
    response = client.get("/treatments/?a=1", headers={"host": host})
    assert response.headers.get("Location") == target
    assert response.status_code == (302 if target else 404)
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["cms.example.com", "b.example"])
def test_a_second_sites_pages_are_at_its_own_address(
    site: SmallSite, rf: RequestFactory, settings: Any, host: str
) -> None:
    settings.ALLOWED_HOSTS = ["cms.example.com", "b.example"]
    own, other = site.home, make_site("b.example", title="Home B").home
    request = rf.get("/", headers={"host": host}, secure=True)
    assert [(page.get_url(asked), page.get_full_url(asked)) for page in (own, other) for asked in (request, None)] == [
        *[("https://www.example.com/", "https://www.example.com/")] * 2,
        *[("https://b.example/", "https://b.example/")] * 2,
    ]


@pytest.mark.django_db
def test_a_page_outside_every_site_has_no_address(site: SmallSite) -> None:
    page = TreatmentPageFactory._meta.model(title="Peel", slug="peel", path="00019999", depth=2, url_path="/peel/")
    assert (page.url, page.full_url) == (None, None)
    assert Page.objects.get(depth=1).url is None
