"""One picture at a time: a large one takes hundreds of megabytes while it is decoded, and threads share one memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_turn = threading.BoundedSemaphore(1)


class BusyError(Exception):
    """Other pictures were being decoded for as long as one could wait."""


@contextmanager
def decoding(wait: float) -> Iterator[None]:
    """Have this process's turn to decode a picture; `BusyError` after ``wait`` seconds without it."""
    if not _turn.acquire(timeout=wait):
        raise BusyError
    try:
        yield
    finally:
        _turn.release()
