"""Word, Excel and PowerPoint: what the archive says it is, without macros, other files or calls to the network."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError

from cms.media.document_types.refusals import NotThisTypeError, refuse

MEMBERS = 10_000
TOTAL_BYTES = 200 * 1024 * 1024
RATIO = 200
DIRECTORY_BYTES = 1024 * 1024
"""How large a part may be that is parsed here: the list of types, and lists of links."""
CHUNK = 256 * 1024
OVERLAP = 64
"""How much of a portion is looked at with the next one: more than `<!DOCTYPE` takes in any encoding."""
TYPES = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument."
MAIN_TYPES = {
    "docx": f"{MAIN}wordprocessingml.document.main+xml",
    "pptx": f"{MAIN}presentationml.presentation.main+xml",
    "xlsx": f"{MAIN}spreadsheetml.sheet.main+xml",
}
MARKUP = {"xml", "rels", "vml"}
# Besides markup: pictures, the fonts of a document, and what Excel remembers of a printer.
EXTENSIONS = {
    *MARKUP, "png", "jpg", "jpeg", "jfif", "gif", "bmp", "tif", "tiff", "emf", "wmf", "wdp",
    "webp", "svg", "odttf", "fntdata",
}  # fmt: skip
PRINTER = re.compile(r"xl/printerSettings/printerSettings\d+\.bin")
MACROS = re.compile(r"macro|vba|activex|oleobject", re.IGNORECASE)
DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

DAMAGED = "This file is damaged: it cannot be read to its end. Save it again and upload that."
LOCKED = "This file is protected by a password or in an old format. Save it without one as {}, and upload that."
TOO_LARGE = "This file is far larger when it is unpacked than it may be. Save it as a PDF and upload that."
WITH_MACROS = "This file contains macros or controls. Save it without them, or as a PDF, and upload that."
OUTSIDE = "This file loads something from elsewhere when it is opened. Take that out, or save it as a PDF."
MADE_UP = "This file's inner structure is not one that an office program writes. Save it as a PDF and upload that."


def check_office(extension: str, data: bytes) -> None:
    """Raise for what is no plain document of this extension."""
    if data.startswith(OLD_OFFICE):
        raise refuse(LOCKED.format(extension.upper()))
    if not data.startswith(b"PK\x03\x04"):
        raise NotThisTypeError
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_directory(archive, data, extension)
            types = _content_types(archive, data)
            _check_members(archive)
    except ValidationError:
        raise
    except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        raise refuse(DAMAGED) from None
    if MAIN_TYPES[extension] not in types:
        raise NotThisTypeError


def _check_directory(archive: ZipFile, data: bytes, extension: str) -> None:
    """Judge by the directory alone; nothing has been unpacked when this returns."""
    members = archive.infolist()
    names = [member.filename for member in members]
    if TYPES not in names:
        raise NotThisTypeError
    if any(member.flag_bits & 1 for member in members):
        raise refuse(LOCKED.format(extension.upper()))
    if len(members) > MEMBERS or _is_too_large(sum(member.file_size for member in members), data):
        raise refuse(TOO_LARGE)
    starts_late = min(member.header_offset for member in members) != 0
    goes_on = data[-22:-18] != b"PK\x05\x06" or archive.comment
    if starts_late or goes_on or len({name.lower() for name in names}) != len(names):
        raise refuse(MADE_UP)
    for member in members:
        _check_name(member)


def _is_too_large(size: int, data: bytes) -> bool:
    return size > TOTAL_BYTES or size > RATIO * len(data)


def _extension(name: str) -> str:
    """Give what follows the last dot; all of `_rels/.rels` is one."""
    return name.rpartition("/")[2].rpartition(".")[2].lower()


def _check_name(member: ZipInfo) -> None:
    name = member.orig_filename
    parts = name.rstrip("/").split("/")
    made_up = not name.isprintable() or "\\" in name or ":" in name or not {"", ".", ".."}.isdisjoint(parts)
    if made_up or member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise refuse(MADE_UP)
    if MACROS.search(name):
        raise refuse(WITH_MACROS)
    if name.startswith("xl/externalLinks/"):
        raise refuse(OUTSIDE)
    is_folder = name.endswith("/") and not member.file_size
    if not is_folder and _extension(name) not in EXTENSIONS and not PRINTER.fullmatch(name):
        raise refuse(
            f"This file contains “{parts[-1][:80]}”, a file of another type. Save it as a PDF and upload that."
        )


def _content_types(archive: ZipFile, data: bytes) -> set[str]:
    """Give the type of every part that the archive names; raise for macros among them."""
    names = set(archive.namelist())
    types = set()
    for entry in _parsed(archive, TYPES):
        kind = entry.get("ContentType", "")
        if MACROS.search(kind):
            raise refuse(WITH_MACROS)
        if entry.get("PartName", "").lstrip("/") in names:
            types.add(kind)
    return types


def _parsed(archive: ZipFile, name: str) -> Any:
    """Parse a part that no honest program makes large, and that defines no entities."""
    with archive.open(name) as part:
        text = part.read(DIRECTORY_BYTES + 1)
    if len(text) > DIRECTORY_BYTES:
        raise refuse(TOO_LARGE)
    try:
        return fromstring(text, forbid_dtd=True)
    except (DefusedXmlException, ParseError, LookupError):
        raise refuse(MADE_UP) from None


def _check_members(archive: ZipFile) -> None:
    """Read every part to its end: what the directory says of sizes has to be true, and no part may define entities."""
    for member in archive.infolist():
        read, has_markup, before = 0, _extension(member.filename) in MARKUP, b""
        with archive.open(member) as part:
            while chunk := part.read(CHUNK):
                if has_markup and DOCTYPE.search((before + chunk).replace(b"\0", b"")):
                    raise refuse(MADE_UP)
                read, before = read + len(chunk), chunk[-OVERLAP:]
        if read != member.file_size:
            raise BadZipFile
        if member.filename.endswith(".rels"):
            _check_links(archive, member.filename)


def _check_links(archive: ZipFile, name: str) -> None:
    """Raise for a link that an office program follows by itself: a template, a picture, a frame, an object."""
    for link in _parsed(archive, name):
        is_outside = link.get("TargetMode", "").lower() == "external" or re.match(r"\w+:|//|\\", link.get("Target", ""))
        if is_outside and not link.get("Type", "").endswith("/hyperlink"):
            raise refuse(OUTSIDE)
