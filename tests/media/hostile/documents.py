"""Hostile documents: with programs in them, of other types than they say, or that reach out when they are opened."""

from __future__ import annotations

import struct
from functools import partial

from cms.media.document_types import office as limits
from tests.media import pictures
from tests.media.hostile.cases import KEPT, Hostile
from tests.media.hostile.images import SCRIPT

NOT_PDF = "This file is not a PDF document, though its name ends in .pdf."
NOT_WORD = "This file is not a Word document without macros, though its name ends in .docx."
NOT_TEXT = "This file is not plain text, though its name ends in .txt."
NOT_TABLE = "This file is not a table in plain text (CSV), though its name ends in .csv."
TYPES = "Files of this type cannot be kept. Allowed are: CSV, DOCX, PDF, PPTX, TXT, XLSX."
PDF_ARCHIVE = "This PDF document is also an archive with other files in it. Export it again and upload that."
PDF_END = "This PDF document is damaged, or something was added behind its end. Export it again and upload that."
PDF_ACTS = "This PDF document contains {}. Print it to a new PDF and upload that."
LOCKED = limits.LOCKED.format("DOCX")
OTHER = "This file contains “{}”, a file of another type. Save it as a PDF and upload that."
FORMULA = "This table contains a formula (line {}). Save it with values only and upload that."
COMMAND = "This file contains a command to start a program (line {}). Take it out and upload the file again."
EMPTY = "This file is empty."
UTF8 = "This text is not in UTF-8. Save it with the encoding UTF-8 and upload that."

LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><Types>&c;</Types>'
FILE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Types>&b;</Types>'


def pdf(content: bytes) -> bytes:
    """Make a PDF with an object."""
    return pictures.PDF.replace(b"endobj\n", b"endobj\n2 0 obj\n" + content + b"\nendobj\n", 1)


def word(parts: dict[str, str | bytes] | None = None, types: str = "") -> bytes:
    """Make a Word document with parts of its own."""
    return pictures.office("word", parts, types)


def link(kind: str, target: str, mode: str = ' TargetMode="External"') -> bytes:
    """Make a Word document that refers to something."""
    entry = f'<Relationship Id="r1" Type="{LINK}/{kind}" Target="{target}"{mode}/>'
    return word({"word/_rels/document.xml.rels": f"<Relationships>{entry}</Relationships>"})


def macro_named_docx() -> bytes:
    """Make a document whose list of types says that it has macros."""
    return pictures.office("word", kind="application/vnd.ms-word.document.macroEnabled.main+xml")


def locked() -> bytes:
    """Make an archive that says it is encrypted."""
    data = bytearray(word())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def lying() -> bytes:
    """Make an archive whose directory says that 5 MB are 9 bytes."""
    data = pictures.office("word", {"word/media.xml": bytes(5_000_000)}, packed=True)
    start = data.rindex(b"PK\x01\x02") + 24
    return data[:start] + struct.pack("<I", 9) + data[start + 4 :]


def twice() -> bytes:
    """Make an archive with two parts of one name."""
    data = word({"word/documenX.xml": SCRIPT})
    return data.replace(b"word/documenX.xml", b"word/document.xml")


def old_word() -> bytes:
    """Make the beginning of a document of the old format, which is that of one with a password too."""
    return limits.OLD_OFFICE + bytes(504)


PDFS = [
    Hostile("program named .pdf", "a.pdf", lambda: pictures.EXE, NOT_PDF),
    Hostile("page named .pdf", "a.pdf", lambda: pictures.HTML, NOT_PDF),
    Hostile("page before a PDF", "a.pdf", lambda: pictures.HTML + pictures.PDF, NOT_PDF),
    Hostile("page at the start of a PDF", "a.pdf", lambda: b"%PDF-1.7\n%" + pictures.HTML + pictures.PDF[8:], NOT_PDF),
    Hostile("picture named .pdf", "a.pdf", pictures.jpeg, NOT_PDF),
    Hostile("PostScript named .pdf", "a.pdf", lambda: b"%!PS-Adobe-3.0\n%%EOF\n", NOT_PDF),
    Hostile("archive behind a PDF", "a.pdf", lambda: pictures.PDF + word(), PDF_ARCHIVE),
    Hostile("page behind a PDF", "a.pdf", lambda: pdf(b"% more\n" * 300) + pictures.HTML, PDF_END),
    Hostile("half a PDF", "a.pdf", lambda: pictures.PDF[:40], PDF_END),
    Hostile(
        "PDF with a script", "a.pdf", lambda: pdf(b"<< /S /JavaScript /JS (app.alert) >>"), PDF_ACTS.format("a script")
    ),
    Hostile(
        "PDF with a script in other letters",
        "a.pdf",
        lambda: pdf(b"<< /S/J#61vaScript >>"),
        PDF_ACTS.format("a script"),
    ),
    Hostile(
        "PDF that starts a program",
        "a.pdf",
        lambda: pdf(b"<< /S /Launch /F (cmd.exe) >>"),
        PDF_ACTS.format("a command to start a program"),
    ),
    Hostile(
        "PDF with a file in it",
        "a.pdf",
        lambda: pdf(b"<< /Names << /EmbeddedFiles 9 0 R >> >>"),
        PDF_ACTS.format("another file"),
    ),
    Hostile("two extensions", "a.pdf.exe", lambda: pictures.PDF, TYPES),
    Hostile("NUL in the name", "a.exe\x00.pdf", lambda: pictures.PDF, KEPT),
    Hostile("name written backwards", "a\u202efdp.exe", lambda: pictures.PDF, TYPES),
]
OFFICE = [
    Hostile("archive named .docx", "a.docx", lambda: pictures.zipped({"a.exe": pictures.EXE}), NOT_WORD),
    Hostile("program named .docx", "a.docx", lambda: pictures.EXE, NOT_WORD),
    Hostile("workbook named .docx", "a.docx", partial(pictures.office, "xl"), NOT_WORD),
    Hostile("page before a document", "a.docx", lambda: pictures.HTML + word(), NOT_WORD),
    Hostile("program behind a document", "a.docx", lambda: word() + pictures.EXE, limits.MADE_UP),
    Hostile(
        "page in the archive's comment", "a.docx", partial(pictures.office, "word", comment=SCRIPT), limits.MADE_UP
    ),
    Hostile("half a document", "a.docx", lambda: word()[:300], limits.DAMAGED),
    Hostile("old or locked document", "a.docx", old_word, LOCKED),
    Hostile("encrypted archive", "a.docx", locked, LOCKED),
    Hostile("document with macros", "a.docm", macro_named_docx, TYPES),
    Hostile("the same named .docx", "a.docx", macro_named_docx, limits.WITH_MACROS),
    Hostile("macros in a part", "a.docx", partial(word, {"word/vbaProject.bin": b"x"}), limits.WITH_MACROS),
    Hostile(
        "macros in a part of another name",
        "a.docx",
        partial(word, types='<Override PartName="/a.xml" ContentType="application/vnd.ms-office.vbaProject"/>'),
        limits.WITH_MACROS,
    ),
    Hostile(
        "program in a document", "a.docx", partial(word, {"word/evil.exe": pictures.EXE}), OTHER.format("evil.exe")
    ),
    Hostile("object in a document", "a.docx", partial(word, {"word/embeddings/a.bin": b"x"}), OTHER.format("a.bin")),
    Hostile("part that leads elsewhere", "a.docx", partial(word, {"../../a.xml": SCRIPT}), limits.MADE_UP),
    Hostile("part with an absolute name", "a.docx", partial(word, {"/etc/a.xml": SCRIPT}), limits.MADE_UP),
    Hostile("two parts of one name", "a.docx", twice, limits.MADE_UP),
    Hostile(
        "bomb: 5 MB from 6 KB",
        "a.docx",
        partial(pictures.office, "word", {"word/a.xml": bytes(5_000_000)}, packed=True),
        limits.TOO_LARGE,
    ),
    Hostile("bomb that lies about its size", "a.docx", lying, limits.DAMAGED),
    Hostile("bomb of entities", "a.docx", partial(word, {"[Content_Types].xml": BOMB}), limits.MADE_UP),
    Hostile("entity that reads a file", "a.docx", partial(word, {"[Content_Types].xml": FILE}), limits.MADE_UP),
    Hostile("the same in the text", "a.docx", partial(word, {"word/document.xml": FILE}), limits.MADE_UP),
    Hostile(
        "template from elsewhere", "a.docx", partial(link, "attachedTemplate", "https://evil.example"), limits.OUTSIDE
    ),
    Hostile("picture from elsewhere", "a.docx", partial(link, "image", "//evil.example/a.png", ""), limits.OUTSIDE),
    Hostile("link that a reader may follow", "a.docx", partial(link, "hyperlink", "https://good.example"), KEPT),
    Hostile(
        "workbook that reads another",
        "a.xlsx",
        partial(pictures.office, "xl", {"xl/externalLinks/externalLink1.xml": "<xml/>"}),
        limits.OUTSIDE,
    ),
]
TEXTS = [
    Hostile("program named .txt", "a.txt", lambda: pictures.EXE, NOT_TEXT),
    Hostile("page named .txt", "a.txt", lambda: pictures.HTML, NOT_TEXT),
    Hostile("script after 5,000 words", "a.csv", lambda: b"Peel,150\n" * 5_000 + SCRIPT, NOT_TABLE),
    Hostile("PHP named .txt", "a.txt", lambda: b"<?php system($_GET['c']); ?>", NOT_TEXT),
    Hostile("text in UTF-16", "a.txt", lambda: "Peel".encode("utf-16"), NOT_TEXT),
    Hostile("text in Latin 1", "a.txt", lambda: "Pürée".encode("latin-1"), UTF8),
    Hostile("white space alone", "a.txt", lambda: b" \n", EMPTY),
    Hostile(
        "formula", "a.csv", lambda: b'name,price\nPeel,"=HYPERLINK(""https://evil.example"")"\n', FORMULA.format(2)
    ),
    Hostile("formula that begins with @", "a.csv", lambda: b"@SUM(1+1)*cmd,1\n", FORMULA.format(1)),
    Hostile("formula that begins with +", "a.csv", lambda: b"a;b\n1;+SUM(A1:A9)\n", FORMULA.format(2)),
    Hostile("command of a table", "a.csv", lambda: b"Peel,=cmd|' /C calc'!A0\n", COMMAND.format(1)),
    Hostile("command of a text", "a.txt", lambda: b"Hello\n=cmd|' /C calc'!A0\n", COMMAND.format(2)),
    Hostile("telephone numbers", "a.csv", lambda: b"Larkfield,+1 404 555 0100,-5\n", KEPT),
]
ELSE = [
    Hostile("page as a document", "a.html", lambda: pictures.HTML, TYPES),
    Hostile("SVG as a document", "a.svg", lambda: pictures.SVG, TYPES),
    Hostile("script as a document", "a.js", lambda: b"alert(1)", TYPES),
    Hostile("archive as a document", "a.zip", word, TYPES),
    Hostile("no extension", "document", lambda: pictures.PDF, TYPES),
]
DOCUMENTS = [*PDFS, *OFFICE, *TEXTS, *ELSE]
