"""What the website's build asks of the CMS."""

from __future__ import annotations

from collections import Counter

import pytest

from .chain import Chain

pytestmark = [pytest.mark.website, pytest.mark.browser, pytest.mark.once]


def test_a_build_asks_once_for_each_page_by_trusted_documents(chain: Chain) -> None:
    asked = [each for each in chain.asked() if each.building]
    assert {(each.method, each.has_body, *sorted(each.query)) for each in asked} == {
        ("GET", False, "extensions", "variables")
    }
    pages = [each.variables["path"] for each in asked if each.operation == "Page"]
    assert sorted(pages) == sorted(chain.paths())
    rest = Counter(each.operation for each in asked if each.operation != "Page")
    assert rest == {"Site": 1, "Sitemap": 1, "FilterChoices": 1}
