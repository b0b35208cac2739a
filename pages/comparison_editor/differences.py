"""What Wagtail's "compare revisions" says of two versions of a grid."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.compare import TextDiff, diff_text

NOWHERE = "—"


class GridDifference:
    """One line of the comparison table; Wagtail asks for a label, whether it changed, and HTML."""

    is_field = True
    is_child_relation = False

    def __init__(self, label: str, page_a: Any, page_b: Any) -> None:
        self.label = label
        self.grid_a, self.grid_b = page_a.grid(), page_b.grid()

    def field_label(self) -> str:
        return self.label


class LineDifference(GridDifference):
    """The subjects, or the criteria: names added, removed, renamed and moved, in order."""

    def __init__(self, axis: str, page_a: Any, page_b: Any) -> None:
        super().__init__(axis.capitalize(), page_a, page_b)
        self.lines_a = {line.key: line.caption for line in getattr(self.grid_a, axis)}
        self.lines_b = {line.key: line.caption for line in getattr(self.grid_b, axis)}

    def has_changed(self) -> bool:
        return list(self.lines_a.items()) != list(self.lines_b.items())

    def htmldiff(self) -> SafeString:
        lines = [
            diff_text(self.lines_a[key], name).to_html() if key in self.lines_a else change("addition", name)
            for key, name in self.lines_b.items()
        ]
        lines += [change("deletion", name) for key, name in self.lines_a.items() if key not in self.lines_b]
        kept_a = [key for key in self.lines_a if key in self.lines_b]
        kept_b = [key for key in self.lines_b if key in self.lines_a]
        if kept_a != kept_b:
            lines.append(format_html("<em>{}</em>", "In another order than before."))
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))


class CellDifference(GridDifference):
    """The cells that differ, each named by its criterion and subject."""

    def __init__(self, page_a: Any, page_b: Any) -> None:
        super().__init__("Cells", page_a, page_b)
        self.cells_a, self.cells_b = contents(self.grid_a), contents(self.grid_b)
        places = dict.fromkeys([*in_order(self.grid_b), *in_order(self.grid_a)])
        self.changed = [place for place in places if self.cells_a.get(place) != self.cells_b.get(place)]
        self.names: dict[str, str] = {}
        for grid in (self.grid_a, self.grid_b):
            self.names |= {line.key: line.caption or line.key for line in (*grid.subjects, *grid.criteria)}

    def has_changed(self) -> bool:
        return bool(self.changed)

    def htmldiff(self) -> SafeString:
        nothing = ("", "", "")
        pairs = [(place, self.cells_a.get(place, nothing), self.cells_b.get(place, nothing)) for place in self.changed]
        rows = [
            (
                self.names.get(criterion, criterion),
                self.names.get(subject, subject),
                format_html_join("", "<div>{}</div>", ((part,) for part in parts(before, after))),
            )
            for (criterion, subject), before, after in pairs
        ]
        return format_html(
            '<dl class="comparison__list">{}</dl>', format_html_join("", "<dt>{} · {}</dt><dd>{}</dd>", rows)
        )


def in_order(grid: Any) -> list[tuple[str, str]]:
    """Every place, row by row."""
    return [(row.key, column.key) for row in grid.criteria for column in grid.subjects]


def contents(grid: Any) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Verdict, text and source of each cell that has any of them."""
    filled = {
        place: (
            cell.get_verdict_display() if cell.verdict else "",
            cell.text,
            str(cell.source) if cell.source_id else "",
        )
        for place, cell in grid.cells.items()
    }
    return {place: values for place, values in filled.items() if any(values)}


def parts(before: tuple[str, str, str], after: tuple[str, str, str]) -> list[SafeString]:
    """Verdict and source as wholes, the text word by word; what is empty in both is left out."""
    shown = []
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new:
            if new:
                shown.append(format_html("{}", new))
        elif number == 1:
            shown.append(diff_text(old, new).to_html())
        else:
            shown.append(
                TextDiff([(kind, text) for kind, text in (("deletion", old), ("addition", new)) if text]).to_html()
            )
    return shown


def change(kind: str, name: str) -> SafeString:
    """A whole name that is new or gone."""
    return TextDiff([(kind, name or NOWHERE)]).to_html()
