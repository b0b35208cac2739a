"""The website for everybody: axe finds nothing, everything fits on a small screen, and no JavaScript is needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
import requests
from playwright.sync_api import expect

from tests.axe import violations

from .chain import Chain

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.website,
    pytest.mark.browser,
    pytest.mark.clients,
    pytest.mark.once,
]

WIDTHS = (1280, 390)
NARROWEST = 320  # WCAG 2.1, 1.4.10 Reflow; it is also 1280 at a zoom of 400 %
PAGES = {
    "home": "/",
    "treatments": "/treatments/",
    "treatment": "/treatments/laser-skin-treatment/",
    "treatment of a medicine": "/treatments/neurotoxin-injection/",
    "concerns": "/concerns/",
    "concern": "/concerns/rosacea/",
    "articles": "/articles/",
    "article": "/articles/how-to-check-a-credential/",
    "comparison": "/articles/laser-ipl-or-bbl/",
    "comparison with another table": "/articles/medical-spa-or-day-spa/",
    "locations": "/locations/",
    "location": "/locations/midtown-atlanta/",
    "location to come": "/locations/decatur/",
    "providers": "/providers/",
    "provider": "/providers/adaeze-lindqvist/",
    "standard page": "/how-care-is-supervised/",
    "search": "/search/",
    "search that finds": "/search/?q=peel",
    "search that finds nothing": "/search/?q=zyzzyva",
    "filtered": "/find-treatments/?concern=rosacea",
    "filtered to nothing": "/find-treatments/?concern=rosacea&location=decatur&kind=SURGICAL",
    "nearest": "/find-us/?from=decatur",
    "missing": "/nowhere/",
}
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
FOCUSABLE = "document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]').length"
UNSEEN = """() => {
    const {outlineStyle, outlineWidth} = getComputedStyle(document.activeElement);
    const {width, height, left, right} = document.activeElement.getBoundingClientRect();
    const isSeen = outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2;
    const isThere = width > 0 && height > 0 && right > 0 && left < innerWidth;
    return isSeen && isThere ? [] : [document.activeElement.outerHTML.slice(0, 200)];
}"""


@pytest.fixture
def window(browser: Browser, chain: Chain) -> Iterator[Callable[..., Page]]:
    """Give a function that opens a browser that has kept nothing, on the website."""
    contexts = []

    def opened(width: int = WIDTHS[0], **options: object) -> Page:
        context = browser.new_context(
            base_url=chain.website, viewport={"width": width, "height": 844}, bypass_csp=True, **options
        )
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def found_on(page: Page) -> dict[str, object]:
    """What axe finds at each width, and the widths at which the page itself has to be scrolled sideways."""
    found: dict[str, object] = {}
    for width in (*WIDTHS, NARROWEST):
        page.set_viewport_size({"width": width, "height": 844})
        if page.evaluate(SIDEWAYS):
            found[f"{width} sideways"] = True
        if width in WIDTHS and (wrong := violations(page)):
            found[str(width)] = wrong
    return found


def test_axe_finds_nothing_on_any_type_of_page_and_each_fits_a_small_screen(window: Callable[..., Page]) -> None:
    page = window()
    found = {}
    for name, path in PAGES.items():
        page.goto(path)
        found[name] = found_on(page)
    assert found == {name: {} for name in PAGES}


def test_axe_finds_nothing_on_a_preview(chain: Chain, window: Callable[..., Page]) -> None:
    asked = {"query": "query ($path: String!) { page(path: $path) { id } }", "variables": {"path": PAGES["article"]}}
    answer = requests.post(f"{chain.cms}/graphql/", json=asked, timeout=30).json()
    page = window()
    page.goto(f"{chain.cms}/admin/login/?next=/admin/pages/{answer['data']['page']['id']}/view_draft/")
    page.fill("input[name=username]", "publisher")
    page.fill("input[name=password]", chain.logins["publisher"])
    page.click("button[type=submit]")
    page.wait_for_url(chain.website + PAGES["article"])
    expect(page.get_by_role("link", name="Leave the preview")).to_be_visible()
    assert found_on(page) == {}


def test_the_keyboard_reaches_everything_and_one_sees_where_it_is(window: Callable[..., Page]) -> None:
    page = window(390)
    page.goto(PAGES["comparison"])
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("navigation", name="Where you are").get_by_role("link").first).to_be_focused()
    page.goto(PAGES["comparison"])
    unseen, focused = [], page.evaluate(FOCUSABLE)
    for _ in range(focused):
        page.keyboard.press("Tab")
        unseen += page.evaluate(UNSEEN)
    assert (focused > 30, unseen) == (True, [])


def test_a_comparison_is_scrolled_by_the_keyboard_on_a_phone(window: Callable[..., Page]) -> None:
    page = window(390)
    page.goto(PAGES["comparison"])
    table = page.get_by_role("region", name=re.compile("side by side"))
    table.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("table => table.scrollLeft > 0", arg=table.element_handle())


def test_everything_works_without_javascript(window: Callable[..., Page]) -> None:
    page = window(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Treatments").click()
    page.get_by_label("What bothers you").select_option(label="Rosacea")
    page.get_by_label("Kind").select_option(label="Lasers, light and energy")
    page.get_by_role("button", name="Show treatments").click()
    page.wait_for_url("**/find-treatments/?concern=rosacea&location=&kind=ENERGY")
    expect(page.get_by_role("main").get_by_role("heading", level=3)).to_have_text(["BBL BroadBand Light"])
    page.get_by_role("main").get_by_role("link", name="BBL BroadBand Light").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("BBL BroadBand Light")

    page.get_by_role("banner").get_by_role("searchbox").fill("first peel")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name="Your first peel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your first peel")

    page.goto("/find-us/")
    page.get_by_label("Coming from").select_option(label="Decatur")
    page.get_by_role("button", name="Show the nearest").click()
    expect(page.get_by_role("main").get_by_role("heading", level=2).first).to_have_text("Larkfield Decatur")
    expect(page.get_by_text("miles away")).to_have_count(3)
    expect(page.get_by_role("button", name="Use where I am")).to_be_hidden()

    page.goto("/nowhere/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is not here")
