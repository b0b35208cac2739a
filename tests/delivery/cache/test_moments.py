"""Whatever the clock alone decides: the answer from the cache is another on the second, and is kept until then."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import call_command
from wagtail.models import Page

from cms.api.moments import next_of
from tests import factories as make

from . import hours_boundaries, page_boundaries, register_boundaries  # noqa: F401 (each adds its cases)
from .asking import Asking
from .boundaries import (
    CASES,
    MOMENT,
    NOW,
    SECOND,
    SOON,
    Case,
    ends,
    home,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("content", CASES, ids=lambda content: content.__name__)
def test_it_is_another_answer_on_the_second(content: Case, clock: time_machine.Traveller) -> None:
    make.make_site()
    query, moment = content()
    asking = Asking()
    clock.move_to(moment - 2 * SECOND)
    before = asking.get(query)
    assert "errors" not in before.json
    for wait in (SECOND, MOMENT):
        clock.move_to(moment - wait)
        assert (asking.get(query).body, asking.made) == (before.body, 1)
    assert asking.uncached(query).body == before.body
    clock.move_to(moment)
    after = asking.get(query)
    assert (after.body, asking.made) == (asking.uncached(query).body, 2)
    assert after.body != before.body
    clock.move_to(moment + SECOND)
    assert asking.get(query).body == after.body
    assert asking.made == (3 if "errors" in after.json else 2)  # those are not kept


def test_a_page_is_published_by_the_schedule(clock: time_machine.Traveller) -> None:
    """Until the worker has come by nothing differs: there is nothing yet that could be shown."""
    make.make_site()
    draft = make.StandardPageFactory(title="Offer", slug="offer", live=False, parent=home())
    draft.go_live_at = SOON
    draft.save_revision().publish()
    asking, query = Asking(), '{ page(path: "/offer/") { title } }'
    told = []
    for moment in (SOON - SECOND, SOON):
        clock.move_to(moment)
        told.append(asking.get(query).data["page"])
    call_command("publish_scheduled")
    assert [*told, asking.get(query).data["page"]] == [None, None, {"title": "Offer"}]


def test_of_two_readings_that_began_at_different_times(clock: time_machine.Traveller) -> None:
    """The slower one began before a page ended, and is asked when its answer differs after the quicker one."""
    make.make_site()
    ends(make.StandardPageFactory())
    assert next_of(Page, ("go_live_at", "expire_at"), SOON, 7) is None
    assert next_of(Page, ("go_live_at", "expire_at"), SOON - SECOND, 7) == SOON
