"""Editors at work in the chain: signed in, with a form open and its preview beside it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import requests

from .chain import Chain

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Locator, Route
    from playwright.sync_api import Page as Screen

# The form watches what is typed from two seconds after it was opened.
WATCH = """() => {
  document.addEventListener("w-unsaved:watch-edits", ({ target }) => target.setAttribute("data-watched", ""));
  document.addEventListener("w-preview:loaded", () => { window.loaded?.(); });
}"""
LOADED = "() => { window.shown = new Promise((done) => { window.loaded = done; }); }"
PREVIEW_SECONDS = 20
"""A preview that takes longer will not come."""


@cache
def session(cms: str, name: str, password: str) -> requests.Session:
    """Sign somebody in, once for all tests."""
    signed_in = requests.Session()
    login = f"{cms}/admin/login/"
    signed_in.get(login, timeout=30)
    form = {"username": name, "password": password, "csrfmiddlewaretoken": signed_in.cookies["csrftoken"]}
    answer = signed_in.post(login, form, headers={"Referer": login}, timeout=30)
    assert answer.url == f"{cms}/admin/", answer.url
    return signed_in


@contextmanager
def admin(browser: Browser, chain: Chain, name: str) -> Iterator[Screen]:
    """A browser of somebody who is signed in, on a screen wide enough for a form and its preview."""
    context = browser.new_context(base_url=chain.cms, viewport={"width": 1440, "height": 1000}, locale="en-US")
    context.set_default_timeout(30_000)
    cookies = session(chain.cms, name, chain.logins[name]).cookies
    context.add_cookies([{"name": each.name, "value": each.value or "", "url": chain.cms} for each in cookies])
    context.add_init_script(f"({WATCH})()")
    yield context.new_page()
    context.close()


def open_form(screen: Screen, address: str) -> FrameLocator:
    """Open a form and its preview; wait until what is typed is watched. Return what the preview shows."""
    screen.goto(address)
    if not screen.locator("[data-side-panel=preview]").is_visible():
        screen.get_by_role("button", name="Toggle preview").click()
    screen.wait_for_selector("form[data-edit-form][data-watched]")
    return screen.frame_locator("#w-preview-iframe")


def seconds_until_shown(screen: Screen, field: Locator, words: str) -> float:
    """Type the words into a field, and measure how long they take to be the headline of the preview."""
    screen.evaluate(LOADED)
    field.fill(words)
    typed = time.monotonic()
    headline = screen.frame_locator("#w-preview-iframe").get_by_role("heading", level=1)
    while time.monotonic() - typed < PREVIEW_SECONDS:
        screen.evaluate("window.shown")
        seconds = time.monotonic() - typed
        screen.evaluate(LOADED)
        if headline.inner_text() == words:
            return seconds
    raise AssertionError(f"{words!r} are not in the preview after {PREVIEW_SECONDS} s")


def keep_unsaved(screen: Screen) -> None:
    """Let no autosave of this screen arrive: what is shown comes of what is typed alone."""

    def let_through(route: Route) -> None:
        is_autosave = route.request.method == "POST" and "json" in route.request.headers["accept"]
        route.abort() if is_autosave else route.continue_()

    screen.route("**/admin/pages/**", let_through)


@contextmanager
def add_page(chain: Chain, screen: Screen, title: str) -> Iterator[str]:
    """Begin a page below the home page; the form is open, and autosave has saved the draft. Afterwards it is gone."""
    screen.goto(f"/admin/pages/add/pages/standardpage/{page_id(chain, '/')}/")
    screen.wait_for_selector("form[data-watched]")
    screen.locator("#id_title").press_sequentially(title)  # by keys, so that the slug follows
    screen.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    screen.wait_for_selector(
        "#w-editing-sessions", state="attached"
    )  # the rest of the screen comes after the first save
    page = re.findall(r"/(\d+)/", screen.url)[-1]
    try:
        yield page
    finally:
        delete_page(chain, page)


def publish(screen: Screen) -> None:
    """Publish what the form holds; the list of its neighbors comes."""
    footer = screen.locator("footer")
    footer.get_by_role("button", name="More actions").click()
    footer.get_by_role("button", name="Publish", exact=True).click()
    screen.get_by_text("has been published").wait_for()


def delete_page(chain: Chain, page: int | str) -> None:
    """Take away a page that a test made."""
    publisher = session(chain.cms, "publisher", chain.logins["publisher"])
    address = f"{chain.cms}/admin/pages/{page}/delete/"
    form = {"csrfmiddlewaretoken": publisher.cookies["csrftoken"]}
    answer = publisher.post(address, form, headers={"Referer": address}, timeout=30)
    assert answer.status_code == 200, answer.status_code


def ask(chain: Chain, query: str, **variables: Any) -> Any:
    """What the content API gives everybody."""
    body = {"query": query, "variables": variables}
    answer: dict[str, Any] = requests.post(f"{chain.cms}/graphql/", json=body, timeout=30).json()
    assert "errors" not in answer, answer
    return answer["data"]


def page_id(chain: Chain, path: str) -> str:
    """The id of the page at a path of the website."""
    return str(
        ask(chain, "query ($path: String!) { route(path: $path) { page { id } } }", path=path)["route"]["page"]["id"]
    )


def choose(screen: Screen, button: str, title: str) -> None:
    """Choose a picture or a page in the dialogue that a button opens."""
    screen.get_by_role("button", name=button).first.click()
    dialogue = screen.locator(".modal-body")
    dialogue.get_by_role("link", name=title).first.click()
    dialogue.wait_for(state="detached")
