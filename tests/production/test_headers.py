"""Headers that cannot be read, sent to the server that production runs: refused, in JSON where HTTP lets it through."""

from __future__ import annotations

import http.client
import json
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from servers.process import HOST, free_ports, running

pytestmark = pytest.mark.once

QUERY = b'{"query": "{ __typename }"}'
UNREADABLE = "application/json;x*=foo''%41"
NEITHER = (
    "The answer comes as application/graphql-response+json or application/json; `Accept` allows neither. "
    "Name one of them."
)
NO_SUCH_HOST = "There is no content API under this host name. Ask under a name of its own."


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A web server without a database: nothing here asks for content."""
    [port] = free_ports(1)
    environment = {
        **{name: value for name, value in os.environ.items() if name == "PATH"},
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "DJANGO_SETTINGS_MODULE": "settings.production",
        "SECRET_KEY": "a-secret-of-this-test-run-that-is-long-enough",
        "ALLOWED_HOSTS": "localhost",
        "CMS_BASE_URL": "http://localhost",
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "cms@example.com",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "S3_BUCKET": "none", "S3_ENDPOINT_URL": "http://127.0.0.1:1", "S3_PUBLIC_URL": "http://127.0.0.1:1",
        "S3_ACCESS_KEY_ID": "none", "S3_SECRET_ACCESS_KEY": "none",
        "HOST": HOST,
        "PORT": str(port),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        with running(
            "The web server",
            [sys.executable, "-m", "cms.serve"],
            folder=Path(folder),
            environment=environment,
            ready=lambda: listens(port),
        ):
            yield port


def listens(port: int) -> bool:
    try:
        return requests.get(f"http://{HOST}:{port}/health/live/", headers={"Host": "localhost"}, timeout=5).ok
    except requests.ConnectionError:
        return False


def answered(port: int, *headers: str, ends: bool = False) -> tuple[int, str]:
    """Send a query with exactly these headers, and with ``ends`` hang up behind it; the status and the whole text."""
    head = "\r\n".join(("POST /graphql/ HTTP/1.1", *headers, "Connection: close", "", ""))
    with socket.create_connection((HOST, port), timeout=20) as connection:
        connection.sendall(head.encode("latin-1") + QUERY)
        if ends:
            connection.shutdown(socket.SHUT_WR)
        response = http.client.HTTPResponse(connection, method="POST")
        try:
            response.begin()
        except (ConnectionError, http.client.BadStatusLine):
            return 0, ""
        return response.status, response.read().decode()


HOST_LINE, TYPE = "Host: localhost", "Content-Type: application/json"
LENGTH = f"Content-Length: {len(QUERY)}"


@pytest.mark.parametrize(
    ("headers", "status", "message"),
    [
        ((HOST_LINE, f"Content-Type: {UNREADABLE}", LENGTH), 415,
         'The `Content-Type` is "application/x-unreadable". Send the request as application/json.'),
        ((HOST_LINE, "Content-Type: \xff\xfe", LENGTH), 415,  # the server passes on headers in ASCII alone
         "There is no `Content-Type`. Send the request as application/json."),
        ((HOST_LINE, "Content-Type: application/json;charset*=x''%41", LENGTH), 415,
         'The `Content-Type` is "application/x-unreadable". Send the request as application/json.'),
        ((HOST_LINE, TYPE, LENGTH, f"Accept: {UNREADABLE}"), 406, NEITHER),
        ((HOST_LINE, TYPE, "Content-Length: 5"), 400,
         "The request body is not valid JSON in UTF-8: see line 1, column 6."),
        (("Host: evil.example", TYPE, LENGTH), 400, NO_SUCH_HOST),
        (("Host: a b", TYPE, LENGTH), 400, NO_SUCH_HOST),
        (("Host: [::", TYPE, LENGTH), 400, NO_SUCH_HOST),
        (("Host: localhost:x", TYPE, LENGTH), 400, NO_SUCH_HOST),
        (("Host: \xff", TYPE, LENGTH), 400, NO_SUCH_HOST),
        (("Host:", TYPE, LENGTH), 400, NO_SUCH_HOST),
    ],
)  # fmt: skip
def test_a_header_that_cannot_be_read_is_refused_in_json(
    port: int, headers: tuple[str, ...], status: int, message: str
) -> None:
    found, text = answered(port, *headers)
    assert (found, json.loads(text)) == (
        status,
        {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]},
    )


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 2²",),
        ("Content-Length: " + "9" * 5_000,),
        ("Content-Length: -1",),
        ("Content-Length: 1", "Content-Length: 2"),
        ("Transfer-Encoding: nothing",),
        ("Transfer-Encoding: gzip, chunked, gzip",),
    ],
)
def test_a_length_that_is_none_is_refused_by_the_server_itself(port: int, headers: tuple[str, ...]) -> None:
    assert answered(port, HOST_LINE, TYPE, *headers) == (400, "")


def test_a_body_that_ends_before_its_length_is_refused_and_holds_nobody_up(port: int) -> None:
    """Where the server still reaches the client: it may have given the connection up."""
    status, _ = answered(port, HOST_LINE, TYPE, f"Content-Length: {len(QUERY) + 50}", ends=True)
    assert status in {0, 400}
    assert answered(port, HOST_LINE, TYPE, LENGTH) == (200, '{"data":{"__typename":"Query"}}')
