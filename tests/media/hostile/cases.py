"""What a hostile file is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

HARMLESS = "kept without that"
KEPT = "kept: harmless as it is"


class Hostile(NamedTuple):
    """A file, what is wrong with it, and the refusal's words; or `HARMLESS`, or `KEPT` byte for byte."""

    what: str
    name: str
    make: Callable[[], bytes]
    expected: str

    @property
    def is_refused(self) -> bool:
        """Tell whether nothing of it may be kept."""
        return self.expected not in (HARMLESS, KEPT)

    @property
    def row(self) -> str:
        """Give its line of the table in docs/uploads.md."""
        name = self.name.encode("unicode_escape").decode()
        outcome = f"“{self.expected}”" if self.is_refused else self.expected
        return f"| {self.what} | `{name}` | {outcome} |"
