"""Buckets of a test's own on the real S3 server, and a gate before it that refuses what a test says."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.utils import timezone

from cms.media import comparison
from tests.serving import serving

Check = Callable[..., tuple[str, str]]
AGREE = "Store and database agree.\n"


@dataclass
class Bucket:
    """A bucket, the client of its owner, and the variables that make the CMS use it."""

    name: str
    client: Any
    environment: dict[str, str]

    def keep_versions(self) -> None:
        self.client.put_bucket_versioning(Bucket=self.name, VersioningConfiguration={"Status": "Enabled"})

    def put(self, key: str, body: bytes = b"x") -> None:
        self.client.put_object(Bucket=self.name, Key=key, Body=body)

    def delete(self, key: str) -> None:
        self.client.delete_object(Bucket=self.name, Key=key)

    def head(self, key: str) -> dict[str, Any]:
        return dict(self.client.head_object(Bucket=self.name, Key=key))

    def keys(self) -> list[str]:
        """The current objects."""
        return [entry["Key"] for entry in self.client.list_objects_v2(Bucket=self.name).get("Contents", ())]

    def everything(self) -> list[str]:
        """The keys of all versions and delete markers."""
        page = self.client.list_object_versions(Bucket=self.name)
        return sorted(entry["Key"] for what in ("Versions", "DeleteMarkers") for entry in page.get(what, ()))

    def unfinished(self) -> list[str]:
        """The keys of uploads in parts that are under way."""
        page = self.client.list_multipart_uploads(Bucket=self.name)
        return [entry["Key"] for entry in page.get("Uploads", ())]


@pytest.fixture
def bucket(
    s3_environment: dict[str, str], use_store: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bucket]:
    """Keep files in a bucket of the test's own."""
    monkeypatch.setenv("S3_PUBLIC_PREFIX", "public")
    monkeypatch.setenv("S3_PRIVATE_PREFIX", "private")
    client = boto3.client(
        "s3",
        endpoint_url=s3_environment["S3_ENDPOINT_URL"],
        region_name=s3_environment["S3_REGION"],
        aws_access_key_id=s3_environment["S3_ACCESS_KEY_ID"],
        aws_secret_access_key=s3_environment["S3_SECRET_ACCESS_KEY"],
        config=Config(s3={"addressing_style": "path"}),
    )
    name = f"test-{uuid.uuid4().hex[:12]}"
    client.create_bucket(Bucket=name)
    mine = Bucket(name, client, s3_environment | {"S3_BUCKET": name})
    use_store(mine.environment)
    yield mine
    page = client.list_object_versions(Bucket=name)
    for entry in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
        client.delete_object(Bucket=name, Key=entry["Key"], VersionId=entry["VersionId"])
    client.delete_bucket(Bucket=name)


@pytest.fixture(params=["local", pytest.param("s3", marks=pytest.mark.s3)])
def own_store(request: pytest.FixtureRequest) -> str:
    """Keep files in an empty folder, then in an empty bucket."""
    request.getfixturevalue("bucket" if request.param == "s3" else "local_store")
    return str(request.param)


class Gate(ThreadingHTTPServer):
    """Passes requests on to S3 unless ``refusal`` gives a status and a code for their method and path.

    ``answered`` is told of each before its answer goes back. Either may raise ConnectionError: then nothing goes back.
    """

    daemon_threads = True

    def __init__(self, behind: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behind = urlsplit(behind).netloc
        self.seen: list[str] = []
        self.refusal: Callable[[str, str], tuple[int, str] | None] = lambda _method, _path: None
        self.answered: Callable[[str, str], None] = lambda _method, _path: None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a connection that was broken off."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One request: its signature holds behind the gate too, for the header Host goes along."""

    protocol_version = "HTTP/1.1"
    server: Gate

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append(f"{self.command} {self.path}")
        if refused := self.server.refusal(self.command, self.path):
            status, code = refused
            self.reply(status, {}, f"<Error><Code>{code}</Code><Message>Refused</Message></Error>".encode())
            return
        behind = HTTPConnection(self.server.behind, timeout=10)
        behind.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in {"expect", "connection"}:
                behind.putheader(name, value)
        behind.endheaders(body)
        response = behind.getresponse()
        body = response.read()
        behind.close()
        self.server.answered(self.command, self.path)
        self.reply(response.status, dict(response.getheaders()), body)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = answer  # noqa: N815

    def reply(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in {"content-length", "transfer-encoding", "connection", "date", "server"}:
                self.send_header(name, value)
        length = headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(body))
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def gate(bucket: Bucket, use_store: Callable[..., None]) -> Iterator[Gate]:
    """Let the CMS reach the test's bucket through a gate alone."""
    with serving(Gate(bucket.environment["S3_ENDPOINT_URL"])) as server:
        use_store(bucket.environment | {"S3_ENDPOINT_URL": server.url})
        yield server


@pytest.fixture
def private(bucket: Bucket) -> Any:
    """The storage of originals and documents in the test's bucket."""
    return storages["default"]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Give a function that runs the command; it returns what was printed and the fault it ended with."""

    def run(*arguments: str) -> tuple[str, str]:
        capsys.readouterr()
        fault = ""
        try:
            call_command("storage_check", *arguments)
        except CommandError as error:
            fault = str(error)
        return capsys.readouterr().out, fault

    return run


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Give a function that makes all files older than a day."""

    def turn() -> None:
        later = timezone.now() + timedelta(hours=25)
        monkeypatch.setattr(comparison.timezone, "now", lambda: later)

    return turn
