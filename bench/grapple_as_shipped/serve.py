"""Serve the yardstick on PORT as `python -m cms.serve` serves the CMS: granian, one process, four threads."""

import os

from granian.constants import Interfaces
from granian.server import Server

if __name__ == "__main__":
    Server(
        "bench.grapple_as_shipped.wsgi:application",
        address="127.0.0.1",
        port=int(os.environ["PORT"]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        blocking_threads_idle_timeout=600,
        websockets=False,
    ).serve()
