"""Blocks that show something: pictures, tables, videos."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.embeds.fetching import VideoError, fetch_when_saved

from .pictures import DescribesPicture, alt_here, decorative_here

TABLE_OPTIONS = {
    "minSpareRows": 0,
    "startRows": 3,
    "startCols": 3,
    "colHeaders": False,
    "rowHeaders": False,
    "contextMenu": [
        "row_above",
        "row_below",
        "col_left",
        "col_right",
        "remove_row",
        "remove_col",
        "undo",
        "redo",
    ],
    "editor": "text",
    "stretchH": "all",
    "renderer": "text",
    "autoColumnSize": False,
}


COLUMNS, ROWS = 12, 60
"""How large a table may be; the row of headings is not counted."""


class ImageBlock(DescribesPicture):
    """A picture with an optional caption."""

    image = ImageChooserBlock(help_text="It brings its own alt text, which is kept with the image itself.")
    alt = alt_here()
    decorative = decorative_here()
    caption = blocks.CharBlock(max_length=240, required=False, help_text="Printed under the picture.")

    class Meta:
        icon = "image"
        label = "Image"
        group = "Media"
        description = "A picture with an optional caption."


class DocumentBlock(blocks.StructBlock):
    """A document to download."""

    document = DocumentChooserBlock(
        help_text="Everybody may download it while this page is published, unless its collection is private."
    )
    label = blocks.CharBlock(
        max_length=120, required=False, help_text="What the link says. Left empty, the document's title is used."
    )

    class Meta:
        icon = "doc-full"
        label = "Document"
        group = "Media"
        description = "A document to download: a form for patients, an aftercare sheet, a price list."


class GridBlock(WagtailTableBlock):
    """The cells of a table. The first row is always the heading; the caption is the block's own, beside it."""

    def clean(self, value: Any) -> Any:
        """Ask for a heading and a row below it; a draft may wait for them."""
        cleaned = super().clean({**(value or {}), "table_header_choice": "row"})
        if not self.is_deferred_validation:
            heading, *rows = cleaned.get("data") or [[]]
            if not any(is_filled(row) for row in [heading, *rows]):
                raise ValidationError("Fill in the table: headings in the first row, contents in the rows below.")
            if not is_filled(heading):
                raise ValidationError("Fill in the table: the first row holds the headings of its columns.")
            if not any(is_filled(row) for row in rows):
                raise ValidationError("Fill in the table: there is nothing below its headings.")
        return cleaned

    def deconstruct(self) -> tuple[str, Any, Any]:
        """Go by the parent's name in migrations: what is stored is the same."""
        _, args, kwargs = super().deconstruct()
        return f"{WagtailTableBlock.__module__}.{WagtailTableBlock.__name__}", args, kwargs


def is_filled(row: list[Any]) -> bool:
    """Whether any cell of ``row`` holds text."""
    return any(str(cell or "").strip() for cell in row)


class TableBlock(blocks.StructBlock):
    """A small table whose first row is its header: at most 12 columns, and 60 rows below."""

    caption = blocks.CharBlock(max_length=160, help_text="What the table shows; screen readers announce it.")
    table = GridBlock(table_options=TABLE_OPTIONS, help_text="The first row holds the column headings.")

    class Meta:
        icon = "table"
        label = "Table"
        group = "Media"
        description = "A small table. For treatments side by side, a comparison article does more."

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        rows = (cleaned["table"] or {}).get("data") or []
        columns = max(map(len, rows), default=0)
        if columns > COLUMNS:
            problem = f"A table has at most {COLUMNS} columns; this one has {columns}. Remove some, or make two tables."
        elif len(rows) > ROWS + 1:
            problem = (
                f"A table has at most {ROWS} rows below its headings; this one has {len(rows) - 1}. "
                "Remove some, or make two tables."
            )
        else:
            return cleaned
        raise StructBlockValidationError(block_errors={"table": ValidationError(problem)})


class EmbedBlock(blocks.StructBlock):
    """A video of an allowed provider; fetched when the page is saved, never when it is read."""

    url = blocks.URLBlock(label="Video address", help_text="The page of the video, for instance on YouTube or Vimeo.")

    class Meta:
        icon = "media"
        label = "Video"
        group = "Media"
        description = "A video of an allowed provider."

    def clean_stored(self, value: blocks.StructValue) -> blocks.StructValue:
        """Check without asking the provider."""
        return super().clean(value)

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Fetch the video; a draft may be saved while its provider does not answer."""
        cleaned = super().clean(value)
        if not cleaned["url"]:  # of a draft
            return cleaned
        try:
            fetch_when_saved(cleaned["url"])
        except VideoError as error:
            if not (error.temporary and self.is_deferred_validation):
                raise StructBlockValidationError(block_errors={"url": ValidationError(str(error))}) from error
        return cleaned
