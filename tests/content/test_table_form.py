"""A table's first row is its heading; what is missing is named, and a draft may wait for it."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from pages.blocks import TableBlock

STORED = {
    "data": [["Area", "Days"], ["Lips", "2"]],
    "cell": [],
    "mergeCells": [],
    "first_row_is_table_header": False,
    "first_col_is_header": True,
    "table_header_choice": "column",
    "table_caption": "An older caption",
}


def messages(data: Any) -> list[str]:
    """What is said of a table with these cells; None stands for one that nobody has touched."""
    block = TableBlock()
    value = block.to_python({"caption": "Downtime", "table": None if data is None else {"data": data}})
    with pytest.raises(ValidationError) as caught:
        block.clean(value)
    found: list[str] = caught.value.block_errors["table"].messages
    return found


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "Fill in the table: headings in the first row, contents in the rows below."),
        ([], "Fill in the table: headings in the first row, contents in the rows below."),
        ([[None, ""], [" ", None]], "Fill in the table: headings in the first row, contents in the rows below."),
        ([[None, None], ["Lips", "2"]], "Fill in the table: the first row holds the headings of its columns."),
        ([["Area", "Days"], [None, ""]], "Fill in the table: there is nothing below its headings."),
        ([["Area", "Days"]], "Fill in the table: there is nothing below its headings."),
    ],
)
def test_what_is_missing_is_named(data: Any, message: str) -> None:
    assert messages(data) == [message]


def test_a_table_needs_no_choice_of_headers() -> None:
    block = TableBlock()
    cleaned = block.clean(block.to_python({"caption": "Downtime", "table": {"data": [["", "Days"], ["Lips", "2"]]}}))
    assert cleaned["table"] == {
        "data": [["", "Days"], ["Lips", "2"]],
        "table_header_choice": "row",
        "first_row_is_table_header": True,
        "first_col_is_header": False,
    }


def test_what_was_stored_before_is_read_and_kept() -> None:
    block = TableBlock()
    cleaned = block.clean(block.to_python({"caption": "Downtime", "table": dict(STORED)}))
    assert cleaned["table"] == {
        **STORED,
        "table_header_choice": "row",
        "first_row_is_table_header": True,
        "first_col_is_header": False,
    }


def test_a_draft_may_have_an_empty_table() -> None:
    block = TableBlock()
    block.defer_required_validation()
    assert block.clean(block.to_python({"caption": "", "table": None}))["table"]["table_header_choice"] == "row"


@pytest.mark.django_db
def test_the_table_is_in_migrations_what_it_was() -> None:
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert said.getvalue() == "No changes detected\n"
