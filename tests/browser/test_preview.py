"""The preview beside the edit form leads to the website, with a token that shows what is on the screen."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from playwright.sync_api import expect

from tests.factories import PASSWORD, TreatmentPageFactory, UserFactory, make_site
from tests.serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Locator
    from playwright.sync_api import Page as Screen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

QUERY = "query ($path: String!) { route(path: $path) { page { title } } }"


@pytest.fixture
def website(live_server: Any) -> Iterator[str]:
    """A front end of one page, which says the title that the content API gives for the token it is led here with."""

    class Website(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            given = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            title = "No preview"
            if self.path.startswith("/api/preview?"):
                asked = {"query": QUERY, "variables": {"path": given["path"]}}
                headers = {"X-Preview-Token": given["token"]}
                answer = requests.post(f"{live_server.url}/graphql/", json=asked, headers=headers, timeout=10).json()
                title = answer["data"]["route"]["page"]["title"]
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Website</title><h1>{title}</h1>".encode())

        def log_message(self, *_arguments: Any) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Website)
    with serving(server):
        yield f"http://127.0.0.1:{server.server_port}"


def test_the_panel_shows_the_website_with_what_is_typed(screen: Screen, website: str, settings: Any) -> None:
    settings.FRONTEND_URL = website
    make_site()
    page = TreatmentPageFactory(title="Peel")
    person = UserFactory(groups=["Editors"])
    screen.goto("/admin/login/")
    screen.fill("input[name=username]", person.username)
    screen.fill("input[name=password]", PASSWORD)
    screen.click("button[type=submit]")
    screen.wait_for_url("**/admin/")
    screen.goto(f"/admin/pages/{page.pk}/edit/")
    screen.get_by_role("button", name="Toggle preview").click()
    shown = screen.frame_locator("iframe[data-w-preview-target=iframe]").first
    expect(shown.get_by_role("heading")).to_have_text("Peel")
    keep_typing(screen, shown.get_by_role("heading"))


def keep_typing(screen: Screen, heading: Locator) -> None:
    """Type until something typed is shown.

    Wagtail's form takes no change for one before it has been open for two seconds, and its panel waits up to ten for a
    website without the userbar to report its contents; it forgets what was typed meanwhile.
    """
    deadline = time.monotonic() + 45
    for number in count(1):
        screen.locator("#id_title").fill(f"Peel, as typed {number}")
        try:
            expect(heading).to_have_text(re.compile("Peel, as typed"), timeout=3_000)
        except AssertionError:
            assert time.monotonic() < deadline, heading.inner_text()
        else:
            return
