"""Rich text as a client gets it: clean HTML, internal links as paths, links to hidden pages reduced to their words.

The allow-list is told to front ends in ``docs/rich-text.md``. What editors cannot enter, and somebody stored all the
same, is dropped: pictures, videos, links to documents (they are private) and every other element and attribute.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape
from html.parser import HTMLParser
from threading import Lock

import nh3
from cachetools import LRUCache, cached

from .reader import Reader
from .typed_links import load_links

TAGS = {"a", "b", "strong", "i", "em", "p", "br", "ul", "ol", "li", "h2", "h3", "h4", "sub", "sup"}
ATTRIBUTES = {"*": set[str](), "a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}
BLOCK_TAG = re.compile(r"</?(?:p|br|ul|ol|li|h[234])>")
WHOLE_TAG = re.compile(r"""<[^<>"']*(?:"[^"<>]*"[^<>"']*|'[^'<>]*'[^<>"']*)*>""")
AS_STORED = {"a": {"href", "linktype", "id"}}
MOST_BYTES = 32 * 2**20
"""How much the texts may take that a process remembers; some 10,000 sections of a page."""
BYTES_EACH = 2_000
ANY_TAG = re.compile(r'<[^>"]*(?:"[^"]*"[^>"]*)*>')


@dataclass(frozen=True)
class RichTextValue:
    """Finished rich text: ``html`` clean, ``text`` without markup."""

    html: str
    text: str


@dataclass(frozen=True)
class Link:
    """What a stored link leads to: a page, or what somebody typed; nothing where it is of any other sort."""

    page: int | None = None
    typed: str = ""


def rich_texts(sources: Sequence[str | None], reader: Reader) -> list[RichTextValue]:
    """Each source rendered; all links in them are looked up together (no statement where there are none)."""
    read = [text_of(source or "") for source in sources]
    links = [link for text in read for link in text.source.links]
    load_links(
        [link.page for link in links if link.page is not None], [link.typed for link in links if link.typed], reader
    )

    def where(link: Link) -> str | None:
        return reader.addresses[link.page] if link.page is not None else reader.typed_links.get(link.typed)

    return [text.rendered(where) for text in read]


class Text:
    """A stored text that was read, with what came out of it the last time."""

    def __init__(self, source: str) -> None:
        self.source = Source(source)
        self.last: tuple[list[str | None], RichTextValue] | None = None

    def rendered(self, where: Callable[[Link], str | None]) -> RichTextValue:
        """The text rendered; nothing has to be done for it while its links lead where they did."""
        lead = [where(link) for link in self.source.links]
        last = self.last
        if last is None or last[0] != lead:
            self.last = last = (lead, render(self.source, where))
        return last[1]

    @property
    def size(self) -> int:
        """About how many bytes it takes: as it is stored, read, rendered, and without markup."""
        return BYTES_EACH + sum(len(piece) if isinstance(piece, str) else 200 for piece in self.source.pieces) * 4


@cached(LRUCache(MOST_BYTES, getsizeof=lambda text: text.size), key=str, lock=Lock())
def text_of(source: str) -> Text:
    """What is stored as ``source``, read once while it is asked for."""
    return Text(source)


def render(source: Source, where: Callable[[Link], str | None]) -> RichTextValue:
    """Render ``source``; ``where`` tells where a link leads, or None where the public may not go there."""
    html = nh3.clean(source.html(where), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    html = re.sub(r"<a>(.*?)</a>", r"\1", html, flags=re.DOTALL)  # links to addresses that nh3 has taken away
    return RichTextValue(html, words(html))


def words(html: str) -> str:
    """The text of clean ``html``, blocks apart by a space."""
    return re.sub(r"\s+", " ", unescape(ANY_TAG.sub("", BLOCK_TAG.sub(" ", html)))).strip()


def well_formed(source: str) -> str:
    """``source`` with its tags closed: Python's parser takes seconds for thousands that are not."""
    if "<" not in WHOLE_TAG.sub("", source):
        return source
    return nh3.clean(source, tags=TAGS, attributes=AS_STORED, url_schemes=SCHEMES, link_rel=None)


class Source(HTMLParser):
    """Rich text as Wagtail stores it, its links told from the rest, which is left to the cleaning that follows."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str | tuple[Link, bool]] = []
        self.open: list[Link] = []
        self.feed(well_formed(source))
        self.close()

    @cached_property
    def links(self) -> list[Link]:
        """What its links lead to."""
        return [piece[0] for piece in self.pieces if isinstance(piece, tuple) and piece[1]]

    def html(self, where: Callable[[Link], str | None]) -> str:
        """The text with plain links in it, those that lead nowhere left out."""
        return "".join(piece if isinstance(piece, str) else tag(where(piece[0]), piece[1]) for piece in self.pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "a":
            self.pieces.append(self.get_starttag_text() or "")
            return
        self.open.append(link_of(dict(attrs)))
        self.pieces.append((self.open[-1], True))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "a":
            self.pieces.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag != "a":
            self.pieces.append(f"</{tag}>")
        elif self.open:
            self.pieces.append((self.open.pop(), False))

    def handle_data(self, data: str) -> None:
        self.pieces.append(escape(data, quote=False))


def link_of(attributes: Mapping[str, str | None]) -> Link:
    """What the stored link with these attributes leads to."""
    kind = attributes.get("linktype")
    if kind == "page":
        pk = attributes.get("id") or ""
        return Link(int(pk)) if pk.isascii() and pk.isdigit() and len(pk) <= 18 else Link()
    return Link(typed=attributes.get("href") or "") if kind is None else Link()


def tag(address: str | None, opens: bool) -> str:
    """The beginning of a link, or its end; nothing of one that leads nowhere."""
    if address is None:
        return ""
    return f'<a href="{escape(address)}">' if opens else "</a>"
