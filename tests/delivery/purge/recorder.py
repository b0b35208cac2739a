"""A cache that notes what it is told, and refuses when it is told to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from cms.delivery.purge.caches import Refused

PORTION = 40


@dataclass
class Recorder:
    name: str = "recorder"
    told: list[set[str]] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)
    """What it answers the next purges with, the last first."""
    meanwhile: Callable[[], object] = lambda: None
    """Happens while it is being purged."""

    def portions(self, tags: Iterable[str]) -> Iterator[list[str]]:
        names = sorted(tags)
        return (names[start : start + PORTION] for start in range(0, len(names), PORTION))

    def purge(self, tags: list[str]) -> None:
        self.told.append(set(tags))
        self.meanwhile()
        if self.refusals:
            raise self.refusals.pop()

    def since(self) -> list[set[str]]:
        """What it has been told since the last time."""
        told, self.told = self.told, []
        return told
