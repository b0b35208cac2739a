"""The planted site that all tests of this folder read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from cms.delivery.models import Change
from tests.api.changes.mutations import flush

from .world import World, build


@pytest.fixture(scope="package")
def world(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[World]:
    """The site of ``world.py``, made once; tests change it within their own transaction only."""
    with lasting():
        world = build()
        flush()
        Change.objects.all().delete()  # what was seen once is told to be gone, by its path
        world.image.title += ", once more"
        world.image.save()
        flush()
        yield world
