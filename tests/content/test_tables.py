"""How large a table in a page's body may be."""

from __future__ import annotations

import pytest
from wagtail.blocks.struct_block import StructBlockValidationError

from pages.blocks import TableBlock


def cleaned(columns: int, rows: int) -> None:
    block = TableBlock()
    block.clean(block.to_python({"caption": "Prices", "table": {"data": [["x"] * columns] * rows}}))


def test_a_table_may_have_twelve_columns_and_sixty_rows_below_its_headings() -> None:
    cleaned(12, 61)


@pytest.mark.parametrize(
    ("columns", "rows", "message"),
    [
        (13, 2, "A table has at most 12 columns; this one has 13. Remove some, or make two tables."),
        (2, 62, "A table has at most 60 rows below its headings; this one has 61. Remove some, or make two tables."),
    ],
)
def test_a_larger_one_is_refused(columns: int, rows: int, message: str) -> None:
    with pytest.raises(StructBlockValidationError) as refused:
        cleaned(columns, rows)
    assert {name: error.messages for name, error in refused.value.block_errors.items()} == {"table": [message]}
