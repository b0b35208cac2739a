"""A provider of videos on loopback: real TLS, oEmbed, and every way to answer badly."""

from __future__ import annotations

import json
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.serving import serving

PLAYER = "https://player.tube.example/embed/7?h=abc"


def video(**changes: Any) -> dict[str, Any]:
    """A good answer."""
    frame = f'<iframe width="200" height="113" src="{PLAYER}" onload="alert(1)"></iframe><script>alert(2)</script>'
    return {"type": "video", "title": "A peel", "width": 1280, "height": 720, "html": frame, **changes}


def framed(source: str) -> str:
    return f'<iframe src="{source}"></iframe>'


# By the number of the video asked for: the status, then the body (text, or what becomes JSON).
ANSWERS: dict[str, tuple[int, Any]] = {
    "1": (200, video()),
    "2": (200, video(title='"><script>alert(3)</script>', width="100%", thumbnail_url="javascript:alert(4)")),
    "10": (404, "Not Found"),
    "11": (401, "Unauthorized"),
    "12": (503, "Busy"),
    "13": (200, "<html>not JSON"),
    "14": (200, [1, 2]),
    "15": (200, video(html=framed("https://elsewhere.example/embed/7"))),
    "16": (200, video(html=framed("javascript:alert(5)"))),
    "17": (200, video(html=framed("https://player.tube.example@elsewhere.example/7"))),
    "18": (200, video(html=framed("https://player.tube.example:8443/7"))),
    "19": (200, video(html="<script src=https://elsewhere.example/x.js></script>")),
    "20": (200, video(html=None)),
    "21": (200, "x" * 300_000),
    "22": (200, video(html=framed("https://[bad"))),
    "30": (302, "http://127.0.0.1:1/metadata"),
}


class Tube:
    """The running provider; ``asked`` holds the videos it was asked about."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked: list[str] = []

    def setting(self, port: int | None = None) -> dict[str, Any]:
        """EMBED_PROVIDERS with this provider alone."""
        return {
            "Tube": {
                "endpoint": f"https://127.0.0.1:{port or self.port}/oembed",
                "addresses": [r"https://tube\.example/\d+"],
                "example": "https://tube.example/…",
                "player": "player.tube.example",
                "served_from": "quiet.tube.example",
                "parameters": {"dnt": "1"},
            }
        }


def make_certificate(folder: Path, subject: str) -> tuple[Path, Path]:
    """Sign a certificate for ``subject`` with a key of its own; both lie in the folder."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=tube"),
            *("-addext", f"subjectAltName={subject}"),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


@contextmanager
def tube(folder: Path) -> Iterator[Tube]:
    """Run the provider; ``folder`` gets its certificate, ``certificate.pem``."""
    certificate, key = make_certificate(folder, "IP:127.0.0.1")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number = parse_qs(urlsplit(self.path).query)["url"][0].rpartition("/")[2]
            provider.asked.append(number)
            if number == "31":
                return self.trickle()
            status, body = ANSWERS[number]
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            if status == 302:
                self.send_header("Location", body)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            return None

        def trickle(self) -> None:
            """A byte now and then, each in time by itself."""
            self.send_response(200)
            self.end_headers()
            for _ in range(40):
                try:
                    self.wfile.write(b" ")
                except OSError:
                    return
                time.sleep(0.1)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda request, address: None  # type: ignore[method-assign, assignment]
    provider = Tube(server.server_address[1])
    with serving(server):
        yield provider
