"""Hostile pictures: bombs, polyglots, wrong names, truncated ones, and what cameras write into them."""

from __future__ import annotations

import gzip
import io
import re
import struct
import zlib
from functools import partial
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

from tests.media import pictures
from tests.media.hostile.cases import HARMLESS, Hostile

UNREADABLE = "This is not a picture that can be read. Upload a JPEG, PNG, WebP, GIF, AVIF or HEIC file."
DAMAGED = "This picture is damaged: it cannot be read to its end. Export it again and upload that."
PIXELS = "This picture has more than 50 million pixels. Make it smaller first."
LAYERS = "This picture has more than 500 layers, as no camera makes them. Export it again and upload that."
MOVES = "This picture moves. Upload a still one: pages show pictures without animation."
EXTENSION = "Not a supported image format. Supported formats: AVIF, GIF, HEIC, HEIF, JPEG, JPG, PNG, WEBP."
EMPTY = "The submitted file is empty."
MISNAMED = "This is a {} picture, though its name ends in “{}”. Rename it first."

SCRIPT = b"<script>alert('Jane Roe')</script>"
SIZE = (64, 48)


def small(image_format: str, **options: Any) -> bytes:
    """Make a small good picture."""
    return pictures.encoded(pictures.picture(*SIZE), image_format, **options)


def noise(image_format: str) -> bytes:
    """Make a picture that does not shrink, so that half of it is half of its pixels."""
    return pictures.encoded(Image.effect_noise((160, 120), 60).convert("RGB"), image_format)


def cut(image_format: str) -> bytes:
    """Make one that ends too early."""
    data = noise(image_format)
    return data[: len(data) // 2]


def tail(image_format: str, more: bytes = SCRIPT) -> bytes:
    """Put something behind a picture."""
    return small(image_format) + more


def with_exif(image_format: str) -> bytes:
    """Make one with a place, a camera and a name."""
    return small(image_format, exif=pictures.exif())


def moving(image_format: str, **options: Any) -> bytes:
    """Make one of two frames."""
    frames = [Image.new("RGB", SIZE, color) for color in ("red", "blue")]
    return pictures.encoded(frames[0], image_format, save_all=True, append_images=frames[1:], **options)


def archive(name: str = "Evil.class") -> bytes:
    """Make an archive, as it stands behind a picture."""
    return pictures.zipped({name: SCRIPT})


def chunk(kind: bytes, content: bytes) -> bytes:
    """Make a chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_with(*chunks: bytes) -> bytes:
    """Put chunks behind the header of a PNG."""
    data = small("PNG")
    return data[:33] + b"".join(chunks) + data[33:]


def inflating(kind: bytes) -> bytes:
    """Make a PNG with a chunk of 40 KB that unpacks to 40 MB."""
    packed = zlib.compress(bytes(40_000_000))
    heads = {b"iCCP": b"ICC\0\0", b"zTXt": b"Comment\0\0", b"iTXt": b"Comment\0\1\0\0\0"}
    return png_with(chunk(kind, heads[kind] + packed))


def inflating_pixels() -> bytes:
    """Make a PNG of 8 by 8 pixels whose data unpacks to 40 MB."""
    data = pictures.png(8, 8)
    return data[:33] + chunk(b"IDAT", zlib.compress(bytes(40_000_000))) + chunk(b"IEND", b"")


def profile(**changes: bytes) -> bytes:
    """Make a colour profile, with something behind it or in it."""
    good = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if behind := changes.get("behind"):
        return good + behind
    count = struct.unpack_from(">I", good, 128)[0]
    shift = 12
    rows = [struct.unpack_from(">4sII", good, 132 + 12 * number) for number in range(count)]
    table = b"".join(struct.pack(">4sII", name, start + shift, size) for name, start, size in rows)
    added = changes["tag"]
    start = len(good) + shift
    table += struct.pack(">4sII", b"evil", start, len(added))
    body = good[132 + 12 * count :]
    header = struct.pack(">I", start + len(added)) + good[4:128]
    return header + struct.pack(">I", count + 1) + table + body + added


def many_tags() -> bytes:
    """Make a profile that claims ten million tags."""
    good = profile(behind=SCRIPT)
    return good[:128] + struct.pack(">I", 10_000_000) + good[132:]


def resized_jpeg() -> bytes:
    """Make a JPEG that claims 65,500 by 65,500 pixels."""
    data = small("JPEG")
    start = data.index(b"\xff\xc0") + 5
    return data[:start] + struct.pack(">HH", 65_500, 65_500) + data[start + 4 :]


def resized_box(image_format: str, width: int, height: int) -> bytes:
    """Make a HEIC or AVIF whose box ``ispe`` claims another size."""
    data = small(image_format)
    start = data.index(b"ispe") + 8
    return data[:start] + struct.pack(">II", width, height) + data[start + 8 :]


def gif(screen: tuple[int, int], frame: tuple[int, int]) -> bytes:
    """Make a GIF whose screen and frame have other sizes than its pixels."""
    data = bytearray(pictures.encoded(Image.new("P", (8, 8)), "GIF"))
    data[6:10] = struct.pack("<HH", *screen)
    start = data.index(b",", 13 + 3 * (2 << (data[10] & 7)))
    data[start + 5 : start + 9] = struct.pack("<HH", *frame)
    return bytes(data)


def webp_with(kind: bytes, content: bytes) -> bytes:
    """Put a chunk into a WebP."""
    data = small("WEBP", exif=pictures.exif())
    padded = kind + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
    return data[:4] + struct.pack("<I", len(data) + len(padded) - 8) + data[8:] + padded


def png_text(**options: Any) -> bytes:
    """Make a PNG with words in it."""
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", SCRIPT.decode(), zip=False)
    text.add_text("Author", SCRIPT.decode(), **options)
    return small("PNG", pnginfo=text)


def double() -> bytes:
    """Make a camera's double JPEG whose second picture has a place and a name."""
    first, second = pictures.picture(*SIZE), pictures.picture(32, 24)
    second.encoderinfo = {"exif": pictures.exif().tobytes()}
    return pictures.encoded(first, "MPO", save_all=True, append_images=[second]) + SCRIPT


def with_thumbnail() -> bytes:
    """Make a JPEG whose EXIF holds a small picture, with a script behind its end."""
    thumbnail = small("JPEG") + SCRIPT
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + b"\0\0" + struct.pack(">I", 14)
    exif += struct.pack(">HHHIIHHIII", 2, 0x0201, 4, 1, 44, 0x0202, 4, 1, len(thumbnail), 0) + thumbnail
    return small("JPEG", exif=exif)


def film() -> bytes:
    """Make what a phone puts behind a moving photo."""
    return b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + struct.pack(">I", 8 + len(SCRIPT)) + b"mdat" + SCRIPT


def converted(image_format: str) -> bytes:
    """Make a picture of a type that is not taken."""
    return pictures.encoded(pictures.picture(*SIZE), image_format)


def layered(scans: int) -> bytes:
    """A progressive JPEG that goes over all its pixels again and again, with a few bytes each time."""
    output = io.BytesIO()
    Image.new("L", (2_000, 2_000), 200).save(output, "JPEG", progressive=True)
    data = output.getvalue()
    _before, second, third = (match.start() for match in list(re.finditer(b"\xff\xda", data))[:3])
    again = data[second:third].partition(b"\xff\xc4")[0]
    return data[:second] + again * scans + data[second:]


BOMBS = [
    Hostile("bomb: 400 million pixels", "bomb.png", pictures.bomb, PIXELS),
    Hostile("bomb: 81 million pixels", "bomb.png", partial(pictures.bomb, 9_000, 9_000), PIXELS),
    Hostile("bomb: the largest PNG", "bomb.png", partial(pictures.bomb, 2**31 - 1, 2**31 - 1), PIXELS),
    Hostile("bomb: a strip without data", "bomb.png", partial(pictures.bomb, 4_000_000, 1), DAMAGED),
    Hostile("bomb: JPEG of 4,290 million pixels", "bomb.jpg", resized_jpeg, PIXELS),
    Hostile("bomb: JPEG of 20,000 layers", "bomb.jpg", partial(layered, 20_000), LAYERS),
    Hostile("JPEG of 100 layers", "a.jpg", partial(layered, 100), HARMLESS),
    Hostile("bomb: GIF with a huge screen", "bomb.gif", partial(gif, (65_535, 65_535), (8, 8)), PIXELS),
    Hostile("bomb: GIF frame beyond the screen", "bomb.gif", partial(gif, (8, 8), (65_535, 65_535)), PIXELS),
    Hostile("bomb: HEIC that claims a huge size", "b.heic", partial(resized_box, "HEIF", 40_000, 40_000), DAMAGED),
    Hostile("bomb: AVIF that claims a huge size", "b.avif", partial(resized_box, "AVIF", 40_000, 40_000), UNREADABLE),
    Hostile("HEIC that claims a smaller size", "b.heic", partial(resized_box, "HEIF", 8, 8), DAMAGED),
    Hostile("bomb: packed colour profile", "bomb.png", partial(inflating, b"iCCP"), UNREADABLE),
    Hostile("bomb: packed text (zTXt)", "bomb.png", partial(inflating, b"zTXt"), UNREADABLE),
    Hostile("bomb: packed text (iTXt)", "bomb.png", partial(inflating, b"iTXt"), UNREADABLE),
    Hostile("bomb: pixels that unpack to more", "bomb.png", inflating_pixels, HARMLESS),
    Hostile("no pixels at all", "none.png", partial(pictures.bomb, 0, 0), UNREADABLE),
    Hostile("animated GIF", "moves.gif", partial(moving, "GIF"), MOVES),
    Hostile("animated WebP with GPS", "moves.webp", partial(moving, "WEBP", exif=pictures.exif()), MOVES),
    Hostile("animated PNG", "moves.png", partial(moving, "PNG"), MOVES),
    Hostile("animated AVIF", "moves.avif", partial(moving, "AVIF"), MOVES),
]
POLYGLOTS = [
    Hostile("GIFAR: a Java archive behind a GIF", "a.gif", lambda: tail("GIF", archive()), HARMLESS),
    Hostile("archive behind a JPEG", "a.jpg", lambda: tail("JPEG", archive("a.html")), HARMLESS),
    Hostile("script behind a JPEG", "a.jpg", partial(tail, "JPEG"), HARMLESS),
    Hostile("script behind a PNG", "a.png", partial(tail, "PNG"), HARMLESS),
    Hostile("script behind a WebP", "a.webp", partial(tail, "WEBP"), HARMLESS),
    Hostile("RAR archive behind a JPEG", "a.jpg", lambda: tail("JPEG", b"Rar!\x1a\x07\x00" + SCRIPT), HARMLESS),
    Hostile("PDF in a JPEG's comment", "a.jpg", lambda: small("JPEG", comment=pictures.PDF + SCRIPT), HARMLESS),
    Hostile("page in a JPEG's comment", "a.jpg", lambda: small("JPEG", comment=b"<html>" + SCRIPT), HARMLESS),
    Hostile("script in a PNG's text", "a.png", png_text, HARMLESS),
    Hostile("script in a PNG's packed text", "a.png", partial(png_text, zip=True), HARMLESS),
    Hostile("script in an unknown chunk of a PNG", "a.png", lambda: png_with(chunk(b"evIl", SCRIPT)), HARMLESS),
    Hostile("script in an unknown chunk of a WebP", "a.webp", partial(webp_with, b"EVIL", SCRIPT), HARMLESS),
    Hostile("script in a GIF's comment", "a.gif", lambda: small("GIF", comment=SCRIPT), HARMLESS),
    Hostile(
        "JavaScript that begins like a GIF", "a.gif", lambda: b"GIF89a/*" + bytes(40) + b"*/=1;alert(1)", UNREADABLE
    ),
    Hostile(
        "script behind the colour profile (JPEG)",
        "a.jpg",
        lambda: small("JPEG", icc_profile=profile(behind=SCRIPT)),
        HARMLESS,
    ),
    Hostile(
        "script in a tag of the colour profile (JPEG)",
        "a.jpg",
        lambda: small("JPEG", icc_profile=profile(tag=SCRIPT)),
        HARMLESS,
    ),
    Hostile("the same (PNG)", "a.png", lambda: small("PNG", icc_profile=profile(tag=SCRIPT)), HARMLESS),
    Hostile("the same (WebP)", "a.webp", lambda: small("WEBP", icc_profile=profile(tag=SCRIPT)), HARMLESS),
    Hostile("the same (AVIF)", "a.avif", lambda: small("AVIF", icc_profile=profile(tag=SCRIPT)), HARMLESS),
    Hostile(
        "script in the place of a colour profile", "a.jpg", lambda: small("JPEG", icc_profile=SCRIPT * 9), HARMLESS
    ),
    Hostile("colour profile with ten million tags", "a.jpg", lambda: small("JPEG", icc_profile=many_tags()), HARMLESS),
]
METADATA = [
    Hostile("GPS, camera and name (JPEG)", "a.jpg", partial(with_exif, "JPEG"), HARMLESS),
    Hostile("GPS, camera and name (PNG, eXIf)", "a.png", partial(with_exif, "PNG"), HARMLESS),
    Hostile("GPS, camera and name (WebP)", "a.webp", partial(with_exif, "WEBP"), HARMLESS),
    Hostile("GPS, camera and name (AVIF)", "a.avif", partial(with_exif, "AVIF"), HARMLESS),
    Hostile("GPS, camera and name (HEIC)", "a.heic", partial(with_exif, "HEIF"), HARMLESS),
    Hostile("XMP, IPTC and a comment", "a.jpg", pictures.tagged_jpeg, HARMLESS),
    Hostile("a second picture in a camera's JPEG", "a.jpg", double, HARMLESS),
    Hostile("a small picture in the EXIF", "a.jpg", with_thumbnail, HARMLESS),
    Hostile("a film behind a phone's photo", "a.jpg", lambda: tail("JPEG", film()), HARMLESS),
]
NAMES = [
    Hostile("PNG named .jpg", "a.jpg", partial(small, "PNG"), MISNAMED.format("PNG", ".jpg")),
    Hostile("JPEG named .png", "a.png", partial(small, "JPEG"), MISNAMED.format("JPEG", ".png")),
    Hostile("HEIC named .jpg", "a.jpg", partial(small, "HEIF"), MISNAMED.format("HEIC", ".jpg")),
    Hostile("WebP named .gif", "a.gif", partial(small, "WEBP"), MISNAMED.format("WebP", ".gif")),
    Hostile("program named .jpg", "a.jpg", lambda: pictures.EXE, UNREADABLE),
    Hostile("page named .png", "a.png", lambda: pictures.HTML, UNREADABLE),
    Hostile("PDF named .jpg", "a.jpg", lambda: pictures.PDF, UNREADABLE),
    Hostile("archive named .jpg", "a.jpg", archive, UNREADABLE),
    Hostile("SVG with a script", "a.svg", lambda: pictures.SVG, EXTENSION),
    Hostile("SVG named .png", "a.png", lambda: pictures.SVG, UNREADABLE),
    Hostile("packed SVG", "a.svgz", lambda: gzip.compress(pictures.SVG), EXTENSION),
    Hostile("TIFF named .jpg", "a.jpg", partial(converted, "TIFF"), UNREADABLE),
    Hostile("icon named .png", "a.png", partial(converted, "ICO"), UNREADABLE),
    Hostile("PostScript named .jpg", "a.jpg", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", UNREADABLE),
    Hostile("two extensions, the last a program's", "a.jpg.exe", partial(small, "JPEG"), EXTENSION),
    Hostile("two extensions, the last a picture's", "a.php.jpg", partial(tail, "JPEG"), HARMLESS),
    Hostile("no extension", "picture", partial(small, "JPEG"), EXTENSION),
    Hostile("NUL in the name", "a.php\x00.jpg", partial(tail, "JPEG"), HARMLESS),
    Hostile("name written backwards", "a\u202egpj.exe", partial(small, "JPEG"), EXTENSION),
    Hostile("name that leads elsewhere", "../../a.jpg", partial(tail, "JPEG"), HARMLESS),
]
TRUNCATED = [
    Hostile("half a JPEG", "a.jpg", partial(cut, "JPEG"), DAMAGED),
    Hostile("half a PNG", "a.png", partial(cut, "PNG"), DAMAGED),
    Hostile("half a GIF", "a.gif", partial(cut, "GIF"), DAMAGED),
    Hostile("half a WebP", "a.webp", partial(cut, "WEBP"), UNREADABLE),
    Hostile("half an AVIF", "a.avif", partial(cut, "AVIF"), UNREADABLE),
    Hostile("half a HEIC", "a.heic", partial(cut, "HEIF"), DAMAGED),
    Hostile("the first bytes of a JPEG", "a.jpg", lambda: b"\xff\xd8\xff\xe0", UNREADABLE),
    Hostile("nothing", "a.jpg", bytes, EMPTY),
]
IMAGES = [*BOMBS, *POLYGLOTS, *METADATA, *NAMES, *TRUNCATED]


def reopened(data: bytes) -> Image.Image:
    """Read a picture whole."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
