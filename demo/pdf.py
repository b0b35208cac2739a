"""Sets a short text as a PDF: one page of US Letter, in a typeface that every reader has."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from .reading import ContentError

WIDTH, HEIGHT, MARGIN = 612, 792, 72
COLUMNS = 84
"""Characters to a line of the text: Helvetica at 11 points is about 5.5 wide."""
LEADING = 16


def pdf(title: str, text: str) -> bytes:
    """The text under its title; lines that begin with ``- `` are items. ``ContentError`` if a page cannot hold it."""
    lines = list(set_lines(text))
    if (len(lines) + 3) * LEADING > HEIGHT - 2 * MARGIN:
        raise ContentError(f"“{title}” is too long for one page.")
    return document(title, page(title, lines))


def set_lines(text: str) -> Iterator[str]:
    """The lines as they stand on the page."""
    for line in text.splitlines():
        is_item = line.startswith("- ")
        words = f"\u2022 {line[2:]}" if is_item else line
        yield from textwrap.wrap(words, COLUMNS, subsequent_indent="   " if is_item else "") or [""]


def page(title: str, lines: Sequence[str]) -> bytes:
    """The drawing instructions of the page."""
    top = HEIGHT - MARGIN
    begin = f"BT /F2 16 Tf {MARGIN} {top} Td {LEADING} TL ".encode() + shown(title) + b" Tj T* T* /F1 11 Tf"
    return b"\n".join([begin, *(shown(line) + b" Tj T*" for line in lines), b"ET"])


def shown(words: str) -> bytes:
    """A string in the encoding of the typeface."""
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return b"(" + escaped.encode("cp1252") + b")"


def document(title: str, content: bytes) -> bytes:
    """The file: objects, the table of where each begins, and the way to that."""
    fonts = "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> "
    fonts += "/F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-US) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << {fonts} >> >> "
        "/Contents 4 0 R >>".encode(),
        f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream",
        b"<< /Title " + shown(title) + b" >>",
    ]
    data, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + item + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R /Info 5 0 R >>\n"
    return data + f"{end}startxref\n{len(data)}\n%%EOF\n".encode()
