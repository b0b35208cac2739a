"""Where nothing is sent: whatever is not a public address, however it is written and whatever a name server says."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from cms.delivery.webhooks import sending, targets
from cms.delivery.webhooks.sending import Answer, post
from cms.delivery.webhooks.targets import Target, TargetError, check, is_public, parse
from tests.delivery.webhooks.receiver import receiver
from tests.faults.provider import make_certificate

pytestmark = pytest.mark.once

REFUSED = (
    "is in a private or reserved network, where nothing is sent. Use a public address, or have it added to "
    "WEBHOOK_ALLOWED_HOSTS."
)
ODD = "Write an IP address as four decimal numbers, such as 192.0.2.1."
NO_HOST = "The host name is not one. Write it such as www.example.com."


@pytest.fixture(autouse=True)
def nothing_allowed(settings: Any) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = []


NOT_PUBLIC = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "100.100.100.200",
    "::",
    "::1",
    "::7f00:1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::1",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))
    shown = str(ip_address(address))
    with pytest.raises(TargetError) as error:
        check(f"https://{f'[{address}]' if ':' in address else address}/hook")
    assert str(error.value) == f"{shown} {REFUSED}"


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"]
)
def test_an_address_that_is_public(address: str) -> None:
    assert is_public(ip_address(address))
    check(f"https://{f'[{address}]' if ':' in address else address}/hook")


@pytest.mark.parametrize(
    "host",
    [
        "0x7f.1", "0x7f000001", "2130706433", "017700000001", "127.1",
        "127.0.1", "0177.0.0.1", "127.0.0.01", "0", "1.2.3.4.5", "a.0x7f", "127.0.0.1..",
    ],
)  # fmt: skip
def test_odd_ways_to_write_an_address(host: str) -> None:
    with pytest.raises(TargetError) as error:
        check(f"https://{host}/")
    assert str(error.value) in (ODD, NO_HOST)


@pytest.mark.parametrize("host", ["127.0.0.1.", "１２７.0.0.1", "127。0。0。1", "①②⑦.0.0.1", "LOCALHOST", "localhost."])
def test_other_signs_for_the_same_host(host: str) -> None:
    with pytest.raises(TargetError, match="is in a private or reserved network"):
        check(f"https://{host}/")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "The address must begin with https:// and a host name."),
        ("www.example.com/hook", "The address must begin with https:// and a host name."),
        ("ftp://8.8.8.8/", "The address must begin with https:// and a host name."),
        ("file:///etc/passwd", "The address must begin with https:// and a host name."),
        ("gopher://8.8.8.8/", "The address must begin with https:// and a host name."),
        ("https:///hook", "The address must begin with https:// and a host name."),
        ("http://8.8.8.8/hook", "The address must begin with https://."),
        ("https://user:word@8.8.8.8/", "The address must hold no user and no password: receivers check the signature."),
        ("https://8.8.8.8@127.0.0.1/", "The address must hold no user and no password: receivers check the signature."),
        ("https://@8.8.8.8/", "The address must hold no user and no password: receivers check the signature."),
        ("https://8.8.8.8\\@127.0.0.1/", "The address must hold no space and no backslash."),
        ("https://8.8.8.8/ HTTP/1.1\r\nX: y", "The address must hold no space and no backslash."),
        ("https://8.8.8.8/\x00", "The address must hold no space and no backslash."),
        ("https://8.8.8.8/hook#@127.0.0.1", "The address must hold no # and nothing behind it, for that is not sent."),
        ("https://8.8.8.8:0/", "The port must be a number from 1 to 65535."),
        ("https://8.8.8.8:65536/", "This is no address such as https://www.example.com/hooks."),
        ("https://8.8.8.8:http/", "This is no address such as https://www.example.com/hooks."),
        ("https://[8.8.8.8]/", "This is no address such as https://www.example.com/hooks."),
        ("https://[fe80::1%25eth0]/", "The IP address in brackets is not one."),
        ("https://8.8.8.8:25/", "The port 25 is another service's. Use 443 or one from 1024 on."),
        ("https://8.8.8.8:80/", "The port 80 is another service's. Use 443 or one from 1024 on."),
        ("https://ex%61mple.com/", NO_HOST),
        ("https://-a.example/", NO_HOST),
        ("https://a..example/", NO_HOST),
        ("https://\ud800.example/", NO_HOST),
        (f"https://{'a' * 64}.example/", NO_HOST),
        ("https://nobody.invalid/", "The name nobody.invalid is not found. Check how it is written."),
    ],
)
def test_an_address_that_is_refused_says_what_to_do(url: str, said: str) -> None:
    with pytest.raises(TargetError) as error:
        check(url)
    assert str(error.value) == said


def test_an_address_as_it_is_asked_for() -> None:
    assert parse("https://BÜCHER.example:8443/a b".replace(" ", "ü") + "?q=ö&r=%20") == Target(
        "https", "xn--bcher-kva.example", 8443, "/a%C3%BCb?q=%C3%B6&r=%20"
    )
    urls = ("https://a.example", "https://[2606:4700::1]:444/", "http://a.example:80")
    assert [parse(url).authority for url in urls] == ["a.example", "[2606:4700::1]:444", "a.example"]


@pytest.mark.parametrize(
    ("entries", "url", "is_allowed"),
    [
        (["127.0.0.0/8"], "http://127.0.0.1:80/", True),
        (["127.0.0.0/8"], "http://localhost:3000/", True),
        (["127.0.0.0/8"], "https://10.0.0.1/", False),
        (["localhost"], "http://localhost:3000/", True),
        (["localhost"], "http://127.0.0.1:3000/", False),
        (["localhost:3000"], "http://LOCALHOST:3000/", True),
        (["localhost:3000"], "http://localhost:3001/", False),
        (["127.0.0.1:3000"], "http://127.0.0.1:3000/", True),
        (["::1/128"], "http://[::1]/", True),
        (["0.0.0.0/0"], "http://[::1]/", False),
    ],
)
def test_what_an_operator_allows(settings: Any, entries: list[str], url: str, is_allowed: bool) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = entries
    if is_allowed:
        check(url)
    else:
        with pytest.raises(TargetError):
            check(url)


Resolver = Callable[..., list[Any]]


def answers(*ips: str) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ips]


def test_a_name_that_has_moved_since_it_was_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server of an attacker answers as is fit when the address is saved, and otherwise when it is sent to."""
    given = iter([answers("8.8.8.8"), answers("127.0.0.1")])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: next(given))
    with receiver() as there:
        check(f"https://rebinding.example:{there.port}/")
        came = post(f"https://rebinding.example:{there.port}/", {}, b"{}")
    assert (came, there.asked) == (Answer(f"rebinding.example {REFUSED}"), [])


def test_the_address_that_was_checked_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is looked up once: a second answer could be another one. Of several addresses the public ones count."""
    asked: list[str] = []
    connected: list[tuple[str, int]] = []

    def look_up(host: str, *_args: Any, **_kwargs: Any) -> list[Any]:
        asked.append(host)
        return answers("127.0.0.1", "8.8.8.8", "10.0.0.1", "1.1.1.1") if len(asked) == 1 else answers("127.0.0.1")

    def connect(ip: str, port: int, _seconds: float) -> socket.socket:
        connected.append((ip, port))
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(sending, "connected_to", connect)
    assert post("https://many.example/", {}, b"{}") == Answer("It cannot be reached: Connection refused.")
    assert (asked, connected) == (["many.example"], [("8.8.8.8", 443), ("1.1.1.1", 443)])


def test_a_name_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: over.wait(20) and [])
    monkeypatch.setattr(targets, "LOOK_UP_SECONDS", 0.1)
    monkeypatch.setattr(sending, "SECONDS", 0.1)
    began = time.monotonic()
    with pytest.raises(TargetError, match="could not be looked up in time"):
        check("https://slow.example/")
    assert post("https://slow.example/", {}, b"{}") == Answer("It did not answer within 0.1 seconds.")
    over.set()
    assert time.monotonic() - began < 10


@contextmanager
def over_tls(folder: Path) -> Iterator[tuple[int, list[str | None]]]:
    """A receiver whose certificate is for ``hook.example``; gives its port, and collects the names asked for."""
    certificate, key = make_certificate(folder, "DNS:hook.example")
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda _socket, name, _context: names.append(name)

    def serve(server: socket.socket) -> None:
        while True:
            try:
                accepted, _ = server.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(accepted, server_side=True) as connection:
                    text = ""
                    # What is left unread has the system break the connection.
                    while not text.endswith("{}") and (part := connection.recv(65_536)):
                        text += part.decode()
                    names.extend(line for line in text.splitlines() if line[:5] == "Host:")
                    connection.sendall(b"HTTP/1.1 204 Fine\r\n\r\n")
            except OSError:
                accepted.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=[server], daemon=True)
        thread.start()
        yield server.getsockname()[1], names
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_the_certificate_must_be_for_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.0/8"]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: answers("127.0.0.1"))
    with over_tls(tmp_path) as (port, names):
        unknown = post(f"https://hook.example:{port}/", {}, b"{}")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        right = post(f"https://hook.example:{port}/", {}, b"{}")
        wrong = post(f"https://other.example:{port}/", {}, b"{}")
    assert unknown.reason == "Its certificate is not valid: self-signed certificate."
    assert right == Answer("", 204)
    assert wrong.reason == (
        "Its certificate is not valid: Hostname mismatch, certificate is not valid for 'other.example'.."
    )
    assert names == ["hook.example", "hook.example", f"Host: hook.example:{port}", "other.example"]
