"""Each hostile file is refused with its reason, or made harmless, on every way to upload; the docs say which."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import UploadedFile

from cms.media.models import MediaDocument, MediaImage
from tests.media.conftest import read
from tests.media.hostile import CASES, DOCUMENTS, IMAGES, Hostile
from tests.media.hostile.cases import KEPT
from tests.media.hostile.images import reopened
from tests.media.test_deletions import stored
from tests.media.test_uploads import WORDS, Way

pytestmark = [pytest.mark.once, pytest.mark.filterwarnings("ignore:Corrupt EXIF")]

MARKS = [b"script", b"Jane", b"PK\x03\x04", b"Exif", b"CameraMaker", b"%PDF", b"ftypmp42", "Jane".encode("utf-16le")]
PLAIN = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "icc_profile", "version", "background", "loop"}
PLAIN |= {"duration", "timestamp", "transparency"}


def ways(app: str, chooser: str) -> list[Way]:
    return [
        Way(reverse(f"{app}:add")),
        Way(reverse(f"{app}:add_multiple"), is_uploader=True),
        Way(reverse(f"{app}_chooser:create"), prefix=f"{chooser}-chooser-upload-"),
    ]


def named(cases: list[Hostile]) -> list[object]:
    return [pytest.param(case, id=f"{case.what} {number}") for number, case in enumerate(cases)]


@pytest.mark.parametrize("case", named(IMAGES))
def test_image(local_store: None, admin_client: Client, case: Hostile) -> None:
    data = case.make()
    for way in ways("wagtailimages", "image"):
        response = way.post(admin_client, data, case.name, **WORDS)

        if case.is_refused:
            assert case.expected in way.shown(response)
            assert (MediaImage.objects.exists(), UploadedFile.objects.exists(), stored()) == (False, False, [])
            continue
        image = MediaImage.objects.get()
        kept = read(image.file.storage, image.file.name)
        assert re.fullmatch(r"originals/[0-9a-f]{32}\.(jpg|png|gif|webp|avif)", image.file.name)
        assert [mark for mark in MARKS if mark in kept] == []
        assert set(reopened(kept).info) <= PLAIN
        image.delete()


@pytest.mark.parametrize("case", named(DOCUMENTS))
def test_document(local_store: None, admin_client: Client, case: Hostile) -> None:
    data = case.make()
    for way in ways("wagtaildocs", "document"):
        response = way.post(admin_client, data, case.name, title="Price list", tags="")

        if case.is_refused:
            assert case.expected in way.shown(response)
            assert (MediaDocument.objects.exists(), UploadedFile.objects.exists(), stored()) == (False, False, [])
            continue
        assert case.expected == KEPT
        document = MediaDocument.objects.get()
        assert re.fullmatch(r"documents/[0-9a-f]{32}\.(pdf|docx|csv)", document.file.name)
        assert document.content_disposition.startswith("attachment")
        document.delete()


def test_there_are_a_hundred() -> None:
    assert len({(case.what, case.name) for case in CASES}) == len(CASES) >= 100


def test_the_docs_show_what_becomes_of_each() -> None:
    lines = Path("docs/uploads.md").read_text().splitlines()
    start = lines.index("|---|---|---|") + 1

    assert lines[start : start + len(CASES)] == [case.row for case in CASES]
