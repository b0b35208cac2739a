"""Files in local folders: renditions for everyone, the rest by signed address only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from django.core.files.storage import storages
from django.test import Client

from cms.media.models import MediaImage
from cms.media.rendering import render_presets
from tests.media.conftest import read

pytestmark = pytest.mark.usefixtures("local_store")


def test_a_rendition_is_public(make_image: Callable[..., MediaImage], client: Client) -> None:
    image = make_image()
    render_presets(image)
    row = image.renditions.filter(filter_spec__contains="webp").first()

    answer = client.get(row.url)

    assert row.url == f"/media/{row.file.name}"
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"], answer["X-Content-Type-Options"]) == (
        200,
        "image/webp",
        "public, max-age=31536000, immutable",
        "nosniff",
    )
    assert b"".join(answer.streaming_content) == read(row.file.storage, row.file.name)


def test_an_original_is_reached_by_signed_address_alone(make_image: Callable[..., MediaImage], client: Client) -> None:
    image = make_image()

    answer = client.get(image.file.url)

    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "image/jpeg",
        "private, no-store",
    )
    assert b"".join(answer.streaming_content) == read(image.file.storage, image.file.name)
    for path in ("", "private/", "../private/", "%2e%2e/private/"):
        assert client.get(f"/media/{path}{image.file.name}").status_code == 404


def test_a_signed_address_expires_after_ten_minutes(make_image: Callable[..., MediaImage], client: Client) -> None:
    with time_machine.travel("2026-03-01 10:00:00Z", tick=False) as clock:
        url = make_image().file.url
        clock.shift(599)
        answer = client.get(url)
        assert answer.status_code == 200
        answer.close()
        clock.shift(2)
        answer = client.get(url)

    assert (answer.status_code, answer.content) == (403, b"This address has expired.")


def test_a_forged_address_is_refused(make_image: Callable[..., MediaImage], client: Client) -> None:
    url = make_image().file.url

    assert client.get(url[:-3] + "xx/").status_code == 403
    assert client.get("/media/signed/nonsense/").status_code == 403


@pytest.mark.parametrize("name", ["images/none.webp", "images", "..%2f..%2fetc/passwd", "signed/"])
def test_what_is_not_there_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404


def test_with_a_bucket_these_addresses_do_not_exist(
    make_image: Callable[..., MediaImage], client: Client, s3_down: Callable[[], None]
) -> None:
    image = make_image()
    render_presets(image)
    private, public = image.file.url, image.renditions.first().url
    s3_down()

    assert (client.get(private).status_code, client.get(public).status_code) == (404, 404)


def test_a_folder_that_cannot_be_written_is_an_unreachable_store(
    make_image: Callable[..., MediaImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cms.media.storage import StorageUnavailableError

    def full(*_args: object, **_kwargs: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)

    with pytest.raises(StorageUnavailableError):
        make_image()
    assert not MediaImage.objects.exists()
    assert storages["default"].exists("originals") is False
