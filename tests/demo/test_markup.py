"""The little markup of the demo's texts."""

import pytest

from demo.markup import Chunk, chunks, html
from demo.reading import ContentError


def link_to(target: str) -> str:
    return f'linktype="page" id="{target}"'


def test_paragraphs_lists_and_links_become_rich_text() -> None:
    text = "One **bold** & *light* line\nand [a peel](treatment:chemical-peel).\n\n"
    text += '- first\n- second\n\n1. "one"\n2. two'

    assert html(text, link_to) == (
        "<p>One <b>bold</b> &amp; <i>light</i> line and "
        '<a linktype="page" id="treatment:chemical-peel">a peel</a>.</p>'
        "<ul><li>first</li><li>second</li></ul>"
        '<ol><li>"one"</li><li>two</li></ol>'
    )


def test_body_is_cut_into_headings_blocks_and_text() -> None:
    text = 'Begin.\n\n## A heading\n\n::: callout tone="tip" heading="Mind the step"\nInside.\n:::\n\nEnd.'

    assert list(chunks(text)) == [
        Chunk("text", "Begin."),
        Chunk("heading", "A heading", {"level": "2"}),
        Chunk("callout", "Inside.", {"tone": "tip", "heading": "Mind the step"}),
        Chunk("text", "End."),
    ]


def test_table_rows_keep_an_empty_first_cell() -> None:
    assert Chunk("table", "| | Light | Deep |\n| Days | 3 | 7 |").rows() == [["", "Light", "Deep"], ["Days", "3", "7"]]


def test_block_without_an_end_is_named() -> None:
    with pytest.raises(ContentError, match='The block “::: quote by="x"” has no end'):
        list(chunks('::: quote by="x"\nWords.'))
