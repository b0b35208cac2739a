"""A press while an autosave is under way is neither lost nor makes a second page."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from pages.models import StandardPage
from tests.factories import make_site

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Route
    from playwright.sync_api import Page as Screen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SECONDS = 30
# The form watches what is typed from two seconds after it was opened.
WATCH = """document.addEventListener("w-unsaved:watch-edits",
    (event) => event.target.setAttribute("data-watched", ""))"""


def hold_first_autosave(screen: Screen) -> Callable[[], None]:
    """Keep the answer to the first autosave back; return what lets it through."""
    held: list[Route] = []
    answers: list[APIResponse] = []

    def hold(route: Route) -> None:
        request = route.request
        is_autosave = request.method == "POST" and "json" in request.headers["accept"] and "preview" not in request.url
        if is_autosave and not held:
            held.append(route)
            answers.append(route.fetch())
        else:
            route.continue_()

    screen.route("**/admin/pages/**", hold)

    def let_through() -> None:
        deadline = time.monotonic() + SECONDS
        while not answers:  # the server is still at it
            assert time.monotonic() < deadline
            screen.wait_for_timeout(20)
        held[0].fulfill(response=answers[0])

    return let_through


@pytest.fixture
def form(screen: Screen, sign_in: Callable[..., None]) -> Screen:
    """The form of a new page, watched, before a publisher."""
    home = make_site().home
    sign_in("Publishers")
    screen.add_init_script(WATCH)
    screen.goto(f"/admin/pages/add/pages/standardpage/{home.pk}/")
    screen.wait_for_selector("form[data-watched]")
    return screen


def press_publish(form: Screen) -> None:
    form.get_by_role("button", name="More actions").click()
    form.locator("footer").get_by_role("button", name="Publish", exact=True).click(no_wait_after=True)
    form.get_by_text("Publishing…").wait_for()


def check_one_page(form: Screen, title: str) -> None:
    """It is published, once, and with what was typed last."""
    form.get_by_text("has been published").wait_for()
    [page] = StandardPage.objects.all()
    assert (page.live, page.title, page.introduction) == (True, title, "What was typed last.")


@pytest.mark.parametrize("title", ["A new page", "A new page and more"], ids=["the same title", "another title"])
def test_a_press_waits_for_the_autosave_that_creates_the_page(form: Screen, title: str) -> None:
    let_through = hold_first_autosave(form)
    with form.expect_request(lambda request: request.headers["accept"] == "application/json"):
        form.locator("#id_title").press_sequentially("A new page")
    form.fill("#id_title", title)
    form.fill("#id_introduction", "What was typed last.")
    press_publish(form)
    let_through()
    check_one_page(form, title)
