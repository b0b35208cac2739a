"""The preview beside the edit form, on a front end that does the least; tests/website has the real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from playwright.sync_api import expect

from tests.factories import TreatmentPageFactory, make_site
from tests.serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Locator
    from playwright.sync_api import Page as Screen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

QUERY = "query ($path: String!) { route(path: $path) { path page { id title } } }"
SOON = 8_000
"""Milliseconds. What is typed shows within two seconds where nothing else runs; Wagtail alone would wait for ten."""
READY = "form[data-edit-form][data-watched]"
WATCH = """() => document.addEventListener("w-unsaved:watch-edits",
    (event) => event.target.setAttribute("data-watched", ""))"""


def served(cms: str) -> type[BaseHTTPRequestHandler]:
    """A front end that shows the title of each page, drafts to whoever has the cookie of a preview."""

    class Website(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            given = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/api/preview":
                cookie = f"preview={given['token']}; HttpOnly; Path=/"
                self.answer(302, Location=given["path"], **{"Set-Cookie": cookie})
                return
            kept = SimpleCookie(self.headers.get("Cookie", "")).get("preview")
            asked = {"query": QUERY, "variables": {"path": parts.path}}
            headers = {"X-Preview-Token": kept.value} if kept else {}
            answer = requests.post(f"{cms}/graphql/", json=asked, headers=headers, timeout=10).json()
            route = (answer.get("data") or {}).get("route")
            if route is None:
                self.answer(404, f"<h1>{escape(str(answer))}</h1>")
                return
            page = route["page"]
            self.answer(200, f"<h1>{escape(page['title'])}</h1>")

        def answer(self, status: int, body: str = "", **headers: str) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(f'<!doctype html><html lang="en"><title>Website</title>{body}'.encode())

        def log_message(self, *_arguments: Any) -> None:
            """Keep the test's output clean."""

    return Website


@pytest.fixture
def website(live_server: Any, settings: Any) -> Iterator[None]:
    """A front end on the same site as the CMS."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), served(live_server.url))
    with serving(server):
        settings.FRONTEND_URL = f"http://localhost:{server.server_port}"
        make_site()
        yield


def open_panel(screen: Screen, address: str) -> Locator:
    """Open a form and its preview; wait until the form watches what is typed, which is after two seconds."""
    screen.add_init_script(f"({WATCH})()")
    screen.goto(address)
    panel = screen.locator("[data-side-panel=preview]")
    if not panel.is_visible():
        screen.get_by_role("button", name="Toggle preview").click()
    screen.wait_for_selector(READY)
    return screen.frame_locator("#w-preview-iframe").get_by_role("heading", level=1)


def test_the_panel_shows_a_website_that_knows_no_userbar(
    screen: Screen, website: None, sign_in: Callable[..., None]
) -> None:
    page = TreatmentPageFactory(title="Peel")
    sign_in("Editors")
    heading = open_panel(screen, f"/admin/pages/{page.pk}/edit/")
    expect(heading).to_have_text("Peel")
    for words in ("Peel, as typed", "Peel, as typed again"):
        screen.locator("#id_title").fill(words)
        expect(heading).to_have_text(words, timeout=SOON)
