"""Editors are led from the website to the form, and the checks run on it; visitors ask the CMS for nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .chain import Chain
from .editing import admin, keep_unsaved, open_form, page_id

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.website, pytest.mark.browser, pytest.mark.once]

ARTICLE = "/articles/your-first-peel/"
BUTTON = "View Wagtail quick actions"


def test_an_editor_is_led_to_the_form_and_a_visitor_s_browser_asks_the_cms_for_nothing(
    chain: Chain, browser: Browser
) -> None:
    with admin(browser, chain, "editor") as screen:
        asked: list[str] = []
        screen.on("request", lambda request: asked.append(request.url))

        def asked_of_cms() -> list[str]:
            asked.clear()
            screen.goto(chain.website + ARTICLE, wait_until="networkidle")
            assert asked[0] == chain.website + ARTICLE
            return [url.partition("?")[0] for url in asked if url.startswith(chain.cms)]

        assert asked_of_cms() == []  # logged in, and never was in a preview

        page = page_id(chain, ARTICLE)
        screen.goto(f"/admin/pages/{page}/view_draft/")
        expect(screen.get_by_text("Preview: visitors do not see this.")).to_be_visible()
        screen.get_by_role("link", name="Leave the preview").click()
        assert f"{chain.cms}/userbar/" in asked_of_cms()
        expect(screen.get_by_text("Preview: visitors do not see this.")).to_have_count(0)
        screen.get_by_role("button", name=BUTTON).click()
        screen.get_by_role("menuitem", name="Edit this page").click()
        expect(screen.locator("#id_title")).to_have_value("Your first peel, week by week")

        screen.context.clear_cookies(name="sessionid")
        assert asked_of_cms() == [f"{chain.cms}/userbar/"]  # nobody is logged in
        expect(screen.get_by_role("button", name=BUTTON)).to_have_count(0)
        assert asked_of_cms() == []


def test_the_checks_look_at_the_website(chain: Chain, browser: Browser) -> None:
    with admin(browser, chain, "editor") as screen:
        keep_unsaved(screen)
        open_form(screen, f"/admin/pages/add/pages/articlepage/{page_id(chain, '/articles/')}/")
        count = screen.locator("[data-side-panel-toggle=checks] [data-side-panel-toggle-counter]")
        expect(count).to_have_text("1")
        screen.get_by_role("button", name="Toggle checks").click()
        panel = screen.locator("[data-side-panel=checks]")
        expect(panel.locator("[data-content-checker-name]")).to_have_text("Empty heading found")
        expect(panel.locator("[data-content-word-count]")).to_have_text(re.compile("^[0-9]+$"))
        screen.fill("#id_title", "With a headline")
        expect(count).to_be_hidden()
