"""The clinic that all tests of this folder read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from .clinic import Clinic, make_clinic


@pytest.fixture(scope="package")
def clinic(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[Clinic]:
    """The small clinic of ``clinic.py``, made once; tests change it within their own transaction only."""
    with lasting():
        yield make_clinic()
