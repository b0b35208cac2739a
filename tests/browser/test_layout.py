"""Lists and the comparison grid at the widths of real windows: nothing shrinks away, nothing hides the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client

from pages.models import ArticlePage
from tests.factories import (
    ArticlePageFactory,
    ComparisonArticlePageFactory,
    ConcernPageFactory,
    SourceFactory,
    TreatmentPageFactory,
    UserFactory,
    cell,
    criterion,
    make_site,
    stored_blocks,
    subject,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WIDTHS = (800, 1280, 1440)
COLUMNS = """() => [...document.querySelectorAll('.comparison-grid__table thead th')].map(
    head => Math.round(head.getBoundingClientRect().width))"""
HIDDEN = """() => {
    const box = element => document.querySelector(element).getBoundingClientRect();
    const focused = document.activeElement.getBoundingClientRect();
    const row = box('.comparison-grid__row'), head = box('.comparison-grid__column');
    return [focused.left < row.right - 1, focused.top < head.bottom - 1];
}"""


@pytest.fixture
def admin(screen: Page, live_server: Any) -> Page:
    """A browser in which a superuser has signed in, and a small site."""
    make_site()
    client = Client()
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    screen.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return screen


def open_at(page: Page, width: int, address: str) -> None:
    """Open an address in a window of this width."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)


def sideways(page: Page) -> bool:
    """Whether the page itself has to be scrolled sideways."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_a_list_keeps_its_titles_readable(admin: Page) -> None:
    concerns = [ConcernPageFactory(title=f"Uneven skin tone and texture {number}") for number in range(4)]
    TreatmentPageFactory(title="Resurfacing with fractional carbon dioxide", concern_links=concerns)
    for width in WIDTHS:
        open_at(admin, width, "/admin/treatments/")
        title = admin.locator("td.title").bounding_box()
        assert title
        assert title["width"] >= 240, width
        assert not sideways(admin), width
    open_at(admin, 800, "/admin/treatments/")
    scrolled = (
        "() => { const frame = document.querySelector('.list-frame'); frame.scrollLeft = 999; return frame.scrollLeft }"
    )
    assert admin.evaluate(scrolled) > 100


def test_a_table_asks_for_one_caption_and_its_cells(admin: Page) -> None:
    table = {"data": [["Area", "Days"], ["Lips", "2"]], "table_header_choice": "column", "table_caption": "Older"}
    body = stored_blocks(("table", {"caption": "Downtime", "table": table}))
    page = ArticlePageFactory(live=False, body=body)
    open_at(admin, 1280, f"/admin/pages/{page.pk}/edit/")
    grid = admin.locator("[data-contentpath=table]")
    grid.get_by_text("Lips").first.wait_for()
    assert admin.locator("[data-contentpath=caption] input").input_value() == "Downtime"
    assert not admin.get_by_text("Table headers").is_visible()
    assert not admin.get_by_text("Table caption").is_visible()
    grid.get_by_text("Lips").first.dblclick()
    admin.keyboard.press("Control+a")
    admin.keyboard.type("Chin")
    admin.keyboard.press("Tab")
    admin.locator("footer button[type=submit]").first.click()
    admin.wait_for_load_state()
    admin.get_by_text("has been updated").wait_for()
    [saved] = ArticlePage.objects.get().get_latest_revision_as_object().body
    assert saved.value["table"]["data"] == [["Area", "Days"], ["Chin", "2"]]
    assert saved.value["table"]["table_header_choice"] == "row"


def open_grid(admin: Page, width: int, count: int) -> None:
    """Open a comparison of ``count`` subjects, the first with sources of long titles."""
    source = SourceFactory(title="A systematic review of complications after treatment with lasers by non-physicians")
    subjects = [subject(f"subject-{number}", f"Subject {number}") for number in range(count)]
    rows = [criterion(f"criterion-{number}", f"Criterion {number}") for number in range(6)]
    cells = [cell(row.key, subjects[0].key, source=source, text="Rarely") for row in rows]
    page = ComparisonArticlePageFactory(subjects=subjects, criteria=rows, cells=cells, live=False)
    open_at(admin, width, f"/admin/pages/{page.pk}/edit/#tab-comparison")
    admin.get_by_label("Name of subject 1").wait_for()


@pytest.mark.parametrize("count", [2, 3, 4])
def test_subjects_share_the_width(admin: Page, count: int) -> None:
    for width in WIDTHS:
        open_grid(admin, width, count)
        widths = admin.evaluate(COLUMNS)
        assert len(widths) == count
        assert max(widths) - min(widths) <= 1, (width, widths)
        assert min(widths) >= 200
        assert not sideways(admin), width


@pytest.mark.parametrize("width", WIDTHS)
def test_the_focus_never_hides_behind_the_grid_s_headers(admin: Page, width: int) -> None:
    open_grid(admin, width, 4)
    admin.get_by_label("Name of criterion 6").focus()
    fields = admin.locator(".comparison-grid__cell :is(select, textarea)")
    for number in reversed(range(fields.count())):
        fields.nth(number).focus()
        assert admin.evaluate(HIDDEN) == [False, False], number
