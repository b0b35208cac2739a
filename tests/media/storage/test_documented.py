"""docs/s3.md names every call that is made, so that any provider can be judged by it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NO_CALLS = {"Meta", "Exceptions"}


def test_every_call_is_documented() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "cms/media/storage").glob("*.py"))
    found = re.findall(r'client\.(?:get_paginator\("(\w+)"\)|(\w+))', code)
    made = {(paginated or method).title().replace("_", "") for paginated, method in found} - NO_CALLS
    table = (ROOT / "docs/s3.md").read_text().partition("## The calls")[2].partition("\n\nNo ACLs")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert made == set(re.findall(r"`(\w+)`", " ".join(rows)))
