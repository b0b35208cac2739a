"""A stranger reads a draft on the real website by a review link, until it is revoked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .chain import Chain
from .editing import add_page, admin

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.website, pytest.mark.browser, pytest.mark.once]


def test_a_review_link_from_its_making_to_its_end(chain: Chain, browser: Browser) -> None:
    stranger = browser.new_context().new_page()
    headline = stranger.get_by_role("heading", level=1)
    with admin(browser, chain, "editor") as screen, add_page(chain, screen, "Read this, doctor") as page:
        edit = f"/admin/pages/{page}/edit/"
        screen.get_by_role("button", name="Actions").first.click()
        screen.get_by_role("link", name="Review links").click()
        screen.get_by_label("Who it is for").fill("Dr. Lee")
        screen.get_by_role("button", name="Make a review link").click()
        link = screen.get_by_label("The new link for Dr. Lee").input_value()

        path = "/read-this-doctor/"
        shown = stranger.goto(link)
        assert shown is not None
        expect(headline).to_have_text("Read this, doctor")
        assert stranger.url == chain.website + path
        assert shown.headers["x-robots-tag"] == "noindex"
        assert {"private", "no-store"} <= set(shown.headers["cache-control"].split(", "))
        assert chain.get(path).status_code == 404

        screen.goto(edit)  # listed on the page; what is saved now is read next
        screen.get_by_role("button", name="Actions").first.click()
        expect(screen.get_by_role("link", name="Review links (1)")).to_be_visible()
        screen.wait_for_selector("form[data-watched]")
        with screen.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith(edit)):
            screen.fill("#id_title", "Read this anew, doctor")
        stranger.reload()
        expect(headline).to_have_text("Read this anew, doctor")

        screen.goto(f"/admin/pages/{page}/review-links/")
        screen.get_by_role("button", name=re.compile("^Revoke the link for Dr. Lee")).click()
        expect(screen.get_by_text("The link is revoked")).to_be_visible()
        stranger.reload()
        expect(stranger.get_by_text("The preview is over.")).to_be_visible()
        assert stranger.context.cookies(chain.website) == []
        over = stranger.goto(link)
        assert over is not None
        assert over.status == 410
        expect(headline).to_have_text("This link is over")
    stranger.context.close()
