"""A page that is being made while the CMS says that it is old."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from .chain import Chain, until
from .test_pages import headline

pytestmark = [pytest.mark.website, pytest.mark.browser, pytest.mark.once]

MADE = """
from pages.models import StandardPage
from wagtail.models import Site
page = StandardPage(title="Just then", introduction="The page says so.")
Site.objects.get().root_page.add_child(instance=page)
page.save_revision().publish()
"""
CHANGED = """
from pages.models import StandardPage
page = StandardPage.objects.get(slug="just-then")
page.title = "Just now"
page.save_revision().publish()
"""
GONE = "from pages.models import StandardPage; StandardPage.objects.get(slug='just-then').delete()"


def test_what_was_asked_for_before_a_message_does_not_outlast_it(chain: Chain) -> None:
    hold, held = (chain.notes.with_name(f"{chain.notes.name}.{what}") for what in ("hold", "held"))
    try:
        chain.run(MADE)
        until(chain.is_told)
        hold.write_text("just-then")
        with ThreadPoolExecutor(1) as pool:
            begun = pool.submit(chain.get, "/just-then/")
            until(held.exists)  # the CMS has answered
            chain.run(CHANGED)
            until(chain.is_told)
            hold.unlink()
            assert headline(begun.result().text) in {"Just then", "Just now"}
        until(lambda: headline(chain.get("/just-then/").text) == "Just now", 5)
    finally:
        hold.unlink(missing_ok=True)
        chain.run(GONE)
        until(chain.is_told)
