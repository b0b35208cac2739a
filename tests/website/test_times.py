"""Pages come and go by their dates, on the website too."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from .chain import Chain, until

pytestmark = [pytest.mark.website, pytest.mark.browser, pytest.mark.once]

SECONDS = 90
MADE = """
from datetime import timedelta
from django.utils import timezone
from pages.models import StandardPage
from wagtail.models import Site
at = timezone.now() + timedelta(seconds=10)
for title, dates in {"To come": {"go_live_at": at, "live": False}, "To go": {"expire_at": at}}.items():
    page = StandardPage(title=title, introduction=f"{title}, by its date.", **dates)
    Site.objects.get().root_page.add_child(instance=page)
    page.save_revision().publish()
print(at.timestamp())
"""
GONE = """
from pages.models import StandardPage
for page in StandardPage.objects.filter(slug__in=["to-come", "to-go"]):
    page.delete()
"""


@pytest.fixture
def moment(chain: Chain) -> Iterator[float]:
    """When one page is to come and another to go."""
    assert chain.get("/to-come/").status_code == 404  # from now on that is kept
    try:
        yield float(chain.run(MADE))
    finally:
        chain.run(GONE)
        until(chain.is_told)


def test_one_appears_and_one_is_gone_within_ninety_seconds_of_their_time(
    chain: Chain, moment: float, tell: Callable[[str], None]
) -> None:
    until(lambda: chain.get("/to-go/").status_code == 200, max(1.0, moment - time.time()))
    seen: dict[str, float] = {}

    def both_seen() -> bool:
        for path, status in (("/to-come/", 200), ("/to-go/", 404)):
            if chain.get(path).status_code == status:
                seen.setdefault(path, time.time() - moment)
        return len(seen) == 2

    until(both_seen, SECONDS + moment - time.time())
    assert min(seen.values()) > 0
    tell(f"By its date a page came {seen['/to-come/']:.0f} s and one went {seen['/to-go/']:.0f} s after the moment")
