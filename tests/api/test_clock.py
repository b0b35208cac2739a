"""Who may ask what time it is: whatever an answer is made of gets it from the gate, which notes when it will differ."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.models import Site

from cms.api.visibility import Gate
from pages.models import Announcement

READ = (
    "cms/api",
    "cms/search",
    "cms/delivery/changes.py",
    "cms/delivery/field.py",
    "pages",
    "providers",
    "treatments",
    "locations",
)
"""Where answers are made."""
CLOCKS = {"now", "localdate", "localtime", "today", "utcnow", "time", "Now", "naturaltime", "timesince", "timeuntil"}
OF = {"timezone", "datetime", "date", "functions", "time"}
OTHERWISE = {
    "cms/api/visibility.py": "the gate itself",
    "cms/api/lifetimes.py": "how long caches may keep an answer",
    "cms/api/view.py": "the same, and how long it took",
    "cms/api/drafts.py": "what a draft without a date has for one: nobody keeps drafts",
    "pages/attention.py": "the admin's",
    "providers/attention.py": "the admin's",
    "providers/viewsets.py": "the admin's",
    "pages/models/articles.py": "rules for what is entered",
    "providers/models/pages.py": "rules for what is entered",
    "providers/models/registers.py": "rules for what is entered",
}


def clocks_in(path: Path) -> list[str]:
    """The calls and names by which a module asks for the time."""
    nodes = ast.walk(ast.parse(path.read_text()))
    return [
        ast.unparse(node)
        for node in nodes
        if (isinstance(node, ast.Attribute) and node.attr in CLOCKS and ast.unparse(node.value).split(".")[-1] in OF)
        or (isinstance(node, ast.alias) and node.name in CLOCKS - {"time"})
        or (isinstance(node, ast.Attribute) and node.attr == "_now")
    ]


def test_nothing_that_an_answer_is_made_of_looks_at_a_clock() -> None:
    root = Path(settings.BASE_DIR)
    modules = [
        module for name in READ for module in ([root / name] if name.endswith(".py") else (root / name).rglob("*.py"))
    ]
    asking = {
        str(module.relative_to(root)) for module in modules if "migrations" not in module.parts and clocks_in(module)
    }
    assert asking == OTHERWISE.keys()


@pytest.mark.parametrize("name", ["now", "moment"])
def test_the_gate_does_not_tell_the_time_without_noting_it(name: str) -> None:
    gate = Gate(Site())
    assert not hasattr(gate, name)
    assert (gate.moments.first, gate.moments.columns) == (None, {})
    now = gate.now_among(Announcement, "starts", "ends")
    assert gate.moments.columns == {Announcement: ("starts", "ends")}
    assert gate.now_until(lambda moment: moment) == now == gate.moments.first
