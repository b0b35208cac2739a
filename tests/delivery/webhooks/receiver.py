"""A receiver of webhooks on loopback: it checks each signature, keeps what it takes, and misbehaves as told."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook as Signer

from cms.delivery.models import Webhook
from tests.serving import serving


@dataclass
class Message:
    """One message that was taken or refused."""

    id: str
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.body)["data"]
        return data

    def verified(self, secret: str) -> Any:
        """What it says; raises where the signature is not the secret's."""
        return Signer(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """The running server. ``answer`` is the status, or what to write to the connection in place of an answer."""

    port: int
    answer: int | Callable[[Handler, Message], int | None] = 200
    asked: list[Message] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)
    most_at_once: int = 0
    at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    closing: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def sequences(self) -> dict[tuple[str, str], list[int]]:
        """The sequence numbers of what was taken, by object, in the order in which it was."""
        found: dict[tuple[str, str], list[int]] = {}
        for message in self.taken:
            found.setdefault((message.data["type"], message.data["id"]), []).append(int(message.data["sequence"]))
        return found


class Handler(BaseHTTPRequestHandler):
    """One request."""

    receiver: Receiver

    def do_POST(self) -> None:
        receiver = self.receiver
        body = self.rfile.read(int(self.headers["Content-Length"]))
        message = Message(self.headers["webhook-id"], dict(self.headers), body)
        with receiver.lock:
            receiver.asked.append(message)
            receiver.at_once += 1
            receiver.most_at_once = max(receiver.most_at_once, receiver.at_once)
        receiver.arrived.release()
        try:
            self.reply(message)
        except OSError:
            self.close_connection = True
        finally:
            with receiver.lock:
                receiver.at_once -= 1

    def reply(self, message: Message) -> None:
        answer = self.receiver.answer
        status = answer(self, message) if callable(answer) else answer
        if status is None:
            self.close_connection = True
            return
        if 200 <= status < 300:
            with self.receiver.lock:
                self.receiver.taken.append(message)
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def receiver(answer: Any = 200, port: int = 0) -> Iterator[Receiver]:
    """Run a receiver."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler, bind_and_activate=False)
    server.daemon_threads = True
    server.allow_reuse_address = True
    server.request_queue_size = 64
    server.server_bind()
    server.server_activate()
    running = Receiver(server.server_address[1], answer)
    server.RequestHandlerClass = type("Handler", (Handler,), {"receiver": running})
    with serving(server):
        try:
            yield running
        finally:
            running.closing.set()


def silent(handler: Handler, _message: Message) -> None:
    """Take the message and never say a word."""
    handler.receiver.closing.wait(60)


def trickling(handler: Handler, _message: Message) -> None:
    """Begin an answer, and go on byte by byte for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK")
    while not handler.receiver.closing.wait(0.05):
        handler.wfile.write(b"x")


def endless(handler: Handler, _message: Message) -> None:
    """Answer with an error and a text that does not end."""
    handler.wfile.write(b"HTTP/1.1 500 Oh\r\nConnection: close\r\n\r\n")
    while not handler.receiver.closing.is_set():
        handler.wfile.write(b"<b>" + b"x" * 65_536)


def breaking_off(handler: Handler, _message: Message) -> None:
    """Close in the middle of the first line."""
    handler.wfile.write(b"HTTP/1.1 2")


def breaking_off_later(handler: Handler, message: Message) -> None:
    """Say that all is well, promise a long text, and close."""
    handler.receiver.taken.append(message)
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nfine")


def no_http(handler: Handler, _message: Message) -> None:
    """Answer in another protocol."""
    handler.wfile.write(b"220 mail.example ESMTP\r\n" * 3)


def reset(handler: Handler, _message: Message) -> None:
    """Slam the connection shut."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    handler.connection.close()


def pausing(status: int, retry_after: str) -> Callable[[Handler, Message], None]:
    """Ask to be left alone for a while."""

    def reply(handler: Handler, _message: Message) -> None:
        handler.send_response(status)
        handler.send_header("Retry-After", retry_after)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return reply


def redirecting(url: str) -> Callable[[Handler, Message], None]:
    """Answer that the message belongs elsewhere."""

    def reply(handler: Handler, _message: Message) -> None:
        handler.send_response(307)
        handler.send_header("Location", url)
        handler.end_headers()

    return reply


def register(url: str, **fields: Any) -> Webhook:
    """A webhook of the default site."""
    from wagtail.models import Site

    fields = {"name": "Website", "site": Site.objects.get(is_default_site=True), **fields}
    return Webhook.objects.create(url=url, **fields)
