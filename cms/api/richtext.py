"""Rich text as a client gets it: clean HTML, internal links as paths, links to hidden pages reduced to their words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

import nh3

from .reader import Reader

TAGS = {"a", "b", "strong", "i", "em", "p", "br", "ul", "ol", "li", "h2", "h3", "h4", "sub", "sup"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}
BLOCK_TAGS = {"p", "br", "ul", "ol", "li", "h2", "h3", "h4"}


@dataclass(frozen=True)
class RichTextValue:
    """Finished rich text: ``html`` clean, ``text`` without markup."""

    html: str
    text: str


def rich_texts(sources: Sequence[str | None], reader: Reader) -> list[RichTextValue]:
    """Each source rendered, with one statement for all links in them together (none where there are no links)."""
    reader.load_addresses(pk for source in sources for pk in linked_pages(source or ""))
    return [render(source or "", reader.addresses) for source in sources]


def linked_pages(source: str) -> list[int]:
    """Ids of the pages that ``source``, rich text as Wagtail stores it, links to."""
    if 'linktype="page"' not in source:
        return []
    return [int(pk) for pk in re.findall(r'<a\b[^>]*\bid="(\d{1,18})"', source)]


def render(source: str, paths: Mapping[int, str | None]) -> RichTextValue:
    """Render ``source``; ``paths`` must hold every linked page: its path, or None for a hidden one."""
    rewriter = Rewriter(paths)
    rewriter.feed(source)
    rewriter.close()
    html = nh3.clean("".join(rewriter.html), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    html = re.sub(r"<a>(.*?)</a>", r"\1", html, flags=re.DOTALL)  # links to addresses that nh3 has taken away
    return RichTextValue(html, re.sub(r"\s+", " ", "".join(rewriter.text)).strip())


class Rewriter(HTMLParser):
    """Turns Wagtail's stored links into plain ones and collects the text on the way."""

    def __init__(self, paths: Mapping[int, str | None]) -> None:
        super().__init__(convert_charrefs=True)
        self.paths = paths
        self.html: list[str] = []
        self.text: list[str] = []
        self.links: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCK_TAGS:
            self.text.append(" ")
        if tag != "a":
            self.html.append(self.get_starttag_text() or "")
            return
        address = self.address(dict(attrs))
        self.links.append(address is not None)
        if address is not None:
            self.html.append(f'<a href="{escape(address)}">')

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCK_TAGS:
            self.text.append(" ")
        if tag != "a":
            self.html.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCK_TAGS:
            self.text.append(" ")
        if tag != "a":
            self.html.append(f"</{tag}>")
        elif self.links and self.links.pop():
            self.html.append("</a>")

    def handle_data(self, data: str) -> None:
        self.html.append(escape(data, quote=False))
        self.text.append(data)

    def address(self, attributes: Mapping[str, str | None]) -> str | None:
        """Where a stored link leads; None when it leads nowhere the public may go."""
        kind = attributes.get("linktype")
        if kind == "page":
            pk = attributes.get("id") or ""
            return self.paths.get(int(pk)) if pk.isascii() and pk.isdigit() else None
        return attributes.get("href") if kind is None else None
