"""The triggers in SQLite's words.

SQLite does not tell a trigger which transaction it is in, so changes of one object within a second are joined. That
loses nothing, whoever has read the first of them meanwhile: the joined change stands behind all others, and tells what
was public before the first and is after the last. Where that would not tell all, there are two: of a page that moves
twice, or comes to light and then moves or goes, and of any other object that is made and then hidden.

The triggers insert into a view, whose own trigger does that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cms.delivery.watched import Table

from . import bodies
from .bodies import COLUMNS, EVENTS, PREFIX, Bodies, quoted, trigger_name

VIEW = f"{PREFIX}log"
BODIES = Bodies("IS NOT", lambda rows: f"INSERT INTO {VIEW} ({COLUMNS})\n{rows}")
NOW = "STRFTIME('%Y-%m-%d %H:%M:%f', 'now')"
A_SECOND_AGO = "STRFTIME('%Y-%m-%d %H:%M:%f', 'now', '-1 second')"
SAME = "type = NEW.type AND object = NEW.object"
WRITE = f"""
CREATE TRIGGER {VIEW} INSTEAD OF INSERT ON {VIEW} BEGIN
    INSERT INTO delivery_log (id, sequence)
    VALUES (1, (SELECT coalesce(max(sequence), 0) + 1 FROM delivery_change))
    ON CONFLICT (id) DO UPDATE SET sequence = max(sequence + 1, excluded.sequence);
    UPDATE delivery_change SET
        sequence = (SELECT sequence FROM delivery_log),
        path = NEW.path,
        public_after = NEW.public_after,
        membership = membership OR NEW.membership,
        deleted = NEW.deleted,
        at = {NOW}
    WHERE {SAME} AND sequence = (SELECT max(sequence) FROM delivery_change WHERE {SAME}) AND at > {A_SECOND_AGO}
        AND path IS NEW.old_path AND (NEW.path IS NEW.old_path OR (public_before AND old_path IS path))
        AND (public_before OR NEW.public_after) AND (public_before OR path IS NOT NULL OR NOT NEW.membership);
    INSERT INTO delivery_change (sequence, "transaction", {COLUMNS}, at)
    SELECT sequence, random(), NEW.type, NEW.object, NEW.old_path, NEW.path, NEW.public_before, NEW.public_after,
        NEW.membership, NEW.deleted, {NOW}
    FROM delivery_log WHERE changes() = 0;
END
"""  # noqa: S608 (no value of a user's is in it)


def wanted(tables: Sequence[Table]) -> list[str]:
    """The names of the triggers that should be there."""
    return [VIEW, *bodies.wanted(tables)]


def there(cursor: Any) -> set[str]:
    """The names of the triggers that are there."""
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB %s", [f"{PREFIX}*"])
    return {row[0] for row in cursor.fetchall()}


def lock(using: str, tables: Sequence[Table]) -> None:
    """Nothing: a transaction has the whole database to itself."""


def drops(cursor: Any) -> list[str]:
    """Statements that take away whatever triggers there are."""
    return [
        *(f"DROP TRIGGER IF EXISTS {quoted(name)}" for name in sorted(there(cursor))),
        f"DROP VIEW IF EXISTS {VIEW}",
    ]


def makes(tables: Sequence[Table]) -> Iterator[str]:
    """Statements that make the triggers."""
    yield f"CREATE VIEW {VIEW} AS SELECT {COLUMNS} FROM delivery_change"  # noqa: S608
    yield WRITE
    for table in tables:
        for event in EVENTS:
            yield trigger(table, event)


def trigger(table: Table, event: str) -> str:
    columns = f" OF {', '.join(map(quoted, table.columns))}" if event == "update" else ""
    condition = f"WHEN {BODIES.differ(table.columns)} " if event == "update" else ""
    return (
        f"CREATE TRIGGER {quoted(trigger_name(table, event))} AFTER {event.upper()}{columns} ON {quoted(table.name)}\n"
        f"FOR EACH ROW {condition}BEGIN\n{BODIES.of(table, event)}\nEND"
    )
