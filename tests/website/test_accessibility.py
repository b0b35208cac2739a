"""The website for everybody: axe finds nothing, everything fits on a small screen, and no JavaScript is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
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
    pytest.mark.xdist_group("chain"),
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
    "article": "/articles/medical-spa-or-day-spa/",
    "comparison": "/articles/laser-ipl-or-bbl/",
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
