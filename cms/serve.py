"""Serve the CMS with granian: `python -m cms.serve`, the same command in the demo and in production.

PORT (8000), HOST (every address), WEB_PROCESSES (1) and WEB_THREADS (6) come from the environment.
"""

import sys

from django.core.exceptions import ImproperlyConfigured
from granian.constants import Interfaces
from granian.server import Server

from settings.environment import env, number

TARGET = "cms.wsgi:application"


def main() -> None:
    """Serve until stopped. Several threads, for a slow query holds up what the cache could answer in the same one."""
    try:
        port = number("PORT", 8000, 1, 65_535)
        processes = number("WEB_PROCESSES", 1, 1, 64)
        threads = number("WEB_THREADS", 6, 1, 64)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    Server(
        TARGET,
        address=env.str("HOST", default="0.0.0.0"),  # noqa: S104
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        blocking_threads_idle_timeout=600,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


if __name__ == "__main__":
    main()
