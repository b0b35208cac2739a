"""Rich text as a client gets it: clean HTML, internal links as paths, links to hidden pages reduced to their words.

The allow-list is told to front ends in ``docs/rich-text.md``. What editors cannot enter, and somebody stored all the
same, is dropped: pictures, videos, links to documents (they are private) and every other element and attribute.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser

import nh3

from .reader import Reader

TAGS = {"a", "b", "strong", "i", "em", "p", "br", "ul", "ol", "li", "h2", "h3", "h4", "sub", "sup"}
ATTRIBUTES = {"*": set[str](), "a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}
BLOCK_TAG = re.compile(r"</?(?:p|br|ul|ol|li|h[234])>")
ANY_TAG = re.compile(r'<[^>"]*(?:"[^"]*"[^>"]*)*>')
TYPED = re.compile(r"https?://[^\s/?#\\]|mailto:|tel:|#|/(?![/\\])", re.IGNORECASE)
"""How an address may begin that an editor typed: absolute, or a path or anchor of the site."""


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


def render(source: str, addresses: Mapping[int, str | None]) -> RichTextValue:
    """Render ``source``; ``addresses`` must hold every linked page: where the link leads, or None for a hidden one."""
    rewriter = Rewriter(addresses)
    rewriter.feed(source)
    rewriter.close()
    html = nh3.clean("".join(rewriter.html), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    html = re.sub(r"<a>(.*?)</a>", r"\1", html, flags=re.DOTALL)  # links to addresses that nh3 has taken away
    return RichTextValue(html, words(html))


def words(html: str) -> str:
    """The text of clean ``html``, blocks apart by a space."""
    return re.sub(r"\s+", " ", unescape(ANY_TAG.sub("", BLOCK_TAG.sub(" ", html)))).strip()


class Rewriter(HTMLParser):
    """Turns Wagtail's stored links into plain ones; everything else is left to the cleaning that follows."""

    def __init__(self, addresses: Mapping[int, str | None]) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses = addresses
        self.html: list[str] = []
        self.links: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "a":
            self.html.append(self.get_starttag_text() or "")
            return
        address = self.address(dict(attrs))
        self.links.append(address is not None)
        if address is not None:
            self.html.append(f'<a href="{escape(address)}">')

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "a":
            self.html.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag != "a":
            self.html.append(f"</{tag}>")
        elif self.links and self.links.pop():
            self.html.append("</a>")

    def handle_data(self, data: str) -> None:
        self.html.append(escape(data, quote=False))

    def address(self, attributes: Mapping[str, str | None]) -> str | None:
        """Where a stored link leads; None when it leads nowhere the public may go."""
        kind = attributes.get("linktype")
        if kind == "page":
            pk = attributes.get("id") or ""
            return self.addresses.get(int(pk)) if pk.isascii() and pk.isdigit() and len(pk) <= 18 else None
        typed = (attributes.get("href") or "").strip() if kind is None else ""
        return typed if TYPED.match(typed) else None
