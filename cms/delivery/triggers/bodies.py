"""What the triggers do, in words that SQLite and PostgreSQL share.

All select rows of the log, by ``COLUMNS``, which each of them writes in its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cms.delivery.watched import ObjectTable, PageTable, PartTable, SharedTable, Table

PREFIX = "change_"
EVENTS = ("insert", "update", "delete")
COLUMNS = "type, object, old_path, path, public_before, public_after, membership, deleted"
EVERYTHING = "SELECT '', 0, NULL, NULL, TRUE, TRUE, TRUE, FALSE"
MOMENTS = ("go_live_at", "expire_at")
IN_TREE = ("path", "depth")
"""Where a page stands in the tree: the order of siblings is their parent's, and the rest follows in ``url_path``."""
STEP = 4
"""How many characters of a treebeard path each level takes."""


def trigger_name(table: Table, event: str) -> str:
    return f"{PREFIX}{table.name}_{event}"


def wanted(tables: Sequence[Table]) -> list[str]:
    """The names of the triggers on tables."""
    return [trigger_name(table, event) for table in tables for event in EVENTS]


class Bodies:
    """Makes the statements of the triggers.

    ``differs`` is how the database says that two values do, even absent; ``written`` makes of a selection the statement
    that writes it to the log.
    """

    def __init__(self, differs: str, written: Callable[[str], str]) -> None:
        self.is_other = differs
        self.written = written

    def of(self, table: Table, event: str) -> str:
        """What the trigger on ``table`` does when a row of it is inserted, updated or deleted."""
        return "\n".join(f"{self.written(rows)};" for rows in self.selections(table, event))

    def selections(self, table: Table, event: str) -> Iterator[str]:
        if isinstance(table, PageTable):
            differs = self.differ([column for column in table.columns if column not in IN_TREE])
            elsewhere = self.differ(("url_path", "content_type_id", *MOMENTS))
            renamed = self.differ(["url_path"])
            yield page_changed(event, differs, elsewhere, renamed)
            if event == "update":
                yield reordered(self.differ(["path"]))
                yield root_renamed(renamed)
        elif isinstance(table, PartTable):
            yield part_changed(table, event, self.differ(table.deciding))
        elif isinstance(table, ObjectTable) and table.is_part:
            rows = {"insert": ["NEW"], "update": ["NEW", "OLD"], "delete": ["OLD"]}[event]
            count = f"({' OR '.join(counts(table, row) for row in rows)})"
            yield owner_changed(table, rows[0], count)
            if event == "update":
                yield owner_changed(table, "OLD", f"{self.differ([table.key])} AND {count}")
        elif isinstance(table, ObjectTable):
            yield object_changed(table, event, self.differ(table.deciding))
        elif isinstance(table, SharedTable):
            yield f"SELECT '{table.type}', 0, NULL, NULL, TRUE, TRUE, TRUE, FALSE"
        else:
            raise TypeError(table)

    def differ(self, columns: Sequence[str]) -> str:
        """Whether one of ``columns`` has another value than before."""
        each = (f"OLD.{quoted(column)} {self.is_other} NEW.{quoted(column)}" for column in columns)
        return f"({' OR '.join(each) or 'FALSE'})"


def page_changed(event: str, differs: str, elsewhere: str, renamed: str) -> str:
    """A page that was public or is; of one that was live once only where it is, for typed links depend on it.

    Under a view restriction a page comes to be there without becoming public.
    """
    row = "OLD" if event == "delete" else "NEW"
    before = "FALSE" if event == "insert" else public("OLD")
    after = "FALSE" if event == "delete" else public("NEW")
    old_path = "NULL" if event == "insert" else "OLD.url_path"
    came, noticed, hidden = "TRUE", "before OR after", was_live(row)
    if event == "update":
        appeared = f"{was_live('OLD')} <> {was_live('NEW')}"
        came = f"before <> after OR {elsewhere} OR {appeared}"
        noticed = f"before <> after OR (before AND {differs})"
        hidden = f"{appeared} OR ({was_live('NEW')} AND {renamed})"
    return (
        f"SELECT {type_of(row)}, {row}.id, {old_path}, {row}.url_path, before, after, {came}, "
        f"{'TRUE' if event == 'delete' else 'FALSE'}\n"
        f"FROM (SELECT {before} AS before, {after} AS after) AS page WHERE {noticed} OR ({hidden})"
    )


def was_live(row: str) -> str:
    """Whether a page is live or was once."""
    return f"({row}.live OR {row}.first_published_at IS NOT NULL)"


def reordered(moved: str) -> str:
    """A page that stands elsewhere among its siblings is a change of their parent.

    A hidden page counts as well if there are pages below it, which may be public and stand elsewhere too. Of a hidden
    parent nobody is told, but lists that go by the tree are old.
    """
    above_old, above_new = (f"substr({row}.path, 1, length({row}.path) - {STEP})" for row in ("OLD", "NEW"))
    return (
        f"SELECT {type_of('parent')}, parent.id, parent.url_path, parent.url_path, {public('parent')}, "
        f"{public('parent')}, FALSE, FALSE\n"
        f"FROM wagtailcore_page parent WHERE parent.path = {above_new} AND {above_old} = {above_new} AND {moved}\n"
        f"AND (NEW.numchild > 0 OR {public('NEW')})"
    )


def root_renamed(renamed: str) -> str:
    """Paths on a site begin at its root: with that, all of them are others than the log has told."""
    return (
        "SELECT '', 0, NULL, NULL, TRUE, TRUE, TRUE, FALSE "  # noqa: S608
        f"WHERE {renamed} AND EXISTS (SELECT 1 FROM wagtailcore_site site WHERE site.root_page_id = NEW.id)"
    )


def part_changed(table: PartTable, event: str, decided: str) -> str:
    """A row of a page, which changes with it; of a page that is not public nothing is noted."""
    rows = {"insert": ["NEW"], "update": ["OLD", "NEW"], "delete": ["OLD"]}[event]
    owners = ", ".join(f"{row}.{quoted(table.owner)}" for row in rows)
    came = decided if event == "update" else "TRUE" if table.deciding else "FALSE"
    return (
        f"SELECT {type_of('page')}, page.id, page.url_path, page.url_path, TRUE, TRUE, {came}, FALSE\n"
        f"FROM wagtailcore_page page WHERE page.id IN ({owners}) AND {public('page')}"
    )


def object_changed(table: ObjectTable, event: str, decided: str) -> str:
    """An object of its own."""
    row = "OLD" if event == "delete" else "NEW"
    before, after = ("FALSE" if event == "insert" else "TRUE"), ("FALSE" if event == "delete" else "TRUE")
    came, deleted = (decided if event == "update" else "TRUE"), ("TRUE" if event == "delete" else "FALSE")
    return f"SELECT '{table.type}', {row}.{quoted(table.key)}, NULL, NULL, {before}, {after}, {came}, {deleted}"


def owner_changed(table: ObjectTable, row: str, condition: str) -> str:
    """A part of an object, which changes with it."""
    key = f"{row}.{quoted(table.key)}"
    return f"SELECT '{table.type}', {key}, NULL, NULL, TRUE, TRUE, FALSE, FALSE WHERE {condition}"


def counts(table: ObjectTable, row: str) -> str:
    """Whether a row is one of those that count."""
    return f"{row}.{quoted(table.like[0])} LIKE '{table.like[1]}'" if table.like else "TRUE"


def public(row: str) -> str:
    """Whether a page is live and under no view restriction, its own or one above.

    A move changes the places in the tree first and the paths afterwards, and renaming a page those of the pages below
    it after its own: a page that is under a restriction by either is not public. Restrictions are few and pages many:
    as a join, PostgreSQL would begin with the pages.
    """
    above = f"SELECT {begins(row, 'path')} OR {begins(row, 'url_path')} FROM wagtailcore_page above"  # noqa: S608
    return (
        f"({row}.live AND NOT EXISTS (SELECT 1 FROM wagtailcore_pageviewrestriction restriction "  # noqa: S608
        f"WHERE ({above} WHERE above.id = restriction.page_id)))"
    )


def begins(row: str, column: str) -> str:
    return f"above.{column} = substr({row}.{column}, 1, length(above.{column}))"


def type_of(row: str) -> str:
    """The name of a page's type; ``page`` where the content type is not there, as while a dump is loaded."""
    return f"coalesce((SELECT model FROM django_content_type WHERE id = {row}.content_type_id), 'page')"  # noqa: S608


def quoted(name: str) -> str:
    return f'"{name}"'
