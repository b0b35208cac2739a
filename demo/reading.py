"""The demo's content as data: TOML tables, and long texts with a TOML head between two lines of ``+++``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"

Table = dict[str, Any]


class ContentError(Exception):
    """A content file says something that cannot be loaded; the message names the file."""


@dataclass(frozen=True)
class Text:
    """One file: its name is the slug, ``head`` its table, ``body`` what follows."""

    slug: str
    head: Table
    body: str

    def parts(self, *names: str) -> dict[str, str]:
        """The body by those of its headings (of the second level) that are ``names``; missing ones are empty."""
        found = dict.fromkeys(names, "")
        for part in re.split(rf"^## (?=(?:{'|'.join(names)})$)", self.body, flags=re.MULTILINE)[1:]:
            name, _, text = part.partition("\n")
            found[name.strip()] = text.strip()
        return found


def table(name: str) -> Table:
    """The table in ``content/<name>.toml``."""
    return read_toml((CONTENT / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")


def texts(folder: str) -> list[Text]:
    """Every text in ``content/<folder>``, by file name."""
    return [read_text(path) for path in sorted((CONTENT / folder).glob("*.md"))]


def read_text(path: Path) -> Text:
    """One text; raises ``ContentError`` where its head is missing or no TOML."""
    pieces = re.split(r"^\+\+\+$", path.read_text(encoding="utf-8"), maxsplit=2, flags=re.MULTILINE)
    if len(pieces) != 3 or pieces[0].strip():
        raise ContentError(f"{path.name}: a text begins with a head between two lines of +++.")
    return Text(path.stem, read_toml(pieces[1], path.name), pieces[2].strip())


def read_toml(source: str, name: str) -> Table:
    """The table that ``source`` describes; raises ``ContentError`` naming the file."""
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{name}: {error}") from error
