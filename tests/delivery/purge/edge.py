"""What gives pictures' files: a CDN that gives what it once got until it is told to forget it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cms.media.storage import IMMUTABLE
from tests.serving import serving


@dataclass
class Edge:
    """``kept`` holds the paths it has; ``told`` each purge: host and path, or the tags. ``refuses`` makes it refuse."""

    url: str = ""
    kept: set[str] = field(default_factory=set)
    told: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    refuses: bool = False
    missing: int = 404
    """What it answers for what it does not have."""

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")


@contextmanager
def edge() -> Iterator[Edge]:
    """Run one."""
    known = Edge()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            known.asked.append(self.path)
            self.answer(200 if self.path in known.kept else known.missing)

        def do_PURGE(self) -> None:
            if known.refuses:
                self.answer(403)
                return
            tags = self.headers.get("xkey-purge")
            known.told.append(("tags", tags) if tags else (self.headers["Host"], self.path))
            known.kept.discard(self.path)
            self.answer(200)

        def answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            if status == 200:
                self.send_header("Cache-Control", IMMUTABLE)
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_port}"
    with serving(server):
        yield known
