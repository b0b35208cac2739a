"""Tells whoever runs a command how far it has come."""

from __future__ import annotations

from typing import TextIO

BAR = 30
PORTION = 10
"""Percent between two lines where nobody watches."""


class Progress:
    """A bar on a terminal; elsewhere, as in a log, one line for each tenth."""

    def __init__(self, stream: TextIO, total: int, label: str) -> None:
        self.stream = stream
        self.total = total
        self.label = label
        self.count = 0
        self.said = 0
        self.is_watched = stream.isatty()

    def step(self, name: str = "") -> None:
        """One more is done; ``name`` is shown beside the bar."""
        self.count += 1
        percent = self.count * 100 // self.total if self.total else 100
        if self.is_watched:
            full = percent * BAR // 100
            bar = "█" * full + "░" * (BAR - full)
            self.stream.write(f"\r\x1b[K{self.label} {bar} {self.count}/{self.total} {name[:40]}")
            self.stream.flush()
        elif percent >= self.said + PORTION:
            self.said = percent - percent % PORTION
            self.stream.write(f"{self.label}: {self.count} of {self.total}\n")

    def done(self) -> None:
        """Leave the bar as it stands."""
        if self.is_watched and self.count:
            self.stream.write("\n")
