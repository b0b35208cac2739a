"""The editors' guide has pictures of the admin as it is: test_screens.py takes them."""

from __future__ import annotations

import re

from tests.demo_process import ROOT

DOCS = ROOT / "docs"
MOST_BYTES = 80_000


def test_each_picture_is_in_the_guide_and_each_of_the_guide_is_there() -> None:
    named = set(re.findall(r"\(screens/([a-z-]+\.png)\)", (DOCS / "editors.md").read_text()))
    pictures = {file.name: file.stat().st_size for file in (DOCS / "screens").iterdir()}
    assert named == set(pictures)
    assert {name: size for name, size in pictures.items() if size > MOST_BYTES} == {}
