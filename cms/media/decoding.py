"""One picture at a time: a large one takes hundreds of megabytes while it is decoded, and threads share one memory."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_turn = threading.BoundedSemaphore(1)


# glibc's M_MMAP_THRESHOLD: blocks of this size or more go back to the system when they are freed. Left to itself glibc
# raises it to the size of a picture's blocks, and every thread keeps the memory of the last picture it decoded.
_MMAP_THRESHOLD, _BYTES = -3, 1024 * 1024
with suppress(AttributeError, OSError):  # another C library has no such setting
    ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _BYTES)


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
