"""The admin's form for redirects: whatever is typed there is saved or answered beside its field."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from tests.factories import SmallSite

pytestmark = pytest.mark.django_db

MESSAGE = "Write a path of this site without control characters, such as /old-page/."
ELSEWHERE = "https://elsewhere.example/"


def add(client: Client, old_path: str, link: str) -> dict[str, list[str]]:
    """The messages of the form for a new redirect; none once it is saved."""
    data = {"old_path": old_path, "redirect_link": link, "redirect_page": "", "site": "", "is_permanent": "on"}
    response = client.post(reverse("wagtailredirects:add"), data)
    if response.status_code == 302:
        return {}
    assert response.status_code == 200
    return {name: [str(text) for text in texts] for name, texts in response.context["form"].errors.items()}


@pytest.mark.parametrize("path", ["/\t/[x", "//[x", "http://[", "/a\r\nb", "/a\x7fb", "/%0d%0ab", "//\u2100/"])
def test_what_is_no_path_is_refused(site: SmallSite, superuser: Client, path: str) -> None:
    assert add(superuser, path, ELSEWHERE) == {"old_path": [MESSAGE]}
    assert not Redirect.objects.exists()


def test_a_path_is_no_longer_than_its_column(site: SmallSite, superuser: Client) -> None:
    assert list(add(superuser, "/" + "a" * 5_000, ELSEWHERE)) == ["old_path"]


@pytest.mark.parametrize(
    "link",
    [
        "/\t/[x",
        "http://[",
        "//",
        "\\\\",
        "javascript:alert(1)",
        "https://a.example/\r\nb",
        "https://a.example/" + "a" * 5_000,
    ],
)
def test_what_is_no_address_is_refused(site: SmallSite, superuser: Client, link: str) -> None:
    assert list(add(superuser, "/old", link)) == ["redirect_link"]


@pytest.mark.parametrize("path", ["/old", "old/", "/[x", "\\\\old", "/old?a=[", "/\u00fcber"])
def test_any_other_path_is_saved(site: SmallSite, superuser: Client, path: str) -> None:
    assert add(superuser, path, ELSEWHERE) == {}
