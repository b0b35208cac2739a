"""What is stored, how, and what is left when storing fails."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from wagtail.models import UploadedFile

from cms.database import limits
from cms.media import cleaning
from cms.media.models import PendingDeletion
from cms.media.storage import StorageUnavailableError, uploads
from tests.media.conftest import read
from tests.media.storage.conftest import Bucket, Gate

MB = 1024 * 1024


@pytest.mark.s3
@pytest.mark.parametrize(("size", "parts"), [(8 * MB, 0), (8 * MB + 1, 2), (15 * MB, 3), (15 * MB + 7, 4)])
def test_a_big_file_goes_in_parts(bucket: Bucket, gate: Gate, size: int, parts: int) -> None:
    data = bytes(range(251)) * (size // 251) + b"e" * (size % 251)
    with limits.request():
        storages["default"].save("documents/a.pdf", ContentFile(data))

    assert read(storages["default"], "documents/a.pdf") == data
    assert bucket.head("private/documents/a.pdf")["ContentType"] == "application/pdf"
    assert sum("partNumber=" in request for request in gate.seen) == parts
    assert bucket.unfinished() == []


@pytest.mark.s3
@pytest.mark.django_db
def test_parts_are_dropped_when_one_fails(bucket: Bucket, gate: Gate) -> None:
    gate.refusal = lambda _method, path: (500, "InternalError") if "partNumber=2" in path else None

    with pytest.raises(StorageUnavailableError):
        storages["default"].save("documents/a.pdf", ContentFile(b"x" * 9 * MB))

    assert (bucket.keys(), bucket.unfinished()) == ([], [])
    assert [request.partition(" ")[0] for request in gate.seen][-1] == "DELETE"


class BrokenFile(ContentFile):  # type: ignore[type-arg]
    """A file that ends in an error once 9 MB of it were read."""

    def read(self, *args: Any) -> bytes:
        if self.file.tell() > 8 * MB:
            raise OSError("the upload's temporary file is gone")
        return bytes(super().read(*args))


@pytest.mark.s3
def test_parts_are_dropped_when_the_file_cannot_be_read(bucket: Bucket) -> None:
    with pytest.raises(OSError, match="is gone"):
        storages["default"].save("documents/a.pdf", BrokenFile(b"x" * 20 * MB))

    assert (bucket.keys(), bucket.unfinished()) == ([], [])


@pytest.mark.s3
@pytest.mark.django_db
def test_a_put_that_failed_is_noted_and_deleted_unless_a_row_refers_to_it(bucket: Bucket, gate: Gate) -> None:
    gate.refusal = lambda method, _path: (503, "SlowDown") if method == "PUT" else None
    before = timezone.now()
    with pytest.raises(StorageUnavailableError):
        storages["default"].save("wagtail_uploads/a.jpg", ContentFile(b"x"))

    noted = PendingDeletion.objects.get()
    assert (noted.storage, noted.name) == ("default", "wagtail_uploads/a.jpg")
    assert noted.next_attempt_at - before > timedelta(minutes=14)
    assert cleaning.delete_pending() == 0

    gate.refusal = lambda _method, _path: None
    came_after_all = UploadedFile.objects.create(file=ContentFile(b"x", name="a.jpg")).file.name
    PendingDeletion.objects.update(name=came_after_all, next_attempt_at=before)
    assert cleaning.delete_pending() == 1
    assert bucket.keys() == [f"private/{came_after_all}"]


@pytest.mark.s3
@pytest.mark.django_db
def test_a_put_that_was_refused_leaves_nothing_to_note(bucket: Bucket, gate: Gate) -> None:
    gate.refusal = lambda method, _path: (403, "AccessDenied") if method == "PUT" else None
    with pytest.raises(StorageUnavailableError):
        storages["default"].save("documents/a.pdf", ContentFile(b"x"))

    assert not PendingDeletion.objects.exists()


@pytest.fixture
def slow_server() -> Iterator[str]:
    """A server that has no file, and answers all but a look for one a byte at a time, without an end."""

    def serve(connection: socket.socket) -> None:
        with connection:
            while asked := connection.recv(65_536):
                if asked.startswith(b"HEAD"):
                    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                    continue
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not stopped.wait(0.05):
                    connection.sendall(b"a")
                return

    def accept() -> None:
        while not stopped.is_set():
            try:
                threads.append(threading.Thread(target=serve, args=(server.accept()[0],), daemon=True))
            except OSError:
                return
            threads[-1].start()

    stopped = threading.Event()
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        stopped.set()


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("action", ["save", "open"])
def test_in_a_web_request_the_deadline_holds_however_the_bytes_drip(
    use_store: Callable[..., None], slow_server: str, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    keys = {"S3_BUCKET": "b", "S3_REGION": "r", "S3_ACCESS_KEY_ID": "k", "S3_SECRET_ACCESS_KEY": "s"}
    use_store(keys | {"S3_ENDPOINT_URL": slow_server, "S3_ADDRESSING_STYLE": "path"})
    assert uploads.REQUEST_SECONDS == 12
    monkeypatch.setattr(uploads, "REQUEST_SECONDS", 1.0)
    assert not storages["default"].exists("documents/b.pdf")  # makes the client
    started = time.monotonic()

    content = [ContentFile(b"x")] if action == "save" else []
    with limits.request(), pytest.raises(StorageUnavailableError):
        getattr(storages["default"], action)("documents/a.pdf", *content)

    assert 1 <= time.monotonic() - started < 4
    noted = ["documents/a.pdf"] if action == "save" else []
    assert list(PendingDeletion.objects.values_list("name", flat=True)) == noted


def test_what_was_given_up_sends_no_more() -> None:
    part = uploads.Part(b"abc", time.monotonic() + 60)
    assert part.read(2) == b"ab"
    part.until = time.monotonic() - 1
    with pytest.raises(TimeoutError):
        part.read(1)


@pytest.mark.s3
def test_files_are_encrypted_and_classed_as_the_environment_says(
    bucket: Bucket, use_store: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S3_ENCRYPTION", "AES256")
    monkeypatch.setenv("S3_STORAGE_CLASS", "STANDARD_IA")
    monkeypatch.setenv("S3_PUBLIC_STORAGE_CLASS", "STANDARD")
    use_store(bucket.environment)
    for alias, size in (("default", 1), ("renditions", 1), ("default", 9 * MB)):
        storages[alias].save("a.jpg", ContentFile(b"x" * size))

    found = [bucket.head(key) for key in sorted(bucket.keys())]
    assert [head["ServerSideEncryption"] for head in found] == ["AES256"] * 3
    assert [head.get("StorageClass", "STANDARD") for head in found] == ["STANDARD_IA", "STANDARD_IA", "STANDARD"]
