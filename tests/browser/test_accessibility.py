"""axe in the admin: the editors and screens of ours, on a wide and on a narrow window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.models import Site

from cms.delivery.webhooks.models import Webhook
from cms.preview.review_links import make_review_link
from tests.axe import violations
from tests.factories import (
    ArticlePageFactory,
    ComparisonArticlePageFactory,
    ImageFactory,
    LocationPageFactory,
    SourceFactory,
    TreatmentPageFactory,
    UserFactory,
    cell,
    criterion,
    exception,
    hours,
    make_site,
    stored_blocks,
    subject,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.clients,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

WIDTHS = (1280, 390)
OF_WAGTAIL = (
    ".Draftail-Editor",  # the rich text field has no label but what stands in it while it is empty
    ".w-minimap__list",  # the list of the form's parts scrolls; the Tab key passes by its links while it is shut
    "#HandsontableCopyPaste",  # the field that a table copies by has no label and stands outside of every landmark
    ".tagit",  # the field of a picture's tags has no label
)
TABS = "[...document.querySelectorAll('[role=tab][href^=\"#tab-\"]')].map(tab => tab.getAttribute('href'))"


@pytest.fixture
def admin(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A browser in which a superuser has signed in."""
    client = Client()
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=live_server.url, bypass_csp=True, reduced_motion="reduce")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    yield context.new_page()
    context.close()


def found_on(page: Page, widths: tuple[int, ...]) -> dict[str, list[str]]:
    """What axe finds at each width, on each tab of the form."""
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 1000})
        for tab in page.evaluate(TABS) or [""]:
            if tab:
                page.locator(f"[role=tab][href='{tab}']").click()
            if wrong := violations(page, OF_WAGTAIL):
                found[f"{width} {tab}"] = wrong
    return found


def editors() -> dict[str, str]:
    """The forms of pages and entries, each with a row in its lists."""
    source = SourceFactory()
    table = {"data": [["Area", "Days"], ["Lips", "2"]], "table_header_choice": "row"}
    pages = {
        "comparison": ComparisonArticlePageFactory(
            subjects=[subject("peel", "Peel"), subject("laser", "Laser")],
            criteria=[criterion("cost", "Cost"), criterion("pain", "Pain")],
            cells=[cell("cost", "peel", source=source, text="Less")],
            live=False,
        ),
        "article": ArticlePageFactory(body=stored_blocks(("table", {"caption": "Downtime", "table": table}))),
        "location": LocationPageFactory(
            hours=[hours(0, "09:00", "17:00")], exceptions=[exception(date(2030, 12, 24), label="Christmas Eve")]
        ),
        "treatment": TreatmentPageFactory(),
    }
    return {
        **{name: reverse("wagtailadmin_pages:edit", args=[page.pk]) for name, page in pages.items()},
        "source": reverse(source.snippet_viewset.get_url_name("edit"), args=[source.pk]),
    }


def screens() -> dict[str, str]:
    """The screens of ours that are no page's form."""
    article = ArticlePageFactory()
    make_review_link(article, UserFactory(), 14, "The photographer")
    webhook = Webhook.objects.create(name="Website", url="https://www.example.com/", site=Site.objects.get())
    return {
        "the first screen": reverse("wagtailadmin_home"),
        "a list of pages": "/admin/treatments/",
        "review links": reverse("review_links:page", args=[article.pk]),
        "webhooks": reverse("webhooks:index"),
        "a new webhook": reverse("webhooks:add"),
        "what was sent to a webhook": reverse("webhooks:deliveries", args=[webhook.pk]),
        "a webhook's form": reverse("webhooks:edit", args=[webhook.pk]),
        "API tokens": "/admin/api-tokens/",
        "a new API token": "/admin/api-tokens/new/",
        "takedowns": reverse("takedowns:index"),
        "a picture": reverse("wagtailimages:edit", args=[ImageFactory().pk]),
        "taking a picture down": reverse("takedowns:ask", args=[ImageFactory().pk]),
    }


def test_axe_finds_nothing_in_the_editors(admin: Page) -> None:
    make_site()
    found = {}
    for name, address in editors().items():
        admin.goto(address)
        # Only the grid is a form of ours on a narrow window too; the others are Wagtail's fields below each other.
        if wrong := found_on(admin, WIDTHS if name == "comparison" else WIDTHS[:1]):
            found[name] = wrong
    assert found == {}


def test_axe_finds_nothing_on_the_screens_of_ours(admin: Page) -> None:
    make_site()
    found = {}
    for name, address in screens().items():
        admin.goto(address)
        if wrong := found_on(admin, WIDTHS):
            found[name] = wrong
    # The last of them leads on to how far the takedown is.
    admin.get_by_label("Reason").fill("Consent withdrawn")
    admin.get_by_role("checkbox").check()
    admin.get_by_role("button", name="Take this picture down").click()
    admin.wait_for_url("**/takedowns/*/")
    expect(admin.locator(".messages > ul")).to_have_css("opacity", "1")
    if wrong := found_on(admin, WIDTHS):
        found["a takedown"] = wrong
    assert found == {}
