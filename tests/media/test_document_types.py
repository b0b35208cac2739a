"""Which documents are kept: extension and content have to agree."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from cms.media.document_types import check_document
from tests.media import pictures

ALLOWED = "Files of this type cannot be kept. Allowed are: CSV, DOCX, PDF, PPTX, TXT, XLSX."


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        check_document(name, ContentFile(data, name=name))
    return caught.value.messages[0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", pictures.PDF),
        ("A.PDF", pictures.PDF),
        ("a.docx", pictures.office("word")),
        ("a.xlsx", pictures.office("xl")),
        ("a.pptx", pictures.office("ppt")),
        ("a.txt", "Nach der Behandlung: kühlen.".encode()),
        ("a.txt", "Windows “quotes” \x93".encode("cp1252", "replace")),
        ("a.csv", b"\xef\xbb\xbfname,price\r\nPeel,150\r\n"),
        ("a.txt", b""),
    ],
)
def test_allowed(name: str, data: bytes) -> None:
    content = ContentFile(data, name=name)

    check_document(name, content)

    assert content.read() == data


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.exe", "a.docm", "a.zip", "a.js", "a", "pdf", "a.pdf.exe"])
def test_extensions_not_on_the_list_are_refused(name: str) -> None:
    assert refusal(name, pictures.PDF) == ALLOWED


def test_an_exe_renamed_pdf_is_refused() -> None:
    assert refusal("a.pdf", pictures.EXE) == "This file is not a PDF document, though its name ends in .pdf."


def test_a_workbook_renamed_docx_is_refused() -> None:
    assert refusal("a.docx", pictures.office("xl")) == (
        "This file is not a Word document without macros, though its name ends in .docx."
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", pictures.HTML),
        ("a.txt", pictures.HTML),
        ("a.txt", b"\n\n <svg onload=alert(1)>"),
        ("a.csv", pictures.EXE),
        ("a.docx", pictures.PDF),
        ("a.docx", b"PK\x03\x04 cut off"),
        ("a.docx", pictures.office("word", "word/vbaProject.bin")),
        ("a.xlsx", pictures.office("xl", "xl/VBAPROJECT.BIN")),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(name: str, data: bytes) -> None:
    assert refusal(name, data).startswith("This file is not ")


def test_a_file_over_the_limit_is_refused(settings: Any) -> None:
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10

    assert refusal("a.pdf", pictures.PDF) == "This file is too big. Documents may have 10\xa0bytes at most."
