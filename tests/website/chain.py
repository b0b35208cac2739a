"""`make website`, running: the CMS with the demo's content, its worker, S3, PostgreSQL, and the website in front."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import requests

from servers.process import free_ports
from tests.demo_process import ROOT, Demo

START_SECONDS = 400


@dataclass(frozen=True)
class Chain:
    """Where everything is."""

    cms: str
    website: str
    folder: Path
    logins: dict[str, str]
    """User names (`editor`, `publisher`, `reviewer`…) and their passwords."""
    demo: Demo

    def get(self, path: str) -> requests.Response:
        """What a visitor of the website gets, redirects not followed."""
        return requests.get(self.website + path, timeout=30, allow_redirects=False)

    def process(self, *words: str) -> psutil.Process:
        """The process of the installation in whose command line the words stand, such as `cms.serve` or `worker`."""
        family = psutil.Process(self.demo.process.pid).children(recursive=True)
        found = [process for process in family if set(words) <= set(process.cmdline())]
        return found[-1]  # behind the one that keeps it

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """What a management command says that runs with the CMS's own environment; `shell` takes code by stdin."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.process("cms.serve").environ(),
            input=stdin,
            capture_output=True,
            text=True,
            check=True,
        ).stdout


@contextmanager
def chain_running(folder: Path) -> Iterator[Chain]:
    """Start it in the folder; stop it wholly."""
    port, website_port = free_ports(2)
    demo = Demo(folder, port, "--website", WEBSITE_PORT=str(website_port))
    try:
        demo.read_until("Try ", START_SECONDS)
        logins = dict(re.findall(r"^ {12}(\S+)  (\S+)", demo.text, re.MULTILINE))
        yield Chain(f"http://localhost:{port}", f"http://localhost:{website_port}", folder, logins, demo)
    finally:
        if demo.process.poll() is None:
            demo.process.terminate()
        demo.process.communicate()
