"""What a page of the website may weigh on a phone that has kept nothing, and that nothing on it moves or waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from .chain import Chain

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.website, pytest.mark.browser, pytest.mark.once]

# A phone of the middle, as Lighthouse's.
PHONE: dict[str, Any] = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75, "is_mobile": True}
# Bytes over the line, heads included: what was measured and a tenth more.
BUDGETS = {
    "/treatments/chemical-peel/": {"Document": 15_200, "Stylesheet": 3_750, "Script": 152_000, "Image": 13_300},
    "/articles/laser-ipl-or-bbl/": {"Document": 20_800, "Stylesheet": 3_750, "Script": 152_000, "Image": 11_700},
    "/locations/midtown-atlanta/": {"Document": 12_900, "Stylesheet": 3_750, "Script": 152_000, "Image": 17_000},
}
OBSERVE = """
window.shifts = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shifts += entry.value; }))
    .observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => { window.largest = list.getEntries().at(-1); })
    .observe({type: 'largest-contentful-paint', buffered: true});
"""
LARGEST = """() => {
    const [preload, ...others] = document.querySelectorAll('link[rel=preload][as=image]');
    const hero = document.querySelector('main header img');
    return {
        isHero: largest.element === hero,
        preloads: others.length + 1,
        isPreloaded: preload.imageSrcset.split(/, |\\s/).includes(largest.url),
        before: !(preload.compareDocumentPosition(document.querySelector('link[rel=stylesheet], script[src]'))
            & Node.DOCUMENT_POSITION_PRECEDING),
    };
}"""
BLOCKING = """performance.getEntriesByType('resource')
    .filter(entry => entry.renderBlockingStatus === 'blocking')
    .map(entry => entry.name.split('.').at(-1))"""
SCROLL = """async () => {
    for (let at = 0; at < document.body.scrollHeight; at += innerHeight) {
        scrollTo(0, at);
        await new Promise(requestAnimationFrame);
        await Promise.all([...document.images]
            .filter(image => !image.complete && image.getBoundingClientRect().top < innerHeight)
            .map(image => new Promise(done => { image.onload = image.onerror = done; })));
    }
    return [...document.images].filter(image => image.naturalWidth === 0).length;
}"""


@dataclass
class Visit:
    """A page in a browser of its own, and what came over the line for it."""

    page: Page
    kinds: dict[str, str] = field(default_factory=dict)
    weights: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def received(self, event: dict[str, Any]) -> None:
        if not event["response"]["url"].startswith("data:"):
            self.kinds[event["requestId"]] = event["type"]

    def finished(self, event: dict[str, Any]) -> None:
        if kind := self.kinds.get(event["requestId"]):
            self.weights[kind] += event["encodedDataLength"]


@pytest.fixture
def visit(browser: Browser, chain: Chain) -> Iterator[Visit]:
    """Nothing opened yet."""
    context = browser.new_context(base_url=chain.website, **PHONE)
    visit = Visit(context.new_page())
    devtools = context.new_cdp_session(visit.page)
    devtools.on("Network.responseReceived", visit.received)
    devtools.on("Network.loadingFinished", visit.finished)
    devtools.send("Network.enable")
    visit.page.on("console", lambda message: visit.errors.append(message.text) if message.type == "error" else None)
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.add_init_script(OBSERVE)
    yield visit
    context.close()


@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_keeps_its_budget_and_nothing_moves_or_waits(visit: Visit, path: str) -> None:
    page, budget = visit.page, BUDGETS[path]
    page.goto(path, wait_until="networkidle")
    weights = dict(visit.weights)
    assert page.evaluate(LARGEST) == {"isHero": True, "preloads": 1, "isPreloaded": True, "before": True}
    assert page.evaluate(BLOCKING) == ["css"]
    assert set(weights) - {"Other"} == set(budget)  # no font, nothing else; the icon is "Other"
    assert {kind: weights[kind] for kind in budget if weights[kind] > budget[kind]} == {}
    assert page.evaluate(SCROLL) == 0
    assert page.evaluate("shifts") == 0
    assert visit.errors == []


@pytest.mark.parametrize("path", ["/", "/treatments/", "/find-us/"])
def test_nothing_moves_on_other_pages(visit: Visit, path: str) -> None:
    visit.page.goto(path, wait_until="networkidle")
    assert visit.page.evaluate(SCROLL) == 0
    assert visit.page.evaluate("shifts") == 0
