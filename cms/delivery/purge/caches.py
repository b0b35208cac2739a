"""What can be told to forget answers by their tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol


class Refused(Exception):
    """A cache has not accepted a purge; the text is for the operator's log and names no secret.

    ``seconds`` is how long it asks to be left alone.
    """

    def __init__(self, reason: str, seconds: float = 0) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Cache(Protocol):
    """One cache in front of us."""

    @property
    def name(self) -> str:
        """What it is known by, in the database and in the log."""

    def portions(self, tags: Iterable[str]) -> Iterator[list[str]]:
        """``tags`` in parts, each of which it takes at once."""

    def purge(self, tags: list[str]) -> None:
        """Have it forget whatever has one of ``tags``; ``Refused`` unless it has accepted."""

    def purge_urls(self, urls: Sequence[str]) -> None:
        """Have it forget the files at these addresses, if it serves files; ``Refused`` unless it has accepted."""
