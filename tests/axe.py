"""axe-core in a page of the browser: what hinders people who use assistive technology."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

SOURCE = Path(__file__).parent / "clients" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
# No rule of these tags needs the style sheets fetched ahead, which takes half of the time.
RUN = """([tags, without]) => axe.run(
    {exclude: without.map(selector => [selector])},
    {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], preload: false},
)"""
# The userbar, which brings the same axe along, looks at a preview once it is there; two cannot look at a time.
FREE = "() => !axe._running"
# What is still fading in has other colors than it will have.
SETTLED = """async () => { await Promise.allSettled(document.getAnimations()
    .filter(each => each.effect.getComputedTiming().endTime < Infinity)
    .map(each => each.finished)); }"""


def violations(page: Page, without: tuple[str, ...] = ()) -> list[str]:
    """Every violation of WCAG 2.1 A and AA and of axe's best practices, as `rule: element`; elements may be left out.

    The page's context must be one that bypasses its Content-Security-Policy.
    """
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(content=SOURCE.read_text())
    page.evaluate(SETTLED)
    page.wait_for_function(FREE)
    found = page.evaluate(RUN, [TAGS, list(without)])["violations"]
    return [f"{each['id']}: {node['target'][0]}" for each in found for node in each["nodes"]]
