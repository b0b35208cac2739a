"""What has been loaded so far, by the names that the content files use."""

from __future__ import annotations

from datetime import date
from typing import Any

from wagtail.models import Page, Site

from cms.media.models import MediaDocument, MediaImage
from demo import markup
from demo.days import day
from demo.reading import ContentError


class Library:
    """Looks things up by key while the demo is loaded; ``ContentError`` says what a content file asked for in vain."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.images: dict[str, MediaImage] = {}
        self.documents: dict[str, MediaDocument] = {}
        self.entries: dict[str, dict[str, Any]] = {}
        self.tree: dict[str, Any] = {}
        self.users: dict[str, Any] = {}
        self.site: Site = Site()

    def keep(self, register: str, key: str, entry: Any) -> None:
        """Remember an entry of a register."""
        self.entries.setdefault(register, {})[key] = entry

    def entry(self, register: str, key: str | None) -> Any:
        """The entry of a register; None for no key."""
        return self._find(self.entries.get(register, {}), key, f"in the register {register}")

    def image(self, key: str | None) -> MediaImage | None:
        """A picture; None for no key."""
        found: MediaImage | None = self._find(self.images, key, "among the pictures")
        return found

    def document(self, key: str | None) -> MediaDocument | None:
        """A document; None for no key."""
        found: MediaDocument | None = self._find(self.documents, key, "among the documents")
        return found

    def page(self, name: str | None) -> Any:
        """The page of a name such as ``treatment:chemical-peel``; None for no name."""
        return self._find(self.tree, name, "among the pages")

    def provider(self, slug: str | None) -> Any:
        """The page of a provider; None for no slug."""
        return self.page(slug and f"provider:{slug}")

    def day(self, told: date | str | None) -> date | None:
        """The date that a content file means; None for none."""
        return None if told is None else day(told, self.today)

    def link_to(self, target: str) -> str:
        """The attributes of a link in rich text."""
        if target.startswith("https://"):
            return f'href="{target}"'
        return f'linktype="page" id="{self.page(target).pk}"'

    def html(self, text: str) -> str:
        """A text with the demo's markup as rich text."""
        return markup.html(text, self.link_to)

    def summary(self) -> list[str]:
        """What was loaded, in lines for people."""
        kinds: dict[str, int] = {}
        for name in self.tree:
            kind = name.partition(":")[0]
            kinds[kind] = kinds.get(kind, 0) + 1
        counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        return [
            f"{Page.objects.filter(depth__gt=1).count()} pages ({counted}).",
            f"{sum(len(entries) for entries in self.entries.values())} entries in {len(self.entries)} registers.",
        ]

    @staticmethod
    def _find(shelf: dict[str, Any], key: str | None, where: str) -> Any:
        if key is None:
            return None
        if key not in shelf:
            raise ContentError(f"There is no “{key}” {where}.")
        return shelf[key]
