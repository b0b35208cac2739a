"""`make website`, running: the CMS with the demo's content, its worker, S3, PostgreSQL, and the website in front."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psutil
import requests
from standardwebhooks.webhooks import Webhook as Signer

from servers.keeper import prepare
from servers.process import KEEPER, free_ports
from tests.demo_process import ROOT, Demo

START_SECONDS = 400
PATIENCE = 120
"""Seconds after which what nobody promised a time for will not come any more."""
LAST_SECONDS = 8.5
"""The longest pause between two of the times at which a message makes its tags old, and a little."""
WEBSITE = ROOT / "examples" / "website"
NOTES = ROOT / "tests" / "website" / "asked.mjs"
CMS = ("cms.serve",)
WORKER = ("worker",)
SERVER = ("start", str(WEBSITE))
CONSOLE = """
import contextlib, io, json, sys, traceback
import django
django.setup()
for line in sys.stdin:
    said, fault = io.StringIO(), None
    try:
        with contextlib.redirect_stdout(said):
            exec(json.loads(line), {})
    except Exception:
        fault = traceback.format_exc()
    print(json.dumps([said.getvalue(), fault]), flush=True)
"""

TOLD = """
from cms.delivery.models import Log
from cms.delivery.webhooks.models import ALL_OF_IT, Delivery, Webhook
webhook = Webhook.objects.get()
waits = Delivery.objects.filter(state="waiting").exists()
print(not waits and (webhook.sequence, webhook.change) >= (Log.position(), ALL_OF_IT))
"""


@dataclass(frozen=True)
class Asked:
    """A request that the website sent to the CMS; ``operation`` is empty where it named no document of the website."""

    at: float
    building: bool
    """By the build, not by the server."""
    method: str
    has_body: bool
    query: Mapping[str, list[str]]
    operation: str
    variables: dict[str, Any]


@dataclass
class Chain:
    """Where everything is, and what can be done to it."""

    cms: str
    website: str
    folder: Path
    logins: dict[str, str]
    """User names (`editor`, `publisher`, `reviewer`…) and their passwords."""
    demo: Demo
    notes: Path
    keepers: list[psutil.Process] = field(default_factory=list)
    """Of servers that were killed: they sleep, or they would end the whole installation."""
    successors: list[psutil.Popen] = field(default_factory=list)
    consoles: list[subprocess.Popen[str]] = field(default_factory=list)

    def get(self, path: str) -> requests.Response:
        """What a visitor of the website gets, redirects not followed."""
        return requests.get(self.website + path, timeout=30, allow_redirects=False)

    def get_all(self, paths: list[str]) -> dict[str, requests.Response]:
        """What visitors get who come at the same time."""
        with ThreadPoolExecutor(4) as pool:
            return dict(zip(paths, pool.map(self.get, paths), strict=True))

    def paths(self) -> list[str]:
        """All pages, by the website's own sitemap."""
        found = re.findall("<loc>(.*?)</loc>", self.get("/sitemap.xml").text)
        return [url.removeprefix(self.website) for url in found]

    def process(self, *words: str) -> psutil.Process:
        """The process of the installation in whose command line the words stand, such as `cms.serve` or `worker`."""
        family = psutil.Process(self.demo.process.pid).children(recursive=True)
        found = [process for process in [*family, *self.successors] if set(words) <= set(words_of(process))]
        return [process for process in found if str(KEEPER) not in words_of(process)][-1]

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """What a management command says that runs with the CMS's own environment; `shell` takes code by stdin."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.process(*CMS).environ(),
            input=stdin,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def run(self, code: str) -> str:
        """What the code prints that runs with the CMS's own environment, in one process for all: that is quick."""
        if not self.consoles:
            self.consoles.append(
                subprocess.Popen(
                    [sys.executable, "-c", CONSOLE],
                    cwd=ROOT,
                    env=self.process(*CMS).environ(),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
        [console] = self.consoles
        assert console.stdin is not None
        assert console.stdout is not None
        console.stdin.write(json.dumps(code) + "\n")
        console.stdin.flush()
        said, fault = json.loads(console.stdout.readline())
        assert fault is None, fault
        return str(said)

    def asked(self, since: float = 0.0) -> list[Asked]:
        """What the website has asked the CMS since then (`time.time()`), its build included."""
        texts = json.loads((WEBSITE / "generated" / "persisted-documents.json").read_text())
        names = {key: re.findall(r"\bquery (\w+)", text)[0] for key, text in texts.items()}
        noted = (json.loads(line) for line in self.notes.read_text().splitlines())
        return [as_asked(each, names) for each in noted if each["at"] >= since and each["url"].startswith(self.cms)]

    def tell(self, *tags: str) -> int:
        """Tell the website, as the CMS does, that whatever has one of the tags is old; return its status."""
        body = json.dumps({"type": "content.updated", "data": {"path": None, "oldPath": None, "cacheTags": tags}})
        secret = self.process(*SERVER).environ()["WEBHOOK_SECRET"]
        now = datetime.now(UTC)
        headers = {
            "webhook-id": "msg_of_a_test",
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Signer(secret).sign("msg_of_a_test", now, body),
        }
        return requests.post(f"{self.website}/api/changes/", data=body, headers=headers, timeout=30).status_code

    def is_told(self) -> bool:
        """Whether the website has taken all messages of the CMS."""
        return self.run(TOLD) == "True\n"

    def settle(self) -> None:
        """Wait until nothing is about to become old: the website makes tags old until nine seconds after a message."""
        until(self.is_told)
        until(lambda: time.time() - self.made_old_at() > LAST_SECONDS)

    def made_old_at(self) -> float:
        """When the website has last noted that something is old (`time.time()`)."""
        notes = self.folder / "website" / "kept" / "old.tags.json"
        return notes.stat().st_mtime if notes.exists() else 0.0

    def keeps(self, words: str) -> bool:
        """Whether the words are in what the website keeps on the disk for when the CMS is away."""
        return any(words in file.read_text() for file in (self.folder / "website" / "kept").glob("*.json"))

    def kill(self, words: tuple[str, ...]) -> Callable[[], None]:
        """End a server at once, as a crash would; give what starts it again."""
        server = self.process(*words)
        while (above := server.parent()) is not None and words_of(above) == words_of(server):
            server = above
        command, environment, folder = server.cmdline(), server.environ(), server.cwd()
        keeper = server.parent()
        if server not in self.successors and keeper is not None:
            keeper.suspend()
            self.keepers.append(keeper)
        children = server.children(recursive=True)
        for process in (server, *children):
            process.kill()
        psutil.wait_procs(children, timeout=10)
        if server in self.successors:
            self.successors.remove(server)
            server.wait()
        log = (Path(folder) / "log").open("ab")

        def start() -> None:
            with log:
                ends_with_us = partial(prepare, signal.SIGTERM)
                started = psutil.Popen(
                    command, env=environment, cwd=folder, stdout=log, stderr=log, preexec_fn=ends_with_us
                )
            self.successors.append(started)

        return start

    @contextmanager
    def without_cms(self) -> Iterator[None]:
        """Kill the CMS, web server and worker, for as long as the block runs."""
        starts = [self.kill(words) for words in (CMS, WORKER)]
        try:
            yield
        finally:
            for start in starts:
                start()
            until(lambda: answers(f"{self.cms}/admin/login/"))

    @contextmanager
    def without_website(self) -> Iterator[None]:
        """Kill the website's server for as long as the block runs."""
        start = self.kill(SERVER)
        try:
            yield
        finally:
            start()
            until(lambda: answers(f"{self.website}/icon.svg"))

    def restart_website(self) -> None:
        """Kill the website's server and start it anew: nothing is left of its memory."""
        with self.without_website():
            pass

    def end(self) -> None:
        """Stop all."""
        for console in self.consoles:
            console.communicate()
        for keeper in self.keepers:
            keeper.resume()
        for successor in self.successors:
            for process in (*successor.children(recursive=True), successor):
                process.terminate()
            successor.wait()


def words_of(process: psutil.Process) -> list[str]:
    """The command line, empty for one that has ended."""
    try:
        return list(process.cmdline())
    except psutil.NoSuchProcess:
        return []


def as_asked(noted: dict[str, Any], names: dict[str, str]) -> Asked:
    query = parse_qs(urlsplit(noted["url"]).query)
    extensions = json.loads(query.get("extensions", ["{}"])[0])
    hash_ = extensions.get("persistedQuery", {}).get("sha256Hash", "")
    variables = json.loads(query.get("variables", ["{}"])[0])
    return Asked(noted["at"], noted["building"], noted["method"], noted["body"], query, names.get(hash_, ""), variables)


def answers(url: str) -> bool:
    """Whether somebody serves there."""
    try:
        return requests.get(url, timeout=10).ok
    except requests.ConnectionError:
        return False


def until(is_so: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Look until it is so; return how many seconds that took, and fail if it takes longer than was promised."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < seconds, f"not within {seconds:g} s"
        time.sleep(0.05)
    return time.monotonic() - begun


@contextmanager
def chain_running(folder: Path) -> Iterator[Chain]:
    """Start it in the folder; stop it wholly."""
    port, website_port = free_ports(2)
    notes = folder.parent / "asked.log"
    notes.touch()
    variables = {"NODE_OPTIONS": f"--import={NOTES}", "ASKED_LOG": str(notes), "WEBSITE_PORT": str(website_port)}
    demo = Demo(folder, port, "--website", **variables)
    try:
        demo.read_until("Try ", START_SECONDS)
        logins = dict(re.findall(r"^ {12}(\S+)  (\S+)", demo.text, re.MULTILINE))
        chain = Chain(f"http://localhost:{port}", f"http://localhost:{website_port}", folder, logins, demo, notes)
        try:
            yield chain
        finally:
            chain.end()
    finally:
        if demo.process.poll() is None:
            demo.process.terminate()
        demo.process.communicate()
