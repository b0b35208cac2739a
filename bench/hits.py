"""How fast what is kept is answered: `python -m bench.hits [address]`, http://localhost:8000.

Start a CMS with the demo's content first (`make demo`). The same query goes over 1, 8 and 32 connections that stay
open, for some seconds each; an answer of another status ends it. The load comes from this process, which has the other
core where there are two. Prints a table in Markdown.
"""

from __future__ import annotations

import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

LIST = "{ treatments(first: 20) { nodes { title slug summary kind } } }"
SECONDS = 5.0
END = b"\r\n\r\n"


@dataclass
class Asking:
    """One connection: what has come of its answer, and when it was asked for."""

    came: bytes = b""
    since: float = 0.0


@dataclass
class Measured:
    """How many answers came in how many seconds, and how long each took."""

    seconds: float = 0.0
    each: list[float] = field(default_factory=list)

    def row(self) -> str:
        """Answers a second, the median and the slowest in a hundred, in milliseconds."""
        took = sorted(self.each)
        middle, slow = took[len(took) // 2], took[int(len(took) * 0.99)]
        return f"{len(took) / self.seconds:,.0f} | {middle * 1000:.1f} ms | {slow * 1000:.1f} ms"


def main() -> None:
    """Measure and print."""
    address = urlsplit(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
    host, port = address.hostname or "localhost", address.port or 80
    plain = request(host, port)
    _, head = ask_once(host, port, plain)
    [etag] = [line[6:] for line in head.decode().splitlines() if line.lower().startswith("etag: ")]
    print("| connections | answers a second | median | 99 % within |")
    print("|---|---|---|---|")
    for connections in (1, 8, 32):
        print(f"| {connections} | {measure(host, port, plain, b'200', connections).row()} |", flush=True)
    known = request(host, port, f"If-None-Match: {etag}\r\n")
    print(f"| 32, the client has it (304) | {measure(host, port, known, b'304', 32).row()} |")


def request(host: str, port: int, header: str = "") -> bytes:
    path = f"/graphql/?query={quote(LIST)}"
    return f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: application/json\r\n{header}\r\n".encode()


def ask_once(host: str, port: int, asked: bytes) -> tuple[bytes, bytes]:
    """The status and the head of one answer."""
    with socket.create_connection((host, port)) as connection:
        connection.sendall(asked)
        came = b""
        while not is_whole(came):
            came += connection.recv(65_536)
    return came[9:12], came.partition(END)[0]


def is_whole(came: bytes) -> bool:
    """Whether an answer has come wholly, by the length that it tells; 304 has no body."""
    head, end, body = came.partition(END)
    if not end:
        return False
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
    return came[9:12] == b"304" or len(body) >= int(length)


def measure(host: str, port: int, asked: bytes, status: bytes, connections: int) -> Measured:
    """Ask over so many connections, each again as soon as it is answered."""
    measured, chosen = Measured(), selectors.DefaultSelector()
    begun = time.perf_counter()
    for _ in range(connections):
        connection = socket.create_connection((host, port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(asked)
        chosen.register(connection, selectors.EVENT_READ, Asking(since=time.perf_counter()))
    while (now := time.perf_counter()) - begun < SECONDS:
        for key, _ in chosen.select(timeout=1):
            asking: Asking = key.data
            asking.came += key.fileobj.recv(262_144)  # type: ignore[union-attr]
            if not is_whole(asking.came):
                continue
            if asking.came[9:12] != status:
                sys.exit(f"Answered with {asking.came[:200]!r}")
            measured.each.append(time.perf_counter() - asking.since)
            key.fileobj.sendall(asked)  # type: ignore[union-attr]
            asking.came, asking.since = b"", time.perf_counter()
    measured.seconds = now - begun
    for key in list(chosen.get_map().values()):
        key.fileobj.close()  # type: ignore[union-attr]
    return measured


if __name__ == "__main__":
    main()
