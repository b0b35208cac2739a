"""The pictures of docs/editors.md, taken in the real admin and website: `make screens` takes them anew."""

from __future__ import annotations

import io
import os
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.demo_process import ROOT

from .chain import Chain
from .editing import add_page, admin, open_form, page_id

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Screen

pytestmark = [
    pytest.mark.website,
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.skipif("SCREENS" not in os.environ, reason="takes pictures: make screens"),
]

SCREENS = ROOT / "docs" / "screens"
COLORS = 64


def take(screen: Screen, name: str) -> None:
    """Write a picture of what is there, in few colors."""
    picture = Image.open(io.BytesIO(screen.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    SCREENS.mkdir(exist_ok=True)
    picture.quantize(COLORS, dither=Image.Dither.NONE).save(SCREENS / f"{name}.png", optimize=True)


def small(screen: Screen, width: int = 1200, height: int = 760) -> Screen:
    """The screen, as large as its picture is to be."""
    screen.set_viewport_size({"width": width, "height": height})
    return screen


def test_what_an_editor_sees(chain: Chain, browser: Browser) -> None:
    with admin(browser, chain, "editor") as screen:
        small(screen).goto("/admin/")
        take(screen, "first-day")

        peel = page_id(chain, "/treatments/chemical-peel/")
        shown = open_form(small(screen, 1400, 860), f"/admin/pages/{peel}/edit/")
        expect(shown.get_by_role("heading", level=1)).to_be_visible()
        screen.wait_for_load_state("networkidle")
        take(screen, "preview")
        screen.get_by_role("button", name="Toggle preview").click()
        small(screen).get_by_role("tab", name="Relations").click()
        take(screen, "treatment")

        comparison = page_id(chain, "/articles/laser-ipl-or-bbl/")
        small(screen, 1200, 860).goto(f"/admin/pages/{comparison}/edit/#tab-comparison")
        screen.get_by_label("Name of subject 1").wait_for()
        take(screen, "comparison")

        small(screen, 1200, 640).goto(f"/admin/pages/{peel}/view_draft/")
        screen.get_by_role("button", name="View Wagtail quick actions").click()
        screen.get_by_role("menuitem", name="Edit this page").wait_for()
        take(screen, "edit-this-page")


def test_how_a_review_link_is_made(chain: Chain, browser: Browser) -> None:
    with admin(browser, chain, "editor") as screen, add_page(chain, screen, "Before your first visit") as page:
        small(screen, 1200, 700).goto(f"/admin/pages/{page}/review-links/")
        screen.get_by_label("Who it is for").fill("Dr. Lee")
        screen.get_by_role("button", name="Make a review link").click()
        screen.get_by_label("The new link for Dr. Lee").wait_for()
        take(screen, "review-link")


def test_what_a_reviewer_sees(chain: Chain, browser: Browser) -> None:
    with admin(browser, chain, "reviewer") as screen:
        article = page_id(chain, "/articles/your-first-peel/")
        small(screen, 1200, 700).goto(f"/admin/pages/{article}/edit/#tab-clinical")
        screen.locator("[name=last_reviewed]").wait_for()
        take(screen, "review")


def test_what_a_publisher_sees(chain: Chain, browser: Browser) -> None:
    with admin(browser, chain, "publisher") as screen:
        article = page_id(chain, "/articles/your-first-peel/")
        small(screen).goto(f"/admin/pages/{article}/edit/")
        screen.get_by_role("button", name="Toggle status").click()
        screen.get_by_role("button", name=re.compile("schedule")).first.click()
        screen.locator("[name=go_live_at]").wait_for()
        take(screen, "schedule")
        screen.goto(f"/admin/pages/{article}/edit/")
        screen.locator("footer").get_by_role("button", name="More actions").click()
        screen.locator("footer").get_by_role("button", name="Publish", exact=True).wait_for()
        take(screen, "publish")

        screen.goto("/admin/images/")
        screen.locator("a[href*='/admin/images/']", has_text="peel").first.click()
        screen.get_by_label("Alt text").first.wait_for()
        take(screen, "alt-text")
        screen.get_by_role("link", name=re.compile("Take down")).click()
        screen.get_by_label("Reason").wait_for()
        take(screen, "take-down")
