"""Serve the CMS with granian: `python -m cms.serve`, the same command in the demo and in production.

PORT (8000), HOST (every address), WEB_PROCESSES (1) and WEB_THREADS (4) come from the environment.
"""

import sys

from django.core.exceptions import ImproperlyConfigured
from granian.constants import Interfaces
from granian.server import Server

from settings.environment import env, number

TARGET = "cms.wsgi:application"


def main() -> None:
    """Serve until stopped. With one thread alone, a slow query would hold up all that the cache could answer."""
    try:
        server = configured()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    server.serve()


def configured() -> Server:
    """Return the server that the environment describes; ImproperlyConfigured names what is wrong there."""
    return Server(
        TARGET,
        address=env.str("HOST", default="0.0.0.0"),  # noqa: S104
        port=number("PORT", 8000, 1, 65_535),
        interface=Interfaces.WSGI,
        workers=number("WEB_PROCESSES", 1, 1, 64),
        blocking_threads=number("WEB_THREADS", 4, 1, 64),
        blocking_threads_idle_timeout=600,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )


if __name__ == "__main__":
    main()
