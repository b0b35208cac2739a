"""Sending one message: to the very address that was checked, within a deadline, whatever the receiver does.

Redirects are not followed and proxies of the environment not used. As soon as a receiver has said how it took the
message, that holds; at most the beginning of what else it says is read, for the log.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from cms.deadlines import within
from cms.delivery import pauses

from .targets import Target, TargetError, addresses, parse

SECONDS = 10.0
CONNECT_SECONDS = 5.0
ANSWER_BYTES = 2048
GONE = 410


@dataclass(frozen=True)
class Answer:
    """What came of sending a message: ``reason`` says why it is not delivered, and is empty where it is.

    ``pause`` is how many seconds the receiver asks to be left alone.
    """

    reason: str = ""
    status: int | None = None
    excerpt: str = ""
    pause: float = 0.0

    @property
    def is_delivered(self) -> bool:
        return not self.reason


@dataclass
class Exchange:
    """One attempt under way, as far as it has come."""

    target: Target
    deadline: float
    status: int | None = None
    pause: float = 0.0
    body: bytearray = field(default_factory=bytearray)
    socket: socket.socket | None = None

    def answer(self, reason: str) -> Answer:
        """What is known; ``reason`` counts where the receiver has not said how it took the message."""
        status = self.status  # the attempt may still be under way
        text = self.body.decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")
        return Answer(reason if status is None else reason_of(status), status, text, self.pause)

    def remaining(self) -> float:
        """Seconds to the deadline; TimeoutError behind it."""
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds

    def hang_up(self) -> None:
        """End the attempt: whoever waits for a byte wakes up."""
        if self.socket is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)


class PinnedConnection(http.client.HTTPConnection):
    """A connection to one of the addresses that were checked, with TLS for the name it was asked for."""

    def __init__(self, exchange: Exchange, ips: list[str]) -> None:
        super().__init__(exchange.target.host, exchange.target.port)
        self.exchange = exchange
        self.ips = ips

    def connect(self) -> None:
        """Connect to the first address that answers."""
        self.sock = self.exchange.socket = self.connected()
        if self.exchange.target.scheme == "https":
            self.sock.settimeout(self.exchange.remaining())
            context = ssl.create_default_context()
            self.sock = self.exchange.socket = context.wrap_socket(self.sock, server_hostname=self.host)
        self.sock.settimeout(self.exchange.remaining())

    def connected(self) -> socket.socket:
        fault: OSError = ConnectionError("no address")
        for ip in self.ips:
            try:
                seconds = min(CONNECT_SECONDS, self.exchange.remaining())
                return connected_to(ip, self.port, seconds)
            except OSError as error:
                fault = error
        raise fault


def connected_to(ip: str, port: int, seconds: float) -> socket.socket:
    """Connect to an IP address; nothing is looked up again."""
    made = socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.settimeout(seconds)
        made.connect((ip, port))
    except BaseException:
        made.close()
        raise
    return made


def post(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Send a message; takes at most ``SECONDS`` and raises nothing that a receiver is at fault for."""
    try:
        exchange = Exchange(parse(url), time.monotonic() + SECONDS)
    except TargetError as error:
        return Answer(str(error))
    try:
        within(SECONDS, lambda: run(exchange, headers, body), name="webhook-exchange")
    except TargetError as error:
        return exchange.answer(str(error))
    except TimeoutError:
        return exchange.answer(f"It did not answer within {SECONDS:g} seconds.")
    except ssl.SSLCertVerificationError as error:
        return exchange.answer(f"Its certificate is not valid: {error.verify_message}.")
    except ssl.SSLError as error:
        return exchange.answer(f"It does not speak TLS as it should: {error.reason or 'the connection broke'}.")
    except OSError as error:
        return exchange.answer(f"It cannot be reached: {error.strerror or 'the connection broke'}.")
    except (http.client.HTTPException, ValueError):
        return exchange.answer("It does not answer in valid HTTP.")
    finally:
        exchange.hang_up()
    return exchange.answer("")


def run(exchange: Exchange, headers: Mapping[str, str], body: bytes) -> None:
    """Look the name up, connect, send, and note what comes back as it comes."""
    connection = PinnedConnection(exchange, addresses(exchange.target))
    try:
        connection.request("POST", exchange.target.path, body, {**headers, "Host": exchange.target.authority})
        response = connection.getresponse()
        if response.status in pauses.BUSY:
            exchange.pause = pauses.seconds(response.getheader("Retry-After", ""))
        exchange.status = response.status
        while len(exchange.body) < ANSWER_BYTES and (chunk := response.read1(ANSWER_BYTES - len(exchange.body))):
            exchange.body += chunk
    finally:
        connection.close()


def reason_of(status: int) -> str:
    """Why a message answered with ``status`` is not delivered."""
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"It answered with a redirect ({status}), which is not followed. Register the address it leads to."
    if status == GONE:
        return "It answered that it is gone for good (410)."
    return f"It answered with an error ({status})."
