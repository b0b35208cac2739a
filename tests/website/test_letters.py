"""Addresses with letters beyond ASCII, which Wagtail makes of titles such as “José”."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import requests

from .chain import Chain, until
from .test_pages import headline

pytestmark = [pytest.mark.website, pytest.mark.browser, pytest.mark.once]

MADE = """
from cms.preview.review_links import make_review_link
from django.contrib.auth import get_user_model
from pages.models import StandardPage
from wagtail.models import Site
page = StandardPage(title="José Łukasz", slug="josé-łukasz", introduction="The page says so.")
Site.objects.get().root_page.add_child(instance=page)
page.save_revision().publish()
print(make_review_link(page, get_user_model().objects.get(username="editor"), 1)[1])
"""
UNPUBLISHED = "from pages.models import StandardPage; StandardPage.objects.get(slug='josé-łukasz').unpublish()"
GONE = "from pages.models import StandardPage; StandardPage.objects.get(slug='josé-łukasz').delete()"
PATH = "/jos%C3%A9-%C5%82ukasz/"


@pytest.fixture
def link(chain: Chain) -> Iterator[str]:
    """The address of a review link to the page."""
    try:
        secret = chain.run(MADE).strip()
        until(chain.is_told)
        yield f"{chain.cms}/review-link/?{urlencode({'token': secret})}"
    finally:
        chain.run(GONE)
        until(chain.is_told)


def test_letters_beyond_ascii_in_addresses(chain: Chain, link: str) -> None:
    page, other_letters = chain.get(PATH), chain.get("/JOS%C3%89-%C5%81UKASZ/")
    assert (page.status_code, headline(page.text)) == (200, "José Łukasz")
    assert (other_letters.status_code, {*other_letters.headers["Location"].split(", ")}) == (308, {PATH})
    led = requests.get(link, allow_redirects=False, timeout=30)
    begun = requests.get(led.headers["Location"], allow_redirects=False, timeout=30)
    assert (begun.status_code, begun.headers["Location"]) == (307, PATH)


def test_such_a_page_does_not_come_back_while_the_cms_is_away(chain: Chain, link: str) -> None:
    assert chain.get(PATH).status_code == 200
    chain.run(UNPUBLISHED)
    until(chain.is_told)
    with chain.without_cms():
        assert chain.get(PATH).status_code == 404
