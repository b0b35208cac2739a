"""Which documents may be kept: judged by extension and by content, which have to agree."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat

MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|svg|script|iframe|\?xml)", re.IGNORECASE)
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
ZIP_ENTRIES = 10_000


def _is_pdf(content: File[Any]) -> bool:
    content.seek(0)
    return bool(content.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"))


def _is_text(content: File[Any]) -> bool:
    content.seek(0)
    text = content.read()
    return not CONTROL.search(text) and not MARKUP.search(text[:4096])


def _is_office(folder: str) -> Callable[[File[Any]], bool]:
    def check(content: File[Any]) -> bool:
        content.seek(0)
        try:
            with ZipFile(content) as archive:
                names = archive.namelist()
        except (BadZipFile, OSError, ValueError, NotImplementedError):
            return False
        if len(names) > ZIP_ENTRIES or any(name.lower().endswith("vbaproject.bin") for name in names):
            return False
        return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)

    return check


DOCUMENT_TYPES: dict[str, tuple[str, Callable[[File[Any]], bool]]] = {
    "csv": ("a table in plain text (CSV)", _is_text),
    "docx": ("a Word document without macros", _is_office("word/")),
    "pdf": ("a PDF document", _is_pdf),
    "pptx": ("a PowerPoint presentation without macros", _is_office("ppt/")),
    "txt": ("plain text", _is_text),
    "xlsx": ("an Excel workbook without macros", _is_office("xl/")),
}


def check_document(name: str, content: File[Any]) -> None:
    """Raise ValidationError when a file is too large, of no allowed type, or not what its name says."""
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    if extension not in DOCUMENT_TYPES:
        allowed = ", ".join(sorted(DOCUMENT_TYPES)).upper()
        raise ValidationError(f"Files of this type cannot be kept. Allowed are: {allowed}.", code="invalid_extension")
    if content.size > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE:
        limit = filesizeformat(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
        raise ValidationError(f"This file is too big. Documents may have {limit} at most.", code="file_too_large")
    kind, matches = DOCUMENT_TYPES[extension]
    if not matches(content):
        raise ValidationError(
            f"This file is not {kind}, though its name ends in .{extension}.",
            code="invalid_content",
        )
    content.seek(0)
