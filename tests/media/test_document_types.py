"""Which documents are kept: extension and content have to agree."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from cms.media.document_types import check_document
from cms.media.document_types import office as limits
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
        ("a.csv", b"\xef\xbb\xbfname,price\r\nPeel,150\r\n"),
        ("a.txt", b"Lasts 2-3 days.\n- rest < 1 hour | cool\n=====\n@larkfield"),
        ("a.csv", b"name,phone,change\nLarkfield,+1 404 555 0100,-5%\nSmith,+1 (404) 555-0101,@larkfield\n"),
        ("a.pdf", b"\xef\xbb\xbf" + pictures.PDF + b"\r\n\0"),
        ("a.xlsx", pictures.office("xl", {"xl/printerSettings/printerSettings1.bin": b"\0", "xl/media/a.PNG": b"x"})),
        ("a.docx", pictures.office("word", {"word/media/": "", "docProps/app.xml": "<a/>"}, packed=True)),
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
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(name: str, data: bytes) -> None:
    assert refusal(name, data).startswith("This file is not ")


def test_a_file_over_the_limit_is_refused(settings: Any) -> None:
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10

    assert refusal("a.pdf", pictures.PDF) == "This file is too big. Documents may have 10\xa0bytes at most."


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.xlsx", pictures.office("xl", {"xl/VBAPROJECT.BIN": b""}), limits.WITH_MACROS),
        ("a.docx", pictures.office("word", {"word\\a.xml": b""}), limits.MADE_UP),
        ("a.docx", pictures.office("word", {"C:/a.xml": b""}), limits.MADE_UP),
        ("a.docx", b"PK\x03\x04 cut off", limits.DAMAGED),
        ("a.docx", pictures.office("word", {"_rels/.rels": "<a>"}), limits.MADE_UP),
        ("a.txt", b"", "This file is empty."),
    ],
)
def test_refused_with_its_reason(name: str, data: bytes, message: str) -> None:
    assert refusal(name, data) == message


@pytest.mark.parametrize(("limit", "value"), [("MEMBERS", 1), ("TOTAL_BYTES", 100), ("DIRECTORY_BYTES", 100)])
def test_limits_of_an_archive(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    monkeypatch.setattr(limits, limit, value)

    assert refusal("a.docx", pictures.office("word")) == limits.TOO_LARGE


@pytest.mark.parametrize(
    "cell",
    ["=1+1", " =1+1", '"=1+1"', "＝1+1", "-SUM(A1)", "@LOG10(5)", "+1+cmd|' /C calc'!A0", "1,=1", "1;=1", "1\t=1"],
)
def test_what_a_spreadsheet_would_work_out_is_refused(cell: str) -> None:
    assert refusal("a.csv", f"name\r{cell}\r".encode()).startswith("This ")


@pytest.mark.parametrize("piece", [",+", "+a", '"', "=a", "-a.", "|'", "@(", "\n", "<"])
def test_a_text_made_to_take_long_does_not(piece: str) -> None:
    data = (piece * (2_000_000 // len(piece))).encode()
    started = time.process_time()

    with contextlib.suppress(ValidationError):
        check_document("a.csv", ContentFile(data, name="a.csv"))
    with contextlib.suppress(ValidationError):
        check_document("a.txt", ContentFile(data, name="a.txt"))

    assert time.process_time() - started < 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize("before", [limits.CHUNK - count for count in (1, 2, 6, 8, 16)])
def test_a_definition_from_elsewhere_is_found_where_two_portions_meet(before: int, encoding: str) -> None:
    letters = before // len("x".encode(encoding))
    part = "<!--".ljust(letters - 3, "x") + "--><!DOCTYPE a SYSTEM 'https://a.example/a.dtd'><a>&b;</a>"
    assert refusal("a.docx", pictures.office("word", {"word/document.xml": part.encode(encoding)})) == limits.MADE_UP
