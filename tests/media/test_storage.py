"""The two S3 prefixes: what is public, what is private, and what happens when S3 fails."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import Message
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client

from cms.media.models import MediaDocument, MediaImage
from cms.media.rendering import render_presets
from cms.media.storage import PrivateStorage, PublicStorage, StorageUnavailableError
from tests.media import pictures
from tests.media.conftest import read

MASKED = "The file store cannot be reached at the moment."


def get(url: str) -> tuple[int, Message, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.fixture
def rendered(s3_store: None, make_image: Callable[..., MediaImage]) -> MediaImage:
    image = make_image()
    render_presets(image)
    return image


@pytest.mark.s3
def test_anyone_may_read_a_rendition_and_every_cache_may_keep_it(rendered: MediaImage) -> None:
    types = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
    for row in rendered.renditions.all():
        assert "?" not in row.url
        status, headers, body = get(row.url)
        assert (status, headers["Content-Type"], headers["Cache-Control"], len(body)) == (
            200,
            types[row.url.rpartition(".")[2]],
            "public, max-age=31536000, immutable",
            len(read(row.file.storage, row.file.name)),
        )


@pytest.mark.s3
def test_an_original_needs_a_signature(rendered: MediaImage) -> None:
    signed = rendered.file.url

    status, headers, body = get(signed)
    assert (status, headers["Content-Type"], body) == (
        200,
        "image/jpeg",
        read(rendered.file.storage, rendered.file.name),
    )
    assert get(signed.partition("?")[0])[0] == 403
    assert get(signed.replace("Signature=", "Signature=0"))[0] == 403


@pytest.mark.s3
def test_a_signature_expires(rendered: MediaImage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "X-Amz-Expires=600" in rendered.file.url
    url = storages["default"].url(rendered.file.name, expire=1)
    assert get(url)[0] == 200

    time.sleep(2.1)

    assert get(url)[0] == 403


@pytest.mark.s3
def test_a_signature_for_one_file_opens_no_other(rendered: MediaImage, make_image: Callable[..., MediaImage]) -> None:
    other = make_image()

    assert get(rendered.file.url.replace(rendered.file.name, other.file.name))[0] == 403


def test_no_file_overwrites_another(store: str) -> None:
    storage = storages["default"]
    first = storage.save("originals/same.txt", ContentFile(b"first"))
    second = storage.save("originals/same.txt", ContentFile(b"second"))

    assert first != second
    assert (read(storage, first), read(storage, second)) == (b"first", b"second")


def test_stored_names_tell_nothing(store: str, make_image: Callable[..., MediaImage]) -> None:
    image = make_image(name="Jane Roe 1980-01-01.jpg")
    document = MediaDocument(title="Price list", file=ContentFile(pictures.PDF, name="Jane Roe.pdf"))
    document.save()

    assert image.file.name.startswith("originals/")
    assert document.file.name.startswith("documents/")
    for name in (image.file.name, document.file.name):
        stem = name.partition("/")[2].partition(".")[0]
        assert len(stem) == 32
        assert set(stem) <= set("0123456789abcdef")


def test_a_document_is_handed_out_as_an_attachment_under_its_title(
    store: str, db: None, client: Client, admin_client: Client
) -> None:
    document = MediaDocument(title="Before/after: care é", file=ContentFile(pictures.PDF, name="x.pdf"))
    document.save()

    answer = admin_client.get(document.url)
    assert answer.status_code == 302
    disposition = (
        "attachment; filename=\"Before after care _.pdf\"; filename*=UTF-8''Before%20after%20care%20%C3%A9.pdf"
    )
    if store == "s3":
        status, headers, body = get(answer["Location"])
    else:
        served = client.get(answer["Location"])
        status, headers, body = served.status_code, served.headers, b"".join(served.streaming_content)
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert (status, headers["Content-Type"], headers["Content-Disposition"], body) == (
        200,
        "application/pdf",
        disposition,
        pictures.PDF,
    )


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (
            {"S3_ENDPOINT_URL": "http://127.0.0.1:8333", "S3_ADDRESSING_STYLE": "path"},
            "http://127.0.0.1:8333/photos/public/images/a.webp",
        ),
        (
            {"S3_ENDPOINT_URL": "https://s3.example.net", "S3_ADDRESSING_STYLE": "virtual"},
            "https://photos.s3.example.net/public/images/a.webp",
        ),
        ({"S3_REGION": "eu-west-1"}, "https://photos.s3.eu-west-1.amazonaws.com/public/images/a.webp"),
        (
            {"S3_BUCKET": "photos.example.com", "S3_REGION": "eu-west-1"},
            "https://s3.eu-west-1.amazonaws.com/photos.example.com/public/images/a.webp",
        ),
        ({"S3_CUSTOM_DOMAIN": "img.example.com"}, "https://img.example.com/public/images/a.webp"),
        ({"S3_CUSTOM_DOMAIN": "http://cdn.test/x/"}, "http://cdn.test/x/public/images/a.webp"),
    ],
)
def test_a_renditions_address_is_made_without_asking_s3(
    use_store: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    expected: str,
) -> None:
    monkeypatch.setenv("S3_PUBLIC_PREFIX", "public")
    use_store({"S3_BUCKET": "photos", **variables})
    storage = storages["renditions"]
    monkeypatch.setattr(PublicStorage, "connection", property(lambda _self: pytest.fail("asked for a connection")))

    assert isinstance(storage, PublicStorage)
    assert storage.url("images/a.webp") == expected


def test_while_s3_is_down_renditions_keep_their_addresses(
    local_store: None,
    s3_down: Callable[[], None],
    make_image: Callable[..., MediaImage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image = make_image()
    render_presets(image)
    s3_down()
    monkeypatch.setattr(socket, "socket", lambda *_a, **_k: pytest.fail("opened a socket"))

    names = [storages["renditions"].url(row.file.name) for row in image.renditions.all()]

    assert len(names) == 20
    assert all(name.endswith((".avif", ".webp", ".jpg")) for name in names)


@pytest.mark.parametrize("alias", ["default", "renditions"])
@pytest.mark.parametrize(
    "action",
    [
        lambda storage: storage.open("a"),
        lambda storage: storage.save("a", ContentFile(b"a")),
        lambda storage: storage.delete("a"),
        lambda storage: storage.exists("a"),
        lambda storage: storage.size("a"),
        lambda storage: list(storage.stored_files()),
    ],
    ids=["open", "save", "delete", "exists", "size", "list"],
)
def test_when_s3_refuses_connections_the_error_tells_nothing(
    s3_down: Callable[[], None], alias: str, action: Callable[[Any], Any]
) -> None:
    s3_down()
    started = time.monotonic()

    with pytest.raises(StorageUnavailableError) as caught:
        action(storages[alias])

    assert str(caught.value) == MASKED
    assert time.monotonic() - started < 5


@pytest.fixture
def silent_server() -> Iterator[str]:
    """A server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.once
def test_when_s3_hangs_one_upload_waits_two_times_five_seconds_and_the_next_not_at_all(
    use_store: Callable[..., None], silent_server: str
) -> None:
    use_store(
        {
            "S3_BUCKET": "b",
            "S3_ENDPOINT_URL": silent_server,
            "S3_REGION": "r",
            "S3_ACCESS_KEY_ID": "k",
            "S3_SECRET_ACCESS_KEY": "s",
            "S3_ADDRESSING_STYLE": "path",
        }
    )
    started = time.monotonic()

    with pytest.raises(StorageUnavailableError, match=MASKED):
        storages["default"].save("a", ContentFile(b"a"))

    assert 9 < time.monotonic() - started < 14
    started = time.monotonic()
    with pytest.raises(StorageUnavailableError):
        storages["default"].open("b")
    assert time.monotonic() - started < 0.5


@pytest.mark.s3
def test_wrong_keys_are_masked_too(use_store: Callable[..., None], s3_environment: dict[str, str]) -> None:
    use_store(s3_environment | {"S3_SECRET_ACCESS_KEY": "wrong"})

    with pytest.raises(StorageUnavailableError, match=MASKED):
        storages["default"].save("a", ContentFile(b"a"))


def test_a_missing_file_is_a_missing_file(store: str) -> None:
    with pytest.raises(FileNotFoundError):
        storages["default"].open("originals/none.jpg")
    storages["default"].delete("originals/none.jpg")


def test_the_task_queue_never_gets_the_keys(s3_down: Callable[[], None]) -> None:
    s3_down()

    for alias in ("default", "renditions"):
        path, args, kwargs = storages[alias].deconstruct()
        assert (args, kwargs) == ([alias], {})
        assert "SECRET" not in json.dumps([path, args, kwargs])
    assert isinstance(storages["default"], PrivateStorage)
