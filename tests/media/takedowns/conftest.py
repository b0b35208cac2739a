"""A picture to take down, and what stands before the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from cms.admin.taking_down import references_to
from cms.delivery.purge import configured
from cms.delivery.purge.purger import AGAIN_AFTER, Purger
from cms.media.models import MediaImage, Takedown
from cms.media.takedowns import take_down
from tests.api.changes.mutations import end_transaction
from tests.delivery.purge.edge import Edge, edge
from tests.factories import UserFactory
from tests.media.storage.conftest import bucket, gate  # noqa: F401 - fixtures

Clock = time_machine.Traveller
TakeDown = Callable[..., Takedown]


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The time stands still until it is moved."""
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def cdn() -> Iterator[Edge]:
    """A CDN."""
    with edge() as running:
        yield running


@pytest.fixture
def purge_by(settings: Any) -> Callable[[Edge], None]:
    """Give a function that makes the CMS purge a CDN, which knows all that was before."""

    def configure(running: Edge) -> None:
        settings.CDN_PURGE = {"urls": [running.url], "secret": "s"}
        purge()
        running.told.clear()

    return configure


def purge() -> None:
    """What the worker's clock for each cache does, twice, with the time between."""
    for cache in configured.caches():
        purger = Purger(cache)
        with time_machine.travel(timezone.now(), tick=False) as traveller:
            for _ in range(2):
                purger.run()
                traveller.shift(AGAIN_AFTER)


@pytest.fixture
def remove() -> TakeDown:
    """Give a function that takes a picture down as its button does."""

    def take(image: MediaImage, reason: str = "Consent withdrawn") -> Takedown:
        takedown = take_down(image.pk, UserFactory(first_name="Ada", last_name="Larch"), reason, references_to)
        end_transaction()
        return takedown

    return take
