"""Serve the CMS with granian: `python -m cms.serve`, the same command in the demo and in production.

PORT (8000), HOST (every address), WEB_PROCESSES (1) and WEB_THREADS (4) come from the environment.
"""

import os
import sys

from granian.constants import Interfaces
from granian.server import Server

TARGET = "cms.wsgi:application"


def number(variable: str, default: int, most: int) -> int:
    """Return a whole number from the environment; exits with one line when it is none."""
    value = os.environ.get(variable, "").strip() or str(default)
    if not value.isdecimal() or not 1 <= int(value) <= most:
        sys.exit(f"{variable} must be a whole number from 1 to {most}, not {value!r}.")
    return int(value)


def main() -> None:
    """Serve until stopped. With one thread alone, a slow query would hold up all that the cache could answer."""
    Server(
        TARGET,
        address=os.environ.get("HOST", "").strip() or "0.0.0.0",  # noqa: S104
        port=number("PORT", 8000, 65_535),
        interface=Interfaces.WSGI,
        workers=number("WEB_PROCESSES", 1, 64),
        blocking_threads=number("WEB_THREADS", 4, 64),
        blocking_threads_idle_timeout=600,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


if __name__ == "__main__":
    main()
