"""Plain text and CSV: UTF-8, no markup, and nothing a spreadsheet would work out when the file is opened."""

from __future__ import annotations

import re

from cms.media.document_types.refusals import HTML, NotThisTypeError, refuse

CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
# What a spreadsheet does not take for words: = + @ - and their wide forms, at the start of a cell or a line.
CELL = re.compile(r"(?:^|[,;\t])[ \"]*([=＝+＋@＠-][^\n,;\t]{0,300})", re.MULTILINE)
LINE = re.compile(r"^[ \"]*([=＝+＋@＠][^\n]{0,300})", re.MULTILINE)
# A program and what is asked of it: =cmd|' /C calc'!A0
COMMAND = re.compile(r"[A-Za-z]'?\|")
# +1 (404) 555-0100, -5 and @larkfield call nothing.
CALL = re.compile(r"[A-Za-z_.]\d*\(")


def check_text(data: bytes) -> None:
    """Raise for what is no plain text."""
    text = _read(data)
    for line in LINE.finditer(text):
        if COMMAND.search(line[1]):
            raise _command(text, line)


def check_table(data: bytes) -> None:
    """Raise for what is no plain table of values."""
    text = _read(data)
    for cell in CELL.finditer(text):
        if COMMAND.search(cell[1]):
            raise _command(text, cell)
        if cell[1].startswith(("=", "＝")) or CALL.search(cell[1]):
            raise refuse(
                f"This table contains a formula (line {_number(text, cell)}). Save it with values only and upload that."
            )


def _command(text: str, found: re.Match[str]) -> Exception:
    return refuse(
        f"This file contains a command to start a program (line {_number(text, found)}). "
        "Take it out and upload the file again."
    )


def _number(text: str, found: re.Match[str]) -> int:
    return text.count("\n", 0, found.start(1)) + 1


def _read(data: bytes) -> str:
    """Give the text, with one kind of line end."""
    if not data.strip():
        raise refuse("This file is empty.")
    if CONTROL.search(data) or HTML.search(data):
        raise NotThisTypeError
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("This text is not in UTF-8. Save it with the encoding UTF-8 and upload that.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
