"""Make an uploaded picture safe to keep: known by its content, whole, upright, and free of metadata.

The picture is decoded and written anew, so that nothing but its pixels and the numbers of its colour profile survives:
no EXIF, GPS, XMP, IPTC, comments, thumbnails or bytes appended to the file.
"""

from __future__ import annotations

import base64
import struct
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from PIL import Image, ImageCms, ImageOps, JpegImagePlugin, UnidentifiedImageError
from pillow_heif import register_heif_opener

from cms.media.decoding import BusyError, decoding
from cms.media.profiles import MAX_BYTES, clean_profile, fits

register_heif_opener()

ALLOWED = "JPEG, PNG, WebP, GIF, AVIF or HEIC"
READABLE = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")
WRITTEN_AS = {
    "JPEG": ("JPEG", ".jpg"),
    "MPO": ("JPEG", ".jpg"),
    "HEIF": ("JPEG", ".jpg"),
    "PNG": ("PNG", ".png"),
    "WEBP": ("WEBP", ".webp"),
    "GIF": ("GIF", ".gif"),
    "AVIF": ("AVIF", ".avif"),
}
KINDS = {"JPEG": "JPEG", "MPO": "JPEG", "HEIF": "HEIC", "PNG": "PNG", "WEBP": "WebP", "GIF": "GIF", "AVIF": "AVIF"}
EXTENSIONS = {
    ".avif": "AVIF",
    ".gif": "GIF",
    ".heic": "HEIC",
    ".heif": "HEIC",
    ".jpeg": "JPEG",
    ".jpg": "JPEG",
    ".png": "PNG",
    ".webp": "WebP",
}
# JPEG originals are read by the renderer alone, never served: neither progressive nor optimised, which would take a
# buffer of all coefficients.
JPEG_OPTIONS = {"quality": 92}
# So long an upload waits for its turn; the request then ends well within what a proxy allows.
WAIT_SECONDS = 6.0
# Each goes over all pixels again, however few bytes it has. Progressive pictures have some 10; what a phone puts behind
# a picture has the mark of one by chance, once in 64 KB.
MAX_SCANS = 500
SCAN = b"\xff\xda"
STILL_ONLY = {"PNG", "WEBP", "GIF", "AVIF"}
# What Pillow's decoders raise on hostile or broken data, besides UnidentifiedImageError; RuntimeError comes of HEIC.
UNDECODABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    RuntimeError,
    MemoryError,
    struct.error,
)
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class CleanImage:
    """A picture as it will be stored, with what is derived from its pixels; ``kind`` is what was uploaded."""

    kind: str
    data: bytes
    extension: str
    width: int
    height: int
    dominant_color: str
    placeholder: str


def refuse(code: str, message: str) -> ValidationError:
    """Make the error an editor reads beside the file field."""
    return ValidationError(message, code=code)


def unreadable() -> ValidationError:
    """Say that a file is no picture."""
    return refuse("invalid_image", f"This is not a picture that can be read. Upload a {ALLOWED} file.")


def damaged() -> ValidationError:
    """Say that a picture ends too early or contradicts itself."""
    return refuse(
        "damaged_image",
        "This picture is damaged: it cannot be read to its end. Export it again and upload that.",
    )


def too_many_pixels() -> ValidationError:
    """Say that a picture is too large to be decoded."""
    limit = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    return refuse("file_too_many_pixels", f"This picture has more than {limit} million pixels. Make it smaller first.")


def clean_image(data: bytes) -> CleanImage:
    """Check a picture and write it anew, one at a time in this process.

    Raises ValidationError: too large, no picture of an allowed type, too many pixels, animated or damaged, or others
    are being cleaned for too long.
    """
    check_size(len(data))
    with _open(data) as source:
        try:
            with decoding(WAIT_SECONDS):
                return _write_anew(source, data)
        except BusyError:
            raise refuse(
                "busy", "Many pictures are being uploaded at the moment: try again in a few seconds."
            ) from None


def check_size(size: int) -> None:
    """Raise ValidationError when a picture has more bytes than it may."""
    if size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        limit = filesizeformat(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
        raise refuse("file_too_large", f"This file is too big. Pictures may have {limit} at most.")


def check_name(name: str, kind: str) -> None:
    """Raise ValidationError when a picture's extension does not say what it is."""
    extension = PurePosixPath(name).suffix.lower()
    if EXTENSIONS.get(extension) != kind:
        raise refuse("misnamed", f"This is a {kind} picture, though its name ends in “{extension}”. Rename it first.")


def measure(file: Any) -> tuple[int, int]:
    """Read a picture's size from its header; (0, 0) for what is no picture."""
    file.seek(0)
    try:
        size = Image.open(file, formats=READABLE).size
    except (UnidentifiedImageError, *BOMBS, *UNDECODABLE):
        size = (0, 0)
    file.seek(0)
    return size


def _open(data: bytes) -> Image.Image:
    """Read the header alone and judge by it; no pixel has been decoded when this returns."""
    try:
        source = Image.open(BytesIO(data), formats=READABLE)
        moves = source.format in STILL_ONLY and getattr(source, "is_animated", False)
    except BOMBS:
        raise too_many_pixels() from None
    except (UnidentifiedImageError, *UNDECODABLE):
        raise unreadable() from None
    if source.width * source.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise too_many_pixels()
    if KINDS[source.format or ""] == "JPEG" and data.count(SCAN) > MAX_SCANS:
        layers = f"This picture has more than {MAX_SCANS} layers, as no camera makes them."
        raise refuse("too_many_layers", f"{layers} Export it again and upload that.")
    if moves:
        raise refuse("animated", "This picture moves. Upload a still one: pages show pictures without animation.")
    return source


def _write_anew(source: Image.Image, data: bytes) -> CleanImage:
    written_as, extension = WRITTEN_AS[source.format or ""]
    options = _save_options(source, written_as, data)
    profile = source.info.get("icc_profile") or b""
    try:
        source.load()
        _turn_upright(source)
    except BOMBS:
        raise too_many_pixels() from None
    except UNDECODABLE:
        raise damaged() from None
    if source.width * source.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:  # more than the header said
        raise too_many_pixels()
    kept = clean_profile(profile)
    picture = _in_plain_colors(source, profile, kept)
    if picture is not source:  # its colours are others now
        kept = None
    if written_as == "JPEG" and picture.mode not in ("RGB", "L"):
        picture = flatten(picture)
    if picture.mode != source.mode and "qtables" in options:
        options = dict(JPEG_OPTIONS)
    if kept and fits(kept, picture):
        options["icc_profile"] = kept
    picture.info = {key: value for key, value in picture.info.items() if key == "transparency"}
    output = BytesIO()
    picture.save(output, written_as, **options)
    return CleanImage(
        kind=KINDS[source.format or ""],
        data=output.getvalue(),
        extension=extension,
        width=picture.width,
        height=picture.height,
        dominant_color=dominant_color(picture),
        placeholder=placeholder(picture),
    )


def _turn_upright(picture: Image.Image) -> None:
    """Turn the picture as its EXIF says, without a second copy of it; broken EXIF says nothing."""
    with suppress(*UNDECODABLE):
        ImageOps.exif_transpose(picture, in_place=True)


def _in_plain_colors(source: Image.Image, profile: bytes, kept: bytes | None) -> Image.Image:
    """Give the picture in 8 bits and in colours of the screen; the same object where it has them already."""
    if source.mode.startswith(("I", "F")):
        return source.convert("F").point(lambda value: value / 257).convert("L")
    if source.mode in ("CMYK", "YCCK", "LAB"):
        return to_srgb(source)
    if kept is None and 0 < len(profile) <= MAX_BYTES:
        return _by_own_profile(source) or source
    return source


def _save_options(source: Image.Image, written_as: str, data: bytes) -> dict[str, Any]:
    """Choose how to write a picture so that its second generation looks like the first."""
    if written_as == "JPEG":
        if not isinstance(source, JpegImagePlugin.JpegImageFile) or not source.quantization:
            return dict(JPEG_OPTIONS)
        options: dict[str, Any] = {"qtables": source.quantization}
        sampling = JpegImagePlugin.get_sampling(source)
        return options | ({"subsampling": sampling} if sampling >= 0 else {})
    if written_as == "WEBP":
        return {"lossless": True} if b"VP8L" in data[:64] else {"quality": 92}
    if written_as == "AVIF":
        return {"quality": 90, "speed": 8}
    return {"compress_level": 4} if written_as == "PNG" else {}


def flatten(picture: Image.Image) -> Image.Image:
    """Put a picture with transparency on white; anything else becomes plain RGB."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    ground = Image.new("RGBA", layer.size, "white")
    ground.alpha_composite(layer)
    return ground.convert("RGB")


def to_srgb(picture: Image.Image) -> Image.Image:
    """Turn a picture into 8-bit sRGB, with alpha if it has any, by its own profile where that can be used."""
    return _by_own_profile(picture) or picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _by_own_profile(picture: Image.Image) -> Image.Image | None:
    """Turn a picture into sRGB by its own profile; None without one that can be used."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return None
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def dominant_color(picture: Image.Image) -> str:
    """Give the most common colour as ``#rrggbb``."""
    small = flatten(_shrunk(picture, 48)).quantize(6, kmeans=1)
    palette = small.getpalette() or [255, 255, 255]
    counts = small.getcolors() or [(1, 0)]
    index = max(counts)[1]
    red, green, blue = palette[index * 3 : index * 3 + 3]  # type: ignore[operator]
    return f"#{red:02x}{green:02x}{blue:02x}"


def placeholder(picture: Image.Image) -> str:
    """Make a tiny blurred version as a ``data:`` URL of some 200 bytes, shown until the real one has come."""
    output = BytesIO()
    flatten(_shrunk(picture, 20)).save(output, "WEBP", quality=30, method=6)
    return f"data:image/webp;base64,{base64.b64encode(output.getvalue()).decode()}"


def _shrunk(picture: Image.Image, side: int) -> Image.Image:
    scale = side / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    plain = picture if picture.mode in ("RGB", "RGBA", "L") else picture.convert("RGBA")
    return plain.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
