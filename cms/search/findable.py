"""What models say of themselves so that the content API's search finds them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from .words import tokens

_INLINE = re.compile(r"</?(?:a|b|strong|i|em|sub|sup)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Passage:
    """A piece of plain text that readers see.

    ``about`` is the label and the id of what it is about: where that is not public, the passage is not quoted.
    """

    text: str
    about: tuple[str, int] | None = None


class Findable:
    """A page that search finds, or a register's entry whose names find the pages that refer to it.

    ``search_fields`` names :meth:`search_words`.
    """

    names_from: tuple[str, ...] = ()
    """Relations to what lends its names to the page, as ``ToMany.via`` writes them: child relation, then foreign key.
    They are looked up when somebody searches, so that a name counts only while it and its bearer are public."""

    def search_title(self) -> str:
        """The name that counts most."""
        return str(getattr(self, "title", ""))

    def search_names(self) -> list[str]:
        """Other names; they count before all other text."""
        return []

    def search_passages(self) -> list[Passage]:
        """The text that readers see, in its order; nothing is fetched for it."""
        return []

    def search_rows(self) -> Iterable[str]:
        """Text of child rows; it finds the page and is not quoted."""
        return []

    def search_words(self) -> str:
        """What goes into the search index."""
        texts = [*(passage.text for passage in self.search_passages()), *self.search_rows()]
        return tokens(self.search_title(), self.search_names(), texts)


def plain_text(source: str | None) -> str:
    """The words of rich text, without its tags. It may still hold ``<``: escape it before it becomes HTML."""
    text = _TAG.sub(" ", _INLINE.sub("", source or ""))
    return " ".join(html.unescape(text).split())


def passages(*texts: str | None, rich: Iterable[str | None] = ()) -> list[Passage]:
    """Plain texts, then rich texts, each a passage; empty ones are left out."""
    found = (*(" ".join((text or "").split()) for text in texts), *map(plain_text, rich))
    return [Passage(text) for text in found if text]
