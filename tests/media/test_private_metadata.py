"""A photo's place and serial numbers reach no object of the bucket: each is read back."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.test import Client
from django.urls import reverse

from cms.media.models import MediaImage, MediaRendition
from cms.media.rendering import render_presets
from tests.media import pictures
from tests.media.test_uploads import WORDS, Way

BUCKET = "photos-with-a-place"
CAMERA = ("CameraMaker", "BODY-0042-7781", "LENS-0099-1234", "NOTE-BY-MAKER", "Jane Roe", "Exif")
# 33 and 47 of the latitude, and 84 and 23 of the longitude, as EXIF writes fractions, in both orders of bytes.
PLACE = [struct.pack(f"{order}4I", *numbers) for order in "<>" for numbers in ((33, 1, 47, 1), (84, 1, 23, 1))]
MARKS = [*PLACE, *(word.encode(encoding) for word in CAMERA for encoding in ("ascii", "utf-16le", "utf-16be"))]
FORMATS = {"JPEG": "jpg", "HEIF": "heic", "WEBP": "webp", "AVIF": "avif", "PNG": "png"}


def photo(image_format: str) -> bytes:
    """Make a photo with a place, a camera, serial numbers of its body and lens, and a note of its maker."""
    exif = pictures.exif(6)
    camera = exif.get_ifd(0x8769)
    camera[0xA431], camera[0xA435], camera[0x927C] = "BODY-0042-7781", "LENS-0099-1234", b"NOTE-BY-MAKER"
    return pictures.encoded(pictures.picture(400, 300), image_format, exif=exif.tobytes())


def marks(data: bytes) -> list[bytes]:
    """Find what tells of the camera or the place."""
    return [mark for mark in MARKS if mark in data]


@pytest.fixture
def bucket(use_store: Callable[..., None], s3_environment: dict[str, str]) -> Iterator[Any]:
    """Keep files in a bucket of this test's own, and give it."""
    use_store(s3_environment | {"S3_BUCKET": BUCKET})
    fresh = boto3.resource(
        "s3",
        endpoint_url=os.environ["S3_ENDPOINT_URL"],
        region_name=os.environ["S3_REGION"],
        aws_access_key_id=os.environ["S3_ACCESS_KEY_ID"],
        aws_secret_access_key=os.environ["S3_SECRET_ACCESS_KEY"],
        config=Config(s3={"addressing_style": "path"}),
    ).Bucket(BUCKET)
    fresh.create()
    yield fresh
    fresh.objects.delete()
    fresh.delete()


@pytest.mark.s3
def test_neither_place_nor_serial_number_is_in_the_bucket(bucket: Any, admin_client: Client) -> None:
    way = Way(reverse("wagtailimages:add_multiple"), is_uploader=True)
    for image_format, extension in FORMATS.items():
        data = photo(image_format)
        assert len(marks(data)) >= len(PLACE) + len(CAMERA) - 1
        way.post(admin_client, data, f"Jane Roe.{extension}", title="Room")
    # One that waits for a shorter title is stored all the same.
    way.post(admin_client, photo("JPEG"), "Jane Roe.jpg", title="x" * 300)
    # And one that takes the place of another.
    edited = MediaImage.objects.latest("pk")
    Way(reverse("wagtailimages:edit", args=[edited.pk])).post(admin_client, photo("JPEG"), "Jane Roe.jpg", **WORDS)
    for image in MediaImage.objects.all():
        assert render_presets(image) > 2

    objects = {entry.key: entry.get()["Body"].read() for entry in bucket.objects.all()}
    names = {*MediaImage.objects.values_list("file", flat=True), *MediaRendition.objects.values_list("file", flat=True)}
    assert MediaImage.objects.count() == len(FORMATS)
    assert len(objects) > len(names) > len(FORMATS) * 3
    assert {key: marks(data) for key, data in objects.items() if marks(data)} == {}
    assert [key for key in objects if "jane" in key.lower()] == []
