"""Colour profiles, written anew from what they say: nothing behind a profile, or beside its numbers, survives.

Kept are the profiles that screens and cameras have: three primaries or grey, each with a curve. One made of tables (of
a printer or scanner) or that cannot be read is not kept: the picture is turned into sRGB by it where that can be done.
"""

from __future__ import annotations

import struct
from io import BytesIO

from PIL import Image, ImageCms

MAX_BYTES = 1024 * 1024
HEADER = 128
MAX_TAGS = 100
MAX_POINTS = 4096
FARTHEST = 16.0
"""No number of such a profile is greater; text read as numbers is."""
CLASSES = {b"mntr", b"scnr", b"spac"}
PRIMARIES = (b"rXYZ", b"gXYZ", b"bXYZ")
CURVES = {b"RGB ": (b"rTRC", b"gTRC", b"bTRC"), b"GRAY": (b"kTRC",)}
NAMES = {b"RGB ": "RGB", b"GRAY": "Gray"}
# How many numbers a parametric curve of each kind has.
PARAMETERS = {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}
MODES = {b"RGB ": ("RGB", "RGBA", "RGBX", "P", "PA"), b"GRAY": ("L", "LA", "1")}
D50 = struct.pack(">3i", 0xF6D6, 0x10000, 0xD32D)


class UnusableError(Exception):
    """The profile is broken, or of a kind that is not kept."""


def clean_profile(data: bytes) -> bytes | None:
    """Write a profile anew with the tags that colours need, and words of ours; None for one that is not kept."""
    if not HEADER < len(data) <= MAX_BYTES:
        return None
    try:
        profile = _written(data)
        _try_out(profile)
    except (UnusableError, struct.error, ImageCms.PyCMSError, OSError, ValueError):
        return None
    return profile


def fits(profile: bytes, picture: Image.Image) -> bool:
    """Tell whether a profile is one for a picture of this mode."""
    return picture.mode in MODES.get(profile[16:20], ())


def _written(data: bytes) -> bytes:
    major, minor = data[8], data[9]
    kind, space, connection = data[12:16], data[16:20], data[20:24]
    if data[36:40] != b"acsp" or major not in (2, 4) or kind not in CLASSES or space not in CURVES:
        raise UnusableError
    if connection != b"XYZ ":
        raise UnusableError
    tags = _tags(data)
    wanted: dict[bytes, bytes] = {b"desc": _words(NAMES[space], major), b"cprt": _license(major)}
    wanted[b"wtpt"] = _numbers(tags[b"wtpt"], b"XYZ ", 3) if b"wtpt" in tags else b"XYZ \0\0\0\0" + D50
    if b"chad" in tags:
        wanted[b"chad"] = _numbers(tags[b"chad"], b"sf32", 9)
    for name in PRIMARIES if space == b"RGB " else ():
        wanted[name] = _numbers(tags.get(name, b""), b"XYZ ", 3)
    for name in CURVES[space]:
        wanted[name] = _curve(tags.get(name, b""))
    return _assembled(wanted, bytes([major, minor & 0x70]), kind, space)


def _tags(data: bytes) -> dict[bytes, bytes]:
    """Read the tag table."""
    count = struct.unpack_from(">I", data, HEADER)[0]
    if count > MAX_TAGS:
        raise UnusableError
    rows = (struct.unpack_from(">4sII", data, HEADER + 4 + 12 * number) for number in range(count))
    return {name: data[start : start + size] for name, start, size in rows}


def _numbers(tag: bytes, kind: bytes, count: int) -> bytes:
    """Write a tag of fixed-point numbers."""
    if tag[:4] != kind:
        raise UnusableError
    return kind + bytes(4) + _fixed(tag[8:], count)


def _fixed(data: bytes, count: int) -> bytes:
    numbers = struct.unpack_from(f">{count}i", data)
    if any(abs(number) > FARTHEST * 65_536 for number in numbers):
        raise UnusableError
    return struct.pack(f">{count}i", *numbers)


def _curve(tag: bytes) -> bytes:
    """Write a tone curve: points that never fall, or the numbers of a formula."""
    kind = tag[:4]
    if kind == b"para":
        function = struct.unpack_from(">H", tag, 8)[0]
        if function not in PARAMETERS:
            raise UnusableError
        return kind + bytes(4) + struct.pack(">HH", function, 0) + _fixed(tag[12:], PARAMETERS[function])
    if kind != b"curv":
        raise UnusableError
    count = struct.unpack_from(">I", tag, 8)[0]
    if count > MAX_POINTS:
        raise UnusableError
    points = struct.unpack_from(f">{count}H", tag, 12)
    if list(points) != sorted(points) or (count == 1 and points[0] > FARTHEST * 256):
        raise UnusableError
    return kind + bytes(4) + struct.pack(f">I{count}H", count, *points)


def _words(text: str, major: int) -> bytes:
    """Write a description."""
    if major == 4:
        return _localized(text)
    ascii_text = text.encode() + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(ascii_text)) + ascii_text + bytes(4 + 4 + 2 + 1 + 67)


def _license(major: int) -> bytes:
    return _localized("No copyright") if major == 4 else b"text" + bytes(4) + b"No copyright\0"


def _localized(text: str) -> bytes:
    encoded = text.encode("utf-16be")
    return b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(encoded), 28) + encoded


def _assembled(tags: dict[bytes, bytes], version: bytes, kind: bytes, space: bytes) -> bytes:
    """Put header, tag table and tags together; equal tags are written once."""
    table, body = struct.pack(">I", len(tags)), b""
    start = HEADER + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    for name, tag in tags.items():
        if tag not in places:
            places[tag] = start + len(body)
            body += tag + bytes(-len(tag) % 4)
        table += struct.pack(">4sII", name, places[tag], len(tag))
    header = struct.pack(">I4s2s2s4s4s4s", start + len(body), bytes(4), version, bytes(2), kind, space, b"XYZ ")
    header += struct.pack(">6H4s", 2000, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + D50
    return header.ljust(HEADER, b"\0") + table + body


def _try_out(profile: bytes) -> None:
    """Raise where the library cannot turn a picture into sRGB with it."""
    mode = MODES[profile[16:20]][0]
    own = ImageCms.ImageCmsProfile(BytesIO(profile))
    ImageCms.buildTransform(own, ImageCms.createProfile("sRGB"), mode, "RGB")
