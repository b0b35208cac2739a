"""What is too large goes no further than it has to, and uploads wait for each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cms.media import sanitize
from cms.media.decoding import decoding
from cms.media.models import MediaDocument, MediaImage
from cms.media.upload_handlers import LimitedUploadHandler
from tests.media import pictures
from tests.media.test_uploads import WORDS, Way, document_way, image_way

__all__ = ["document_way", "image_way"]

LIMIT = 3 * 1024 * 1024
BUSY = "Many pictures are being uploaded at the moment: try again in a few seconds."


@pytest.fixture
def small_limits(settings: Any, tmp_path: Path) -> Path:
    """Allow 3 MB, more than Django keeps in memory; give the folder that larger ones are buffered in."""
    folder = tmp_path / "buffered"
    folder.mkdir()
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = LIMIT
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    return folder


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note how many bytes of each request went on to be buffered."""
    noted: list[int] = []
    complete = LimitedUploadHandler.upload_complete
    monkeypatch.setattr(
        LimitedUploadHandler, "upload_complete", lambda self: (noted.append(self.passed), complete(self))[1]
    )
    return noted


def test_a_huge_picture_is_not_buffered(
    local_store: None, small_limits: Path, written: list[int], image_way: Way, admin_client: Client
) -> None:
    response = image_way.post(admin_client, pictures.jpeg() + bytes(20 * LIMIT), "x.jpg", **WORDS)

    assert "This file is too big. Pictures may have 3.0\xa0MB at most." in image_way.shown(response)
    assert LIMIT < written[0] <= LIMIT + 64 * 1024
    assert list(small_limits.iterdir()) == []
    assert not MediaImage.objects.exists()


def test_a_huge_document_is_not_buffered(
    local_store: None, small_limits: Path, written: list[int], document_way: Way, admin_client: Client
) -> None:
    response = document_way.post(admin_client, pictures.PDF + bytes(20 * LIMIT), "x.pdf", title="x", tags="")

    assert "This file is too big. Documents may have 3.0\xa0MB at most." in document_way.shown(response)
    assert LIMIT < written[0] <= LIMIT + 64 * 1024
    assert not MediaDocument.objects.exists()


def test_nor_is_what_somebody_sends_who_has_not_signed_in(
    small_limits: Path, written: list[int], client: Client, db: None
) -> None:
    response = Way(reverse("wagtailadmin_login")).post(client, bytes(20 * LIMIT), "x.jpg")

    assert response.status_code == 200
    assert [size <= LIMIT + 64 * 1024 for size in written] == [True]


def test_two_files_in_one_request_have_one_limit(
    small_limits: Path, written: list[int], client: Client, db: None
) -> None:
    files = [pictures.io.BytesIO(bytes(2 * LIMIT)) for _ in range(3)]

    client.post(reverse("wagtailadmin_login"), {"a": files[0], "b": files[1], "c": files[2]})

    assert [size <= LIMIT + 64 * 1024 for size in written] == [True]


def test_a_file_just_within_the_limit_is_kept(
    local_store: None, small_limits: Path, image_way: Way, admin_client: Client
) -> None:
    data = pictures.jpeg()
    image_way.post(admin_client, data + bytes(LIMIT - len(data)), "x.jpg", **WORDS)

    assert MediaImage.objects.get().width == 800


def test_who_waits_too_long_for_other_uploads_is_told_so(
    local_store: None, image_way: Way, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sanitize, "WAIT_SECONDS", 0.01)

    with decoding(0):
        response = image_way.post(admin_client, pictures.jpeg(), "x.jpg", **WORDS)
    assert BUSY in image_way.shown(response)
    assert not MediaImage.objects.exists()

    image_way.post(admin_client, pictures.jpeg(), "x.jpg", **WORDS)
    assert MediaImage.objects.count() == 1


def test_what_is_no_picture_is_refused_without_waiting() -> None:
    with decoding(0), pytest.raises(ValidationError, match="not a picture"):
        sanitize.clean_image(pictures.HTML)


def test_a_refused_picture_gives_its_turn_back() -> None:
    with pytest.raises(ValidationError, match="damaged"):
        sanitize.clean_image(pictures.jpeg()[:5000])

    with decoding(0):
        pass
