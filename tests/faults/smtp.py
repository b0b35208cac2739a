"""A small SMTP server on loopback: it asks for a name and a password, and keeps the messages."""

from __future__ import annotations

import base64
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.serving import serving

USER, PASSWORD = "clinic@example.com", "p@ss/word"
CREDENTIALS = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()


class Mailbox(socketserver.ThreadingTCPServer):
    """The running server; ``messages`` holds what it took."""

    daemon_threads = True
    messages: list[EmailMessage]


class Session(socketserver.StreamRequestHandler):
    """One client's conversation."""

    server: Mailbox

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        signed_in = False
        self.say("220 loopback")
        for raw in self.rfile:
            verb, _, rest = raw.decode().strip().partition(" ")
            match verb.upper():
                case "EHLO":
                    self.say("250-loopback\r\n250 AUTH PLAIN")
                case "AUTH":
                    signed_in = rest == f"PLAIN {CREDENTIALS}"
                    self.say("235 welcome" if signed_in else "535 wrong name or password")
                case "MAIL" | "RCPT" | "RSET":
                    self.say("250 fine" if signed_in else "530 sign in first")
                case "DATA":
                    self.say("354 go on")
                    lines = iter(self.rfile.readline, b".\r\n")
                    text = b"".join(line[1:] if line.startswith(b"..") else line for line in lines)
                    self.server.messages.append(message_from_bytes(text, policy=policy.default))
                    self.say("250 taken")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("502 not known")


@contextmanager
def smtp_server() -> Iterator[Mailbox]:
    """Run the server."""
    server = Mailbox(("127.0.0.1", 0), Session)
    server.messages = []
    with serving(server):
        yield server
