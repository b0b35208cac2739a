"""The demo as its users run it: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
# What the run of the tests says of itself, and settings.test beside it.
OF_THE_RUN = ("DATABASE_URL", "CACHE_URL", "DJANGO_", "S3_", "TEST_")


class Demo:
    """A demo of its own, in its own folder."""

    def __init__(
        self, folder: Path, port: int | str, *options: str, prefix: tuple[str, ...] = (), **environment: str
    ) -> None:
        self.port = port
        self.text = ""
        own = {name: value for name, value in os.environ.items() if not name.startswith(OF_THE_RUN)}
        self.process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "servers.demo", *options, str(folder)],
            cwd=ROOT,
            env={**own, **environment, "PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def read_until(self, words: str, seconds: float) -> None:
        """Read what it says until the words come; fail if they do not."""
        assert self.process.stdout is not None
        deadline = time.monotonic() + seconds
        while words not in self.text:
            left = deadline - time.monotonic()
            assert left > 0, self.text
            if select.select([self.process.stdout], [], [], left)[0]:
                read = os.read(self.process.stdout.fileno(), 65536).decode()
                assert read, self.text
                self.text += read

    def end(self, name: signal.Signals) -> tuple[int, list[int]]:
        """Send the signal; return its exit code and which of its processes still run soon after."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(name)
        self.text += self.process.communicate()[0].decode()
        _, alive = psutil.wait_procs(family, timeout=20)
        return self.process.returncode, [process.pid for process in alive]

    def run_to_end(self) -> tuple[int, str]:
        """Let it end by itself."""
        output = self.process.communicate(timeout=60)[0].decode()
        return self.process.returncode, output.strip()
