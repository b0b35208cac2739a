"""Every code that a client can meet: explained once in the docs, and met once in a test."""

from __future__ import annotations

import re
from pathlib import Path

from cms.api import limits
from cms.api.errors import Code

DOCS = Path("docs/errors.md").read_text()


def test_the_docs_explain_every_code_and_no_other() -> None:
    codes, _, _ = DOCS.partition("## Limits")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$", codes, re.MULTILINE)
    assert [code for code, *_ in rows] == [code.value for code in Code]
    assert all(cell.strip() for row in rows for cell in row)


def test_a_test_names_every_code_that_we_give() -> None:
    ours = "".join(path.read_text() for path in Path("cms").rglob("*.py") if path != Path("cms/api/errors.py"))
    tests = "".join(path.read_text() for path in Path("tests").rglob("test_*.py"))
    given = [code for code in Code if f"Code.{code.name}" in ours or f'"{code.value}"' in ours]
    assert {Code.BAD_REQUEST, Code.INTERNAL, Code.SERVICE_UNAVAILABLE} <= set(given)
    assert [code for code in given if f'"{code.value}"' not in tests] == []


def test_the_docs_name_the_limits() -> None:
    _, _, table = DOCS.partition("## Limits")
    for number in (
        *(limits.BODY_BYTES, limits.TOKENS, limits.DEPTH, limits.ALIASES, limits.ROOT_FIELDS, limits.INTROSPECTIONS),
        *(limits.VARIABLES, limits.VARIABLE_DEPTH),
        *(limits.COMPARISONS, limits.COST, limits.OBJECTS, limits.WORK, limits.ANSWER_WORK, limits.ANSWER_BYTES),
    ):
        assert re.search(rf"\| {number:,}\b", table), number
    for each in limits.Work:
        assert f"{each.value:,} for each" in table
