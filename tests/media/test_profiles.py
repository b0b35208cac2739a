"""Colour profiles are written anew: their numbers stay, and nothing else does."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from cms.media.profiles import clean_profile, fits
from cms.media.sanitize import clean_image
from tests.media import pictures
from tests.media.hostile.images import SCRIPT, many_tags, profile, reopened

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def tag(data: bytes, name: bytes) -> tuple[int, int]:
    """Tell where a tag begins and how long it is."""
    for number in range(struct.unpack_from(">I", data, 128)[0]):
        found, start, size = struct.unpack_from(">4sII", data, 132 + 12 * number)
        if found == name:
            return start, size
    raise KeyError(name)


def changed(name: bytes, at: int, content: bytes) -> bytes:
    """Change a tag of the profile sRGB."""
    start = tag(SRGB, name)[0] + at
    return SRGB[:start] + content + SRGB[start + len(content) :]


def wide() -> bytes:
    """Make a profile whose red is not that of sRGB."""
    return changed(b"rXYZ", 8, struct.pack(">3i", 40_000, 18_000, 300))


def converted(data: bytes, picture: Image.Image) -> bytes:
    own = ImageCms.ImageCmsProfile(BytesIO(data))
    return ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB").tobytes()


@pytest.mark.parametrize("data", [SRGB, wide()], ids=["sRGB", "wide"])
def test_colors_look_the_same_by_the_profile_that_is_kept(data: bytes) -> None:
    picture = Image.effect_noise((64, 64), 90).convert("RGB")
    kept = clean_profile(data)

    assert kept is not None
    assert converted(kept, picture) == converted(data, picture)


def test_written_once_more_a_profile_is_the_same() -> None:
    kept = clean_profile(wide())

    assert kept is not None
    assert clean_profile(kept) == kept


@pytest.mark.parametrize("data", [profile(behind=SCRIPT), profile(tag=SCRIPT), changed(b"cprt", 0, b"<script>")])
def test_nothing_beside_the_numbers_survives(data: bytes) -> None:
    assert clean_profile(data) == clean_profile(SRGB)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        SCRIPT * 20,
        SRGB[:200],
        many_tags(),
        SRGB.ljust(1024 * 1024 + 1, b"\0"),
        changed(b"rXYZ", 8, b"<script></sc"),
        changed(b"rTRC", 8, b"\xff\xff"),
        changed(b"rTRC", 12, b"<scr"),
        SRGB[:36] + b"evil" + SRGB[40:],
        SRGB[:12] + b"prtr" + SRGB[16:],
        SRGB[:16] + b"CMYK" + SRGB[20:],
    ],
    ids=[
        "empty",
        "script",
        "half",
        "tags",
        "large",
        "words as red",
        "curve",
        "words as curve",
        "mark",
        "printer",
        "CMYK",
    ],
)
def test_what_is_not_kept(data: bytes) -> None:
    assert clean_profile(data) is None


def test_falling_curves_are_not_kept() -> None:
    curve = b"curv" + bytes(4) + struct.pack(">I4H", 4, 0, 20_000, 10_000, 65_535)
    start = tag(SRGB, b"rTRC")[0]

    assert clean_profile(SRGB[:start] + curve + SRGB[start + len(curve) :]) is None


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_keeps_its_colors(image_format: str) -> None:
    data = pictures.encoded(pictures.picture(64, 48), image_format, icc_profile=wide())

    assert reopened(clean_image(data).data).info["icc_profile"] == clean_profile(wide())


def test_a_picture_with_a_printers_profile_becomes_srgb() -> None:
    printer = wide()[:12] + b"prtr" + wide()[16:]
    picture = pictures.picture(64, 48)
    after = reopened(clean_image(pictures.encoded(picture, "PNG", icc_profile=printer)).data)

    assert "icc_profile" not in after.info
    assert after.tobytes() == converted(printer, picture) != picture.tobytes()


def test_a_profile_of_other_colors_than_the_pictures_is_left_out() -> None:
    grey = pictures.picture(64, 48, "L")
    after = reopened(clean_image(pictures.encoded(grey, "PNG", icc_profile=SRGB)).data)
    kept = clean_profile(SRGB)

    assert kept is not None
    assert not fits(kept, grey)
    assert ("icc_profile" in after.info, after.tobytes() == grey.tobytes()) == (False, True)
