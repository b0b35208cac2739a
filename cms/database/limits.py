"""The limits that hold inside a request: commands, tasks and migrations may take their time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

# After silence, further connections of this process fail at once for this long, so that a request that
# tries again, and those queued behind it, do not wait once more.
REST_SECONDS = 1.0

_in_request: ContextVar[bool] = ContextVar("in_request", default=False)


class RequestLimits(NamedTuple):
    """What OPTIONS["request_limits"] of a PostgreSQL entry holds."""

    wait_seconds: float = 2.0
    statement_timeout_ms: int = 3_000
    temp_file_limit_mb: int = 512


@contextmanager
def request() -> Iterator[None]:
    """Apply the limits to what is asked of the database inside."""
    token = _in_request.set(True)
    try:
        yield
    finally:
        _in_request.reset(token)


def in_request() -> bool:
    """Tell whether the limits hold here."""
    return _in_request.get()


class Silence:
    """Remembers that a server did not answer a moment ago."""

    def __init__(self) -> None:
        self._until = 0.0

    def noticed(self) -> None:
        """Start the rest."""
        self._until = time.monotonic() + REST_SECONDS

    def lasts(self) -> bool:
        """Tell whether the rest is still on."""
        return time.monotonic() < self._until
