"""PDF: nothing before it, nothing behind it, and nothing in it that acts by itself.

What a PDF packs away in compressed objects is not looked into: readers ask before they run anything, and the file
is only ever handed out as a download.
"""

from __future__ import annotations

import re

from cms.media.document_types.refusals import HTML, NotThisTypeError, refuse

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
WHITE_SPACE = b"\x00\t\n\x0c\r "
ZIP_END = b"PK\x05\x06"
ZIP_TAIL = 22 + 65_535
"""How far before its end a reader of ZIP looks for the directory."""
NAME = re.compile(rb"/((?:[A-Za-z]|#[0-9A-Fa-f]{2}){6,80})")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
ACTIVE = {
    b"JavaScript": "a script",
    b"Launch": "a command to start a program",
    b"EmbeddedFile": "another file",
    b"EmbeddedFiles": "another file",
    b"FileAttachment": "another file",
    b"RichMedia": "a film or a program",
}


def check_pdf(data: bytes) -> None:
    """Raise for what is no whole, single and passive PDF."""
    if not data.removeprefix(BYTE_ORDER_MARK).startswith(b"%PDF-") or HTML.search(data[:1024]):
        raise NotThisTypeError
    if ZIP_END in data[-ZIP_TAIL:]:
        raise refuse("This PDF document is also an archive with other files in it. Export it again and upload that.")
    if not data.rstrip(WHITE_SPACE).endswith(b"%%EOF"):
        raise refuse(
            "This PDF document is damaged, or something was added behind its end. Export it again and upload that."
        )
    for found in NAME.finditer(data):
        name = ESCAPE.sub(lambda code: bytes([int(code[1], 16)]), found[1])
        if name in ACTIVE:
            raise refuse(f"This PDF document contains {ACTIVE[name]}. Print it to a new PDF and upload that.")
