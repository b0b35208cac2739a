"""The demo's addresses: the fictional website's in what it publishes, the CMS's own in the admin."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from pages.models import ComparisonArticlePage

SITE = "https://www.larkfield.example"
PATH = "/articles/medical-spa-or-day-spa/"
QUERY = "query Page($path: String!) { route(path: $path) { page { url path seo { canonicalUrl jsonLd } } } }"


@pytest.fixture(autouse=True)
def no_front_end(settings: Any) -> None:
    """Run as `make demo` does: with no front end configured."""
    settings.FRONTEND_URL = ""


def addresses(told: Any) -> Iterator[str]:
    """Every web address below ``told``."""
    if isinstance(told, dict):
        told = list(told.values())
    if isinstance(told, list):
        for value in told:
            yield from addresses(value)
    elif isinstance(told, str) and re.match(r"https?://", told):
        yield told


def test_a_request_to_localhost_is_told_the_website_s_addresses(demo: list[str]) -> None:
    body = json.dumps({"query": QUERY, "variables": {"path": PATH}})
    response = Client().post("/graphql/", body, content_type="application/json", HTTP_HOST="localhost")
    page = json.loads(response.content)["data"]["route"]["page"]
    graph = json.loads(page["seo"].pop("jsonLd"))["@graph"]

    assert page == {"url": SITE + PATH, "path": PATH, "seo": {"canonicalUrl": SITE + PATH}}
    assert [node["@type"] for node in graph] == ["MedicalWebPage", "Article", "ImageObject", "BreadcrumbList"]
    assert graph[1]["author"]["url"] == f"{SITE}/providers/adaeze-lindqvist/"
    assert graph[1]["publisher"]["url"] == f"{SITE}/"
    pictures = re.compile(r"\.(?:webp|jpe?g|avif|png)$|/media/render/")
    told = {address for address in addresses(graph) if not pictures.search(address)}
    assert {address for address in told if "://localhost" in address or address.startswith("http:")} == set()


def test_view_live_leads_to_the_cms_s_own_notice(demo: list[str]) -> None:
    page = ComparisonArticlePage.objects.get(slug="medical-spa-or-day-spa")
    staff = Client(HTTP_HOST="localhost")
    staff.force_login(get_user_model().objects.get(username="admin"))

    seen = staff.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    seen += staff.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])).content.decode()
    links = set(re.findall(r'href="([^"]*/medical-spa-or-day-spa/)"', seen))

    assert page.url == PATH
    assert links == {PATH}
    notice = staff.get(PATH)
    assert notice.status_code == 404
    assert "FRONTEND_URL" in notice.content.decode()
    draft = staff.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert (draft.status_code, page.title in draft.content.decode()) == (200, True)
