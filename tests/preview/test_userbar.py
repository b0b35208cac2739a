"""The userbar that the website fetches: for editors alone, with absolute addresses, from the website alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from cms.preview.review_links import make_review_link
from cms.preview.tokens import sign
from tests.admin.conftest import SignIn
from tests.factories import LocationPageFactory, SmallSite, TreatmentPageFactory, UserFactory, make_site

from .drafting import preview_of
from .reading import FRONT_END

pytestmark = pytest.mark.django_db


def asked(client: Client, origin: str = FRONT_END, token: str = "", **query: Any) -> Any:
    headers = {"Origin": origin, **({"X-Preview-Token": token} if token else {})}
    response = client.get("/userbar/", query, headers=headers)
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert {"Cookie", "Origin"} <= set(response["Vary"].split(", "))
    return response


def inside(response: Any) -> BeautifulSoup:
    """The userbar with what its template holds, which selectors pass by."""
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode().replace("<template", "<div"), "html.parser")


def links(response: Any) -> list[str]:
    return [str(link["href"]) for link in inside(response).select("li a")]


def test_an_editor_gets_the_way_to_the_edit_form(site: SmallSite, sign_in: SignIn) -> None:
    page = TreatmentPageFactory(title="Peel")
    response = asked(sign_in("Editors"), page=page.pk)
    assert f"//testserver/admin/pages/{page.pk}/edit/" in links(response)
    assert response["Access-Control-Allow-Origin"] == FRONT_END
    assert response["Access-Control-Allow-Credentials"] == "true"
    html = response.content.decode()
    assert "checker-axe-configuration" in html
    tags = inside(response).select("script[src], link[href], a[href]")
    addresses = [tag.get("src") or tag.get("href") for tag in tags]
    assert len(addresses) > 4
    assert [address for address in addresses if not address.startswith("//testserver/")] == []


def test_only_what_the_editor_may_do_is_in_it(site: SmallSite, sign_in: SignIn) -> None:
    own, other = LocationPageFactory(title="Alpharetta"), LocationPageFactory(title="Midtown", live=False)
    client = sign_in("Location editors: Alpharetta")
    assert f"//testserver/admin/pages/{own.pk}/edit/" in links(asked(client, page=own.pk))
    response = asked(client, page=other.pk)
    assert [link for link in links(response) if "/edit/" in link or "/add" in link] == []
    assert "Midtown" not in response.content.decode()


@pytest.mark.parametrize("page", ["", "0", "1", "999999", "9" * 30, "-1", "x", "preview-x", "٣"])
def test_what_is_no_page_leaves_the_way_to_the_admin(site: SmallSite, superuser: Client, page: str) -> None:
    assert links(asked(superuser, page=page)) == ["//testserver/admin/"]


def test_nobody_else_gets_one(site: SmallSite, sign_in: SignIn) -> None:
    page = TreatmentPageFactory(title="Peel")
    _, secret = link = make_review_link(page, UserFactory(is_superuser=True), 3)
    old = preview_of(page)
    tokens = ["", "x", secret, sign(link[0].pk)]
    for client, token in [*((Client(), token) for token in tokens), (sign_in(), "")]:
        response = asked(client, page=page.pk, token=token)
        assert (response.status_code, response.content) == (204, b"")
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        assert asked(Client(), page=page.pk, token=old).status_code == 204


def test_the_token_of_a_preview_is_enough(site: SmallSite) -> None:
    page = TreatmentPageFactory(title="Peel")
    editor = UserFactory(groups=["Editors"])
    token = preview_of(page, editor)
    assert f"//testserver/admin/pages/{page.pk}/edit/" in links(asked(Client(), page=page.pk, token=token))
    type(editor).objects.filter(pk=editor.pk).update(is_active=False)
    assert asked(Client(), page=page.pk, token=token).status_code == 204


def test_in_the_panel_it_is_hidden_and_only_checks(site: SmallSite, superuser: Client) -> None:
    response = asked(superuser, page=TreatmentPageFactory(title="Peel").pk, in_preview_panel="true")
    assert links(response) == []
    aside = inside(response).select_one("#wagtail-userbar-template > aside")
    assert aside is not None
    assert aside.has_attr("hidden")
    assert "checker-axe-configuration" in response.content.decode()


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (FRONT_END, True),
        ("https://b.example", True),
        ("https://www.example.com.evil.example", False),
        ("http://www.example.com", False),
        ("https://evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_the_websites_alone_may_read_it(site: SmallSite, superuser: Client, origin: str, allowed: bool) -> None:
    make_site("b.example")
    response = asked(superuser, origin)
    assert response.get("Access-Control-Allow-Origin") == (origin if allowed else None)
    assert response.get("Access-Control-Allow-Credentials") == ("true" if allowed else None)


def test_without_a_website_nobody_may_read_it(site: SmallSite, superuser: Client, settings: Any) -> None:
    settings.FRONTEND_URL = ""
    assert "Access-Control-Allow-Origin" not in asked(superuser, FRONT_END)
