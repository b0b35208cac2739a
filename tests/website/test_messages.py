"""The website takes no messages for hours: when it is back, all arrive, in order, and it shows what is newest."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator

import pytest

from .chain import Chain, until

pytestmark = [pytest.mark.website, pytest.mark.browser, pytest.mark.once]

MADE = """
from pages.models import StandardPage
from wagtail.models import Site
page = StandardPage(title="To be moved", introduction="As it began.")
Site.objects.get().root_page.add_child(instance=page)
page.save_revision().publish()
print(StandardPage.objects.get(slug="privacy").introduction)
"""
GONE = """
from cms.delivery.webhooks import queue
from cms.delivery.webhooks.models import Webhook
from pages.models import StandardPage
queue.hasten(Webhook.objects.get())
for page in StandardPage.objects.filter(slug__in=["to-be-moved", "moved-meanwhile"]):
    page.delete()
"""
PUBLISHED = """
from pages.models import StandardPage
page = StandardPage.objects.get(slug={slug!r})
page.{field} = {value!r}
page.save_revision().publish()
"""
CHANGES = [
    ("privacy", "introduction", "The first change."),
    ("to-be-moved", "introduction", "A change beside it."),
    ("privacy", "introduction", "The second change."),
    ("to-be-moved", "slug", "moved-meanwhile"),
    ("privacy", "introduction", "The third and newest change."),
]
# What waits, oldest first: the object, how often it was tried, its kind and state, and when that was.
QUEUE = """
import json
from cms.delivery.webhooks.models import Delivery
rows = Delivery.objects.filter(id__gt={last}).order_by("id")
values = rows.values_list("subject", "attempts", "kind", "state", "tried_at", "ended_at")
print(json.dumps([[*row[:4], *map(str, row[4:])] for row in values]))
"""
LAST = "from cms.delivery.webhooks.models import Delivery; print(Delivery.objects.latest('id').pk)"
# As much time passes for what waits, once nothing is under way, as there may be between two tries.
LATER = """
from django.db.models import F
from django.utils import timezone
from cms.delivery.webhooks.models import Delivery
from cms.delivery.webhooks.queue import LONGEST_DELAY
passed = LONGEST_DELAY * 1.25
waiting = Delivery.objects.filter(state="waiting")
if not waiting.exclude(claimed_until=None).exists():
    waiting.update(next_attempt_at=F("next_attempt_at") - passed, first_tried_at=F("first_tried_at") - passed)
    print("passed")
"""


@pytest.fixture
def privacy(chain: Chain) -> Iterator[str]:
    """What the page on privacy says; it and one that is to be moved are seen by everybody."""
    words = chain.run(MADE).strip()
    try:
        until(chain.is_told)
        assert [chain.get(path).status_code for path in ("/privacy/", "/to-be-moved/")] == [200, 200]
        yield words
    finally:
        chain.run(PUBLISHED.format(slug="privacy", field="introduction", value=words) + GONE)
        until(chain.is_told)


def test_after_hours_away_everything_arrives_in_order(chain: Chain, privacy: str, tell: Callable[[str], None]) -> None:
    last = chain.run(LAST).strip()

    def queue() -> list[list[str]]:
        rows: list[list[str]] = json.loads(chain.run(QUEUE.format(last=last)))
        return rows

    def heads() -> dict[str, int]:
        """How often the oldest that waits of each object was tried; younger ones stand behind it."""
        return {subject: int(attempts) for subject, attempts, *_ in reversed(queue())}

    def time_passes() -> None:
        until(lambda: chain.run(LATER) == "passed\n")

    with chain.without_website():
        for slug, field, value in CHANGES:
            before = len(queue())
            chain.run(PUBLISHED.format(slug=slug, field=field, value=value))
            until(lambda before=before: len(queue()) > before)
        for _ in range(6):
            tried = heads()
            time_passes()
            until(lambda tried=tried: all(heads()[subject] > attempts for subject, attempts in tried.items()))
        assert {state for *_, state, _, _ in queue()} == {"waiting"}
    time_passes()
    seconds = until(chain.is_told, 20)

    rows = queue()
    tell(f"After hours away {len(rows)} messages arrived within {seconds:.1f} s")
    assert {state for *_, state, _, _ in rows} == {"delivered"}
    for subject in {subject for subject, *_ in rows}:
        own = [(tried, ended) for name, _, _, _, tried, ended in rows if name == subject]
        assert own == sorted(own)
        assert all(ended <= tried for (_, ended), (tried, _) in itertools.pairwise(own))
    assert "The third and newest change." in chain.get("/privacy/").text
    moved = chain.get("/to-be-moved/")
    assert (moved.status_code, {*moved.headers["Location"].split(", ")}) == (308, {"/moved-meanwhile/"})
    assert "A change beside it." in chain.get("/moved-meanwhile/").text
