"""Serve the yardstick on PORT as `python -m cms.serve` serves the CMS: granian, one process of WEB_THREADS threads."""

import os

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server import Server

if __name__ == "__main__":
    Server(
        "bench.grapple_as_shipped.wsgi:application",
        address="127.0.0.1",
        port=int(os.environ["PORT"]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=int(os.environ["WEB_THREADS"]),
        blocking_threads_idle_timeout=600,
        websockets=False,
        # 32 who ask at once may wait for longer than the 30 s after which it hangs up.
        http1_settings=HTTP1Settings(header_read_timeout=300_000),
    ).serve()
