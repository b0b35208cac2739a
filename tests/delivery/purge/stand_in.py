"""A stand-in for Cloudflare's API, which no test can reach: strict about what its documentation asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.serving import serving

ZONE = "0123456789abcdef0123456789abcdef"
TOKEN = "a-token-of-the-zone"
HOST = "media.example.com"
MOST_TAGS = 100
MOST_FILES = 100
LONGEST_TAG = 1_024


@dataclass
class StandIn:
    """What it was asked, and what it answers next instead of what it should: status, headers, body."""

    url: str = ""
    purged: list[list[str]] = field(default_factory=list)
    forgotten: list[list[str]] = field(default_factory=list)
    """Files, by their addresses."""
    seen: list[str] = field(default_factory=list)
    instead: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def cloudflare() -> Iterator[StandIn]:
    known = StandIn()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            known.seen.append(self.path)
            status, headers, content = known.instead.pop() if known.instead else self.answered(body)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.do_POST()

        def answered(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
            status, error = fault(self, body)
            if error is None:
                [(what, names)] = json.loads(body).items()
                (known.forgotten if what == "files" else known.purged).append(names)
            return status, {"Content-Type": "application/json"}, said(error)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_port}/client/v4"
    with serving(server):
        yield known


def fault(request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, tuple[int, str] | None]:
    """The status, and what is wrong with a request."""
    if request.path != f"/client/v4/zones/{ZONE}/purge_cache" or request.command != "POST":
        return 404, (7003, "Could not route to the path")
    if request.headers.get("Authorization") != f"Bearer {TOKEN}":
        return 403, (10000, "Authentication error")
    if request.headers.get("Content-Type") != "application/json":
        return 400, (1012, "Request must contain JSON")
    asked = json.loads(body)
    if "files" in asked:
        return fault_of_files(asked)
    tags = asked.get("tags")
    if not isinstance(tags, list) or not 1 <= len(tags) <= MOST_TAGS:
        return 400, (1094, "Too many tags")
    if not all(re.fullmatch(r"[!-+\--~]+", tag) and len(tag) <= LONGEST_TAG for tag in tags):
        return 400, (1096, "Invalid tag")
    return 200, None


def fault_of_files(asked: dict[str, Any]) -> tuple[int, tuple[int, str] | None]:
    """What is wrong with a request by addresses."""
    files = asked["files"]
    if len(asked) != 1 or not isinstance(files, list) or not 1 <= len(files) <= MOST_FILES:
        return 400, (1094, "Too many files")
    if not all(file.startswith(f"https://{HOST}/") for file in files):
        return 400, (1012, "Not of this zone")
    return 200, None


def said(error: tuple[int, str] | None) -> bytes:
    """A body as the API's are."""
    errors = [] if error is None else [{"code": error[0], "message": error[1]}]
    result = {"id": ZONE} if error is None else None
    return json.dumps({"success": error is None, "errors": errors, "messages": [], "result": result}).encode()
