"""What Wagtail's "compare revisions" says of two versions of a grid."""

from __future__ import annotations

from collections.abc import Sequence
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
        self.renamed = renamed_lines(self.grid_a, self.grid_b)

    def field_label(self) -> str:
        return self.label


class LineDifference(GridDifference):
    """The subjects, or the criteria: names added, removed, renamed and moved, in order."""

    def __init__(self, axis: str, page_a: Any, page_b: Any) -> None:
        super().__init__(axis.capitalize(), page_a, page_b)
        self.lines_a = {self.renamed.get(line.key, line.key): line.caption for line in getattr(self.grid_a, axis)}
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
        self.cells_a = {self.as_in_b(place): values for place, values in contents(self.grid_a).items()}
        self.cells_b = contents(self.grid_b)
        places = dict.fromkeys([*in_order(self.grid_b), *map(self.as_in_b, in_order(self.grid_a))])
        self.changed = [place for place in places if self.cells_a.get(place) != self.cells_b.get(place)]
        self.criteria = {**names("Criterion", self.grid_a.criteria), **names("Criterion", self.grid_b.criteria)}
        self.subjects = {**names("Subject", self.grid_a.subjects), **names("Subject", self.grid_b.subjects)}

    def as_in_b(self, place: tuple[str, str]) -> tuple[str, str]:
        """Where a cell of the first version is in the second."""
        criterion, subject = place
        return self.renamed.get(criterion, criterion), self.renamed.get(subject, subject)

    def has_changed(self) -> bool:
        return bool(self.changed)

    def htmldiff(self) -> SafeString:
        nothing = ("", "", "")
        pairs = [(place, self.cells_a.get(place, nothing), self.cells_b.get(place, nothing)) for place in self.changed]
        rows = [
            (
                self.criteria[criterion],
                self.subjects[subject],
                format_html_join("", "<div>{}</div>", ((part,) for part in parts(before, after))),
            )
            for (criterion, subject), before, after in pairs
        ]
        return format_html(
            '<dl class="comparison__list">{}</dl>', format_html_join("", "<dt>{} · {}</dt><dd>{}</dd>", rows)
        )


def names(kind: str, lines: Sequence[Any]) -> dict[str, str]:
    """What people call each line, by key; one without a name goes by its number."""
    return {line.key: line.caption or f"{kind} {number}" for number, line in enumerate(lines, 1)}


def renamed_lines(grid_a: Any, grid_b: Any) -> dict[str, str]:
    """The new key of each line that was renamed: until it is published, a line's key follows its name."""
    found = {}
    for axis, side in (("criteria", 0), ("subjects", 1)):
        before, after = getattr(grid_a, axis), getattr(grid_b, axis)
        known, kept = {line.key for line in before}, {line.key for line in after}
        new = [(place, line) for place, line in enumerate(after) if line.key not in known]
        for place, line in enumerate(before):
            if line.key in kept:
                continue
            cells = cells_of(grid_a, line, side)
            for there, other in new:
                in_place = there == place and cells and cells == cells_of(grid_b, other, side)
                if line.pk == other.pk if line.pk and other.pk else in_place:
                    found[line.key] = other.key
                    new.remove((there, other))
                    break
    return found


def cells_of(grid: Any, line: Any, side: int) -> dict[str, tuple[str, str, str]]:
    """What the cells of one line hold, by the key of the line they share with it."""
    return {place[1 - side]: values for place, values in contents(grid).items() if place[side] == line.key}


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
    whole: SafeString = TextDiff([(kind, name or NOWHERE)]).to_html()
    return whole
