"""The little markup of the demo's texts: paragraphs, lists, **bold**, *italic*, [links](kind:slug), and blocks.

A block stands between a line ``::: name key="value" …`` and a line ``:::``; a heading is a line beginning with ``##``.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape

from .reading import ContentError

LinkTo = Callable[[str], str]
"""Gives the opening tag's attributes for a target such as ``treatment:chemical-peel``."""


def html(text: str, link_to: LinkTo) -> str:
    """``text`` as the HTML that Wagtail's rich text stores."""
    return "".join(paragraph(chunk.strip(), link_to) for chunk in re.split(r"\n\s*\n", text.strip()) if chunk.strip())


def paragraph(chunk: str, link_to: LinkTo) -> str:
    """One paragraph or list."""
    for marker, tag in ((r"- ", "ul"), (r"\d+\. ", "ol")):
        if re.match(marker, chunk):
            items = [item.replace("\n", " ").strip() for item in re.split(rf"^{marker}", chunk, flags=re.MULTILINE)[1:]]
            return f"<{tag}>" + "".join(f"<li>{inline(item, link_to)}</li>" for item in items) + f"</{tag}>"
    return f"<p>{inline(chunk.replace(chr(10), ' '), link_to)}</p>"


def inline(text: str, link_to: LinkTo) -> str:
    """``text`` with its bold, italic and links."""
    text = escape(text, quote=False)
    text = re.sub(r"\[([^\]]+)\]\(([^)]+)\)", lambda match: f"<a {link_to(match[2])}>{match[1]}</a>", text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)


@dataclass(frozen=True)
class Chunk:
    """A part of a page's body: ``name`` is ``text``, ``heading`` or a block's; ``values`` stand on its first line."""

    name: str
    text: str
    values: dict[str, str] = field(default_factory=dict)

    def listed(self, key: str) -> list[str]:
        """The comma-separated words under ``key``."""
        return [word.strip() for word in self.values.get(key, "").split(",") if word.strip()]

    def rows(self) -> list[list[str]]:
        """The cells of a table written with ``|``."""
        return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in self.text.splitlines()]


def chunks(text: str) -> Iterator[Chunk]:
    """The parts of a body in order; raises ``ContentError`` for a block that is not closed."""
    plain: list[str] = []
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(("##", ":::")):
            yield from collected(plain)
            plain = []
            yield heading(line) if line.startswith("##") else block(line, lines)
        else:
            plain.append(line)
    yield from collected(plain)


def collected(lines: list[str]) -> Iterator[Chunk]:
    """The paragraphs gathered so far, if there are any."""
    if text := "\n".join(lines).strip():
        yield Chunk("text", text)


def heading(line: str) -> Chunk:
    """``## Words`` is a heading of the second level, ``###`` of the third."""
    marks, _, words = line.partition(" ")
    return Chunk("heading", words.strip(), {"level": str(len(marks))})


def block(line: str, lines: Iterator[str]) -> Chunk:
    """A block from its first line, with the lines up to its end."""
    name, *pairs = shlex.split(line.removeprefix(":::"))
    values = dict(pair.split("=", 1) for pair in pairs)
    inside: list[str] = []
    for following in lines:
        if following.strip() == ":::":
            return Chunk(name, "\n".join(inside).strip(), values)
        inside.append(following)
    raise ContentError(f"The block “{line}” has no end.")
