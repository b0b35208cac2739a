"""The load: the same requests again and again over connections that stay open, each answer looked at.

One process, one thread, which runs on another core than the server. An answer of another status or with another body
than expected ends the measuring.
"""

from __future__ import annotations

import itertools
import select
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

HOST = "127.0.0.1"
END = b"\r\n\r\n"
PATIENCE_SECONDS = 60.0


class WrongAnswerError(Exception):
    """The server answered something else than was expected."""


@dataclass(frozen=True)
class Exchange:
    """A request as it is sent, and the status and body that must come."""

    request: bytes
    status: bytes = b"200"
    body: bytes = b""


@dataclass
class Stream:
    """Requests that are sent in turn to one server over so many connections."""

    port: int
    exchanges: Iterable[Exchange]
    connections: int
    took: list[float] = field(default_factory=list)
    """How long each answer took, in seconds."""
    begun: float = 0.0
    ended: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.took) / (self.ended - self.begun)

    def within(self, part: float) -> float:
        """The milliseconds within which that part of the answers came."""
        return sorted(self.took)[min(int(len(self.took) * part), len(self.took) - 1)] * 1000


@dataclass
class Asking:
    """One connection: what it has been asked, since when, and what has come of the answer."""

    stream: Stream
    turns: Iterator[Exchange]
    connection: socket.socket
    exchange: Exchange = Exchange(b"")
    since: float = 0.0
    came: bytes = b""

    def ask(self, now: float) -> None:
        self.exchange = next(self.turns)
        self.connection.sendall(self.exchange.request)
        self.came, self.since = b"", now

    def answered(self) -> float | None:
        """When the answer had come wholly; None while it has not. WrongAnswerError where it is another."""
        came = self.connection.recv(262_144)
        if not came:
            raise WrongAnswerError(f"The connection was closed after {self.came[:200]!r}")
        if self.came:
            came = self.came + came
        if came.endswith(self.exchange.body or END) and came[9:12] == self.exchange.status:
            return time.perf_counter()
        if is_whole(came):
            raise WrongAnswerError(f"{self.exchange.request[:300]!r} was answered with {came[:500]!r}")
        self.came = came
        return None


def post(port: int, path: str, body: bytes) -> bytes:
    """A query sent by POST."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: application/json\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def get(port: int, path: str, header: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: application/json\r\n{header}\r\n".encode()


def answer_to(port: int, request: bytes) -> tuple[bytes, bytes, bytes]:
    """Status, head and body of one answer."""
    with socket.create_connection((HOST, port), timeout=60) as connection:
        connection.sendall(request)
        came = b""
        while not is_whole(came):
            part = connection.recv(262_144)
            if not part:
                raise WrongAnswerError(f"The connection was closed after {came[:200]!r}")
            came += part
    head, _, body = came.partition(END)
    return came[9:12], head, body


def is_whole(came: bytes) -> bool:
    """Whether an answer has come wholly, by the length that it tells; 304 has no body."""
    head, end, body = came.partition(END)
    if not end:
        return False
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
    return came[9:12] == b"304" or len(body) >= int(length)


def run(streams: list[Stream], seconds: float) -> float:
    """Ask all streams at the same time for so long, and wait for what has been asked by then.

    Returns the part of the time that this process was at work: near 1 it could not have asked for more.
    """
    poll, askings = select.epoll(), {}
    begun, work = time.perf_counter(), time.process_time()
    try:
        for stream in streams:
            stream.begun = begun
            turns = itertools.cycle(stream.exchanges) if isinstance(stream.exchanges, list) else iter(stream.exchanges)
            for _ in range(stream.connections):
                asking = Asking(stream, turns, socket.create_connection((HOST, stream.port)))
                asking.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                askings[asking.connection.fileno()] = asking
                poll.register(asking.connection.fileno(), select.EPOLLIN)
                asking.ask(time.perf_counter())
        exchange_until(poll, askings, begun + seconds)
    finally:
        for asking in askings.values():
            asking.connection.close()
        poll.close()
    return (time.process_time() - work) / (time.perf_counter() - begun)


def exchange_until(poll: select.epoll, askings: dict[int, Asking], until: float) -> None:
    """Take answers, and ask again if it is not over; return with the last answer."""
    waiting = len(askings)
    while waiting:
        events = poll.poll(PATIENCE_SECONDS)
        if not events:
            raise WrongAnswerError(f"Nothing was answered for {PATIENCE_SECONDS:g} s")
        for descriptor, _ in events:
            asking = askings[descriptor]
            now = asking.answered()
            if now is None:
                continue
            asking.stream.took.append(now - asking.since)
            if now < until:
                asking.ask(now)
            else:
                asking.stream.ended = now
                waiting -= 1
