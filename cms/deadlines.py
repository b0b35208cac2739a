"""Work with others that may never answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, work: Callable[[], T], name: str) -> T:
    """Give what ``work`` gives; TimeoutError once the time is over, name look-up and slow bytes included.

    The thread of that ``name`` that does the work is not ended then: let it hold what ends by itself.
    """
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except Exception as error:  # noqa: BLE001
            done.set_exception(error)

    threading.Thread(target=run, daemon=True, name=name).start()
    return done.result(timeout=seconds)
