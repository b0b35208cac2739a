"""The planted site that all tests of this folder read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from .world import World, build


@pytest.fixture(scope="package")
def world(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[World]:
    """The site of ``world.py``, made once; tests change it within their own transaction only."""
    with lasting():
        yield build()
