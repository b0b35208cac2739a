"""What an uploaded picture is after it has been cleaned, and which are refused."""

from __future__ import annotations

import io
import time

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from cms.media.sanitize import clean_image
from tests.media import pictures

UNREADABLE = "This is not a picture that can be read. Upload a JPEG, PNG, WebP, GIF, AVIF or HEIC file."
SECRETS = (b"Jane Roe", "Jane Roe".encode("utf-16le"), b"Exif", b"CameraMaker", b"script", b"Photoshop", b"xmpmeta")


def reopened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def refusal(data: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        clean_image(data)
    return caught.value.messages[0]


def test_nothing_of_a_jpegs_metadata_survives() -> None:
    before = pictures.tagged_jpeg()
    assert all(secret in before for secret in SECRETS)
    assert reopened(before).getexif().get_ifd(0x8825)[2] == pictures.GPS_LATITUDE

    after = clean_image(before).data

    assert [secret for secret in SECRETS if secret in after] == []
    assert dict(reopened(after).getexif()) == {}
    assert set(reopened(after).info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"} == {"icc_profile"}


def test_nothing_of_a_pngs_metadata_survives() -> None:
    after = clean_image(pictures.tagged_png()).data

    assert [secret for secret in SECRETS if secret in after] == []
    assert reopened(after).info == {}


def test_the_colour_profile_stays() -> None:
    profile = reopened(clean_image(pictures.tagged_jpeg()).data).info["icc_profile"]

    assert ImageCms.getProfileName(ImageCms.ImageCmsProfile(io.BytesIO(profile))).strip() == "RGB"


@pytest.mark.parametrize(("orientation", "size"), [(1, (800, 600)), (3, (800, 600)), (6, (600, 800)), (8, (600, 800))])
def test_a_picture_is_stored_upright(orientation: int, size: tuple[int, int]) -> None:
    clean = clean_image(pictures.tagged_jpeg(orientation))

    assert (clean.width, clean.height) == size
    assert reopened(clean.data).size == size


def test_a_picture_turned_by_its_metadata_shows_the_same_side_up() -> None:
    # Orientation 6: the sensor's left edge is the picture's top.
    upright = reopened(clean_image(pictures.tagged_jpeg(6)).data)

    red, _green, blue = upright.getpixel((300, 20))
    assert red > 180
    assert blue < 30


@pytest.mark.parametrize(
    ("image_format", "extension", "written"),
    [
        ("JPEG", ".jpg", "JPEG"),
        ("PNG", ".png", "PNG"),
        ("WEBP", ".webp", "WEBP"),
        ("GIF", ".gif", "GIF"),
        ("AVIF", ".avif", "AVIF"),
        ("HEIF", ".jpg", "JPEG"),
    ],
)
def test_each_allowed_type_is_kept_as(image_format: str, extension: str, written: str) -> None:
    clean = clean_image(pictures.encoded(pictures.picture(), image_format))

    assert (clean.extension, clean.width, clean.height) == (extension, 800, 600)
    image = reopened(clean.data)
    assert (image.format, image.size) == (written, (800, 600))
    assert clean.dominant_color.startswith("#")
    assert len(clean.dominant_color) == 7
    assert clean.placeholder.startswith("data:image/webp;base64,")
    assert len(clean.placeholder) < 500


def test_pixels_of_a_png_are_kept_exactly() -> None:
    image = pictures.picture(mode="RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))

    assert reopened(clean_image(pictures.encoded(image, "PNG")).data).tobytes() == image.tobytes()


def test_a_jpeg_keeps_its_quality() -> None:
    before = pictures.encoded(Image.effect_noise((400, 300), 60), "JPEG", quality=70)

    first = clean_image(before).data
    second = clean_image(first).data

    assert reopened(first).quantization == reopened(before).quantization
    difference = sum(abs(a - b) for a, b in zip(reopened(before).tobytes(), reopened(second).tobytes(), strict=True))
    assert difference / (400 * 300) < 2


def test_print_colours_become_screen_colours() -> None:
    image = reopened(clean_image(pictures.encoded(pictures.picture(mode="CMYK"), "JPEG")).data)

    assert image.mode == "RGB"


def test_sixteen_bit_grey_does_not_turn_white() -> None:
    grey = Image.new("I;16", (20, 20), 0x8080)

    assert reopened(clean_image(pictures.encoded(grey, "PNG")).data).getpixel((5, 5)) == 128


def test_the_dominant_colour() -> None:
    image = Image.new("RGB", (100, 100), (250, 240, 230))
    image.paste((10, 20, 30), (0, 0, 30, 100))

    assert clean_image(pictures.encoded(image, "PNG")).dominant_color == "#faf0e6"


@pytest.mark.parametrize(
    "data",
    [b"", b"just some text", pictures.EXE, pictures.PDF, pictures.SVG, pictures.HTML, b"\xff\xd8\xff", b"GIF89a"],
    ids=["nothing", "text", "exe", "pdf", "svg", "html", "start of a jpeg", "start of a gif"],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert refusal(data) == UNREADABLE


@pytest.mark.parametrize("image_format", ["BMP", "TIFF", "ICO", "PPM"])
def test_picture_types_not_on_the_list_are_refused(image_format: str) -> None:
    assert refusal(pictures.encoded(pictures.picture(64, 64), image_format)) == UNREADABLE


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF"])
def test_a_truncated_picture_is_refused(image_format: str) -> None:
    data = pictures.encoded(Image.effect_noise((400, 300), 60).convert("RGB"), image_format)

    assert refusal(data[: len(data) // 2]) in (
        "This picture is damaged: it cannot be read to its end. Export it again and upload that.",
        UNREADABLE,
    )


def test_a_truncated_jpeg_is_called_damaged() -> None:
    data = pictures.jpeg()

    assert refusal(data[: len(data) * 2 // 3]) == (
        "This picture is damaged: it cannot be read to its end. Export it again and upload that."
    )


def test_a_decompression_bomb_is_refused_before_it_is_decoded() -> None:
    started = time.process_time()

    message = refusal(pictures.bomb())

    assert message == "This picture has more than 50 million pixels. Make it smaller first."
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(("width", "height"), [(9_000, 6_000), (12_000, 8_000), (65_000, 65_000)])
def test_too_many_pixels(width: int, height: int) -> None:
    assert refusal(pictures.bomb(width, height)) == (
        "This picture has more than 50 million pixels. Make it smaller first."
    )


def test_a_file_over_the_limit_is_refused(settings: object) -> None:
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1024  # type: ignore[attr-defined]

    assert refusal(pictures.jpeg()) == "This file is too big. Pictures may have 1.0\xa0KB at most."


def test_the_first_picture_of_a_cameras_double_jpeg_is_kept() -> None:
    pair = pictures.encoded(pictures.picture(), "MPO", save_all=True, append_images=[Image.new("RGB", (80, 60))])
    assert reopened(pair).n_frames == 2

    image = reopened(clean_image(pair).data)

    assert (image.format, image.size) == ("JPEG", (800, 600))


def test_an_animated_picture_is_refused() -> None:
    assert refusal(pictures.animated_gif()) == (
        "This picture moves. Upload a still one: pages show pictures without animation."
    )


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_broken_metadata_does_not_hinder() -> None:
    data = pictures.jpeg(exif=b"Exif\x00\x00MM\x00\x2a\xff\xff\xff\xff")

    assert clean_image(data).width == 800
