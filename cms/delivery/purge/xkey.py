"""Varnish with its module xkey, or whatever else takes what ``deploy/varnish/default.vcl`` does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .caches import Refused
from .requests import send

HEADER_BYTES = 4_000
"""How long the header of tags may be: Varnish takes 8 KB, and so do proxies on the way to it."""


@dataclass(frozen=True)
class Xkey:
    """One node; where there are several, each is told."""

    url: str
    secret: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        return f"xkey {self.url}"

    def portions(self, tags: Iterable[str]) -> Iterator[list[str]]:
        portion: list[str] = []
        length = 0
        for tag in sorted(tags):
            if portion and length + len(tag) > HEADER_BYTES:
                yield portion
                portion, length = [], 0
            portion.append(tag)
            length += len(tag) + 1
        if portion:
            yield portion

    def purge(self, tags: list[str]) -> None:
        self.ask("/", {"xkey-purge": " ".join(tags)})

    def purge_urls(self, urls: Sequence[str]) -> None:
        for url in map(urlsplit, urls):
            self.ask(url.path, {"Host": url.netloc})

    def ask(self, path: str, headers: dict[str, str]) -> None:
        """Send ``PURGE``; it has accepted with 200."""
        secret = {"Purge-Secret": self.secret} if self.secret else {}
        status, _ = send("PURGE", f"{self.url}{path}", headers | secret)
        if status != 200:
            raise Refused(f"it answered {status}")
