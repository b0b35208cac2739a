"""Which documents may be kept: judged by extension and by content, which have to agree."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat

from cms.media.document_types.office import check_office
from cms.media.document_types.pdf import check_pdf
from cms.media.document_types.refusals import NotThisTypeError
from cms.media.document_types.text import check_table, check_text

DOCUMENT_TYPES: dict[str, tuple[str, Callable[[bytes], None]]] = {
    "csv": ("a table in plain text (CSV)", check_table),
    "docx": ("a Word document without macros", partial(check_office, "docx")),
    "pdf": ("a PDF document", check_pdf),
    "pptx": ("a PowerPoint presentation without macros", partial(check_office, "pptx")),
    "txt": ("plain text", check_text),
    "xlsx": ("an Excel workbook without macros", partial(check_office, "xlsx")),
}
"""What to call each type, and what raises `NotThisTypeError` or ValidationError for a file that is none."""


def check_document(name: str, content: File[Any]) -> None:
    """Raise ValidationError when a file is too large, of no allowed type, not what its name says, or risky to open."""
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    if extension not in DOCUMENT_TYPES:
        allowed = ", ".join(sorted(DOCUMENT_TYPES)).upper()
        raise ValidationError(f"Files of this type cannot be kept. Allowed are: {allowed}.", code="invalid_extension")
    if content.size > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE:
        limit = filesizeformat(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
        raise ValidationError(f"This file is too big. Documents may have {limit} at most.", code="file_too_large")
    kind, check = DOCUMENT_TYPES[extension]
    content.seek(0)
    try:
        check(content.read())
    except NotThisTypeError:
        message = f"This file is not {kind}, though its name ends in .{extension}."
        raise ValidationError(message, code="invalid_content") from None
    content.seek(0)
