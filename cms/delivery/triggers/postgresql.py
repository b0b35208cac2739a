"""The triggers in PostgreSQL's words.

They fire as the transaction commits, so that the row of the log, which all writers share, is held for that moment only.
Even then first of all the changes are written, without a number; their own trigger, which fires behind all others and
behind the checks of foreign keys, gives them one. So whoever holds that row waits for nobody: no deadlock comes of it.

Functions look rows up by index, whatever the planner thinks: they keep the plan of their first call, and where the
table was small then, each of the pages of an import would read all others.

Rows without a number are not asked for by ``IS NULL``: that would read whatever the index on numbers keeps of old ones.

The trigger of a page's part finds the page as it is in the end. Where that is noted before the page's own changes, what
those say of the time before counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cms.delivery.watched import Table

from . import bodies
from .bodies import COLUMNS, EVENTS, PREFIX, VIEW, Bodies, quoted, trigger_name

BODIES = Bodies("IS DISTINCT FROM")
NUMBER = f"{PREFIX}number"
SETTING = "medspa.sequence"
LONGEST_NAME = 63
FUNCTION = "RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS"
WRITE = f"""
CREATE FUNCTION {VIEW}() {FUNCTION} $$
BEGIN
    INSERT INTO delivery_change AS known (transaction, {COLUMNS}, at)
    VALUES (pg_current_xact_id()::text::bigint, NEW.type, NEW.object, NEW.old_path, NEW.path, NEW.public_before,
        NEW.public_after, NEW.membership, NEW.deleted, clock_timestamp())
    ON CONFLICT (transaction, type, object) DO UPDATE SET
        path = NEW.path,
        old_path = CASE WHEN known.old_path = known.path THEN NEW.old_path ELSE known.old_path END,
        public_before = CASE WHEN known.public_after = NEW.public_before THEN known.public_before
            ELSE NEW.public_before END,
        public_after = NEW.public_after,
        membership = known.membership OR NEW.membership,
        deleted = NEW.deleted
    WHERE (known.path, known.public_after, known.deleted) IS DISTINCT FROM (NEW.path, NEW.public_after, NEW.deleted)
        OR known.public_after <> NEW.public_before
        OR (known.old_path = known.path AND known.old_path <> NEW.old_path)
        OR (NEW.membership AND NOT known.membership);
    RETURN NULL;
END $$;
"""  # noqa: S608 (no value of a user's is in it)
GIVE_NUMBER = f"""
CREATE FUNCTION {NUMBER}() {FUNCTION} $$
DECLARE
    number bigint := nullif(current_setting('{SETTING}', TRUE), '');
BEGIN
    IF number IS NULL THEN
        INSERT INTO delivery_log AS log (id, sequence, everything)
        VALUES (1, (SELECT coalesce(max(sequence), 0) + 1 FROM delivery_change), 0)
        ON CONFLICT (id) DO UPDATE SET sequence = log.sequence + 1
        RETURNING log.sequence INTO number;
        PERFORM set_config('{SETTING}', number::text, TRUE);
        UPDATE delivery_change SET sequence = number WHERE transaction = NEW.transaction AND coalesce(sequence, 0) = 0;
    ELSE
        UPDATE delivery_change SET sequence = number WHERE id = NEW.id AND sequence IS NULL;
    END IF;
    IF NEW.type = '' THEN
        UPDATE delivery_log SET everything = number;
    END IF;
    RETURN NULL;
END $$;
"""  # noqa: S608


def wanted(tables: Sequence[Table]) -> list[str]:
    """The names of the triggers that should be there."""
    return [VIEW, NUMBER, *map(short, bodies.wanted(tables))]


def there(cursor: Any) -> set[str]:
    """The names of the triggers that are there and fire."""
    cursor.execute(
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE starts_with(tgname, %s) AND tgenabled IN ('O', 'A') AND relnamespace = current_schema()::regnamespace",
        [PREFIX],
    )
    return {row[0] for row in cursor.fetchall()}


def drops(cursor: Any) -> list[str]:
    """Statements that take away whatever triggers there are: they go with their functions."""
    cursor.execute(
        "SELECT proname FROM pg_proc WHERE starts_with(proname, %s) AND pronamespace = current_schema()::regnamespace",
        [PREFIX],
    )
    functions = sorted(row[0] for row in cursor.fetchall())
    return [*(f"DROP FUNCTION {quoted(name)}() CASCADE" for name in functions), f"DROP VIEW IF EXISTS {VIEW}"]


def makes(tables: Sequence[Table]) -> Iterator[str]:
    """Statements that make the triggers."""
    yield f"CREATE VIEW {VIEW} AS SELECT {COLUMNS} FROM delivery_change"  # noqa: S608
    yield WRITE
    yield f"CREATE TRIGGER {VIEW} INSTEAD OF INSERT ON {VIEW} FOR EACH ROW EXECUTE FUNCTION {VIEW}()"
    yield GIVE_NUMBER
    yield deferred(NUMBER, "INSERT ON delivery_change", "")
    for table in tables:
        for event in EVENTS:
            yield from trigger(table, event)


def trigger(table: Table, event: str) -> Iterator[str]:
    name = short(trigger_name(table, event))
    columns = f" OF {', '.join(map(quoted, table.columns))}" if event == "update" else ""
    condition = f"WHEN {BODIES.differ(table.columns)} " if event == "update" else ""
    yield (f"CREATE FUNCTION {quoted(name)}() {FUNCTION} $$\nBEGIN\n{BODIES.of(table, event)}\nRETURN NULL;\nEND $$")
    yield deferred(name, f"{event.upper()}{columns} ON {quoted(table.name)}", condition)


def deferred(name: str, happens: str, condition: str) -> str:
    return (
        f"CREATE CONSTRAINT TRIGGER {quoted(name)} AFTER {happens} DEFERRABLE INITIALLY DEFERRED\n"
        f"FOR EACH ROW {condition}EXECUTE FUNCTION {quoted(name)}()"
    )


def short(name: str) -> str:
    """``name`` as PostgreSQL keeps it; table names of ours are told apart by their beginnings and the event's end."""
    if len(name) <= LONGEST_NAME:
        return name
    table, _, event = name.rpartition("_")
    return f"{table[: LONGEST_NAME - 7]}_{event}"
