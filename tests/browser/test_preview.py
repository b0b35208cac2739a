"""The preview beside the edit form leads to the website, with a token that shows what is on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from html import escape
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from playwright.sync_api import expect

from tests.factories import PASSWORD, SmallSite, TreatmentPageFactory, UserFactory, make_site
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

# What docs/drafts.md tells front ends to do.
USERBAR = """<script type="module">
const query = new URLSearchParams({ page: "PAGE", in_preview_panel: String(window !== window.top) });
const response = await fetch(`CMS/userbar/?${query}`, { credentials: "include" });
if (response.status === 200) {
  document.body.append(document.createRange().createContextualFragment(await response.text()));
}
</script>"""


def served(cms: str, userbar: bool) -> type[BaseHTTPRequestHandler]:
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
            bar = USERBAR.replace("PAGE", page["id"]).replace("CMS", cms) if userbar else ""
            self.answer(200, f'<h1>{escape(page["title"])}</h1><p style="height: 300vh">Long</p><h4></h4>{bar}')

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
def website(live_server: Any, settings: Any) -> Iterator[Callable[[bool], SmallSite]]:
    """Starts a front end, with Wagtail's userbar or without, on the same site as the CMS."""
    with ExitStack() as running:

        def start(userbar: bool) -> SmallSite:
            server = ThreadingHTTPServer(("127.0.0.1", 0), served(live_server.url, userbar))
            running.enter_context(serving(server))
            settings.FRONTEND_URL = f"http://localhost:{server.server_port}"
            return make_site()

        yield start


def sign_in(screen: Screen) -> None:
    person = UserFactory(groups=["Editors"])
    screen.goto("/admin/login/")
    screen.fill("input[name=username]", person.username)
    screen.fill("input[name=password]", PASSWORD)
    screen.click("button[type=submit]")
    screen.wait_for_url("**/admin/")


def open_panel(screen: Screen, address: str) -> Locator:
    """Open a form and its preview; wait until the form watches what is typed, which is after two seconds."""
    screen.add_init_script(f"({WATCH})()")
    screen.goto(address)
    panel = screen.locator("[data-side-panel=preview]")
    if not panel.is_visible():
        screen.get_by_role("button", name="Toggle preview").click()
    screen.wait_for_selector(READY)
    return screen.frame_locator("#w-preview-iframe").get_by_role("heading", level=1)


@pytest.mark.parametrize("userbar", [True, False], ids=["with the userbar", "without"])
def test_the_panel_shows_the_website_with_what_is_typed(
    screen: Screen, website: Callable[[bool], SmallSite], userbar: bool
) -> None:
    website(userbar)
    page = TreatmentPageFactory(title="Peel")
    sign_in(screen)
    heading = open_panel(screen, f"/admin/pages/{page.pk}/edit/")
    expect(heading).to_have_text("Peel")
    for words in ("Peel, as typed", "Peel, as typed again"):
        screen.locator("#id_title").fill(words)
        expect(heading).to_have_text(words, timeout=SOON)
        if userbar:  # an empty heading, and no description
            expect(screen.locator("[data-side-panel-toggle=checks] [data-side-panel-toggle-counter]")).to_have_text("2")


def test_a_page_that_was_never_saved(screen: Screen, website: Callable[[bool], SmallSite]) -> None:
    site = website(True)
    sign_in(screen)
    heading = open_panel(screen, f"/admin/pages/add/pages/standardpage/{site.home.pk}/")
    screen.locator("#id_title").press_sequentially("First words")  # so that the slug follows
    expect(heading).to_have_text("First words", timeout=SOON)
    screen.wait_for_url("**/edit/")  # it is saved by itself
    expect(heading).to_have_text("First words", timeout=SOON)
    screen.locator("#id_title").fill("First words and more")
    expect(heading).to_have_text("First words and more", timeout=SOON)


def test_the_website_of_an_editor_leads_to_the_form(screen: Screen, website: Callable[[bool], SmallSite]) -> None:
    website(True)
    page = TreatmentPageFactory(title="Peel")
    sign_in(screen)
    heading = open_panel(screen, f"/admin/pages/{page.pk}/edit/")
    expect(heading).to_have_text("Peel")
    screen.locator("#id_title").fill("Peel, as typed")
    with screen.expect_popup() as opened:
        screen.get_by_role("link", name="Preview in new tab").click()
    tab = opened.value
    expect(tab.get_by_role("heading", level=1)).to_have_text("Peel, as typed")
    tab.get_by_role("button", name="View Wagtail quick actions").click()
    edit = tab.get_by_role("menuitem", name="Edit this page")
    expect(edit).to_have_attribute("href", f"//{urlsplit(screen.url).netloc}/admin/pages/{page.pk}/edit/")
    tab.close()


def test_a_stranger_with_a_review_link(screen: Screen, website: Callable[[bool], SmallSite]) -> None:
    website(True)
    page = TreatmentPageFactory(title="Peel")
    page.title = "Peel, draft"
    page.save_revision()
    sign_in(screen)
    screen.goto(f"/admin/pages/{page.pk}/edit/")
    screen.get_by_role("button", name="Actions").first.click()
    screen.get_by_role("link", name="Review links").click()
    screen.get_by_label("Who it is for").fill("Dr. Lee")
    screen.get_by_role("button", name="Make a review link").click()
    address = screen.get_by_label("The new link for Dr. Lee").input_value()

    browser = screen.context.browser
    assert browser is not None
    stranger = browser.new_context().new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Peel, draft")
    assert "token" not in stranger.url
    expect(stranger.get_by_role("button", name="View Wagtail quick actions")).to_have_count(0)

    screen.get_by_role("button", name="Revoke the link for Dr. Lee").click()
    expect(screen.get_by_text("The link is revoked")).to_be_visible()
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).not_to_have_text("Peel, draft")
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This link is over")
    stranger.context.close()
