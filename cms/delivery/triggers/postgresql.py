"""The triggers in PostgreSQL's words.

They fire as the transaction commits, so that the row of the log, which all writers share, is held for that moment only.
Even then first of all the changes are written, without a number; their own trigger, which fires behind all others and
behind the checks of foreign keys, gives all of them one. So whoever holds that row waits for nobody: no deadlock comes
of it.

Functions find their tables whatever the path of schemas of the session is: that of ``pg_restore`` is empty. They look
rows up by index, whatever the planner thinks: they keep the plan of their first call, and where the table was small
then, each of the pages of an import would read all others.

Rows without a number are not asked for by ``IS NULL``: that would read whatever the index on numbers keeps of old ones.
A transaction is known by a random number, not by PostgreSQL's: in a cluster that a dump was restored to, those begin
anew, and a change would join the row of an old transaction.

The trigger of a page's part finds the page as it is in the end. Where that is noted before the page's own changes, what
those say of the time before counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connections

from cms.delivery.watched import Table

from . import bodies, locking
from .bodies import COLUMNS, EVENTS, EVERYTHING, PREFIX, Bodies, quoted, trigger_name

NUMBER = f"{PREFIX}number"
LOG = ("delivery_change", "delivery_log")
LONGEST_NAME = 63
TRUNCATED = f"{PREFIX}truncated"
SEQUENCE, TRANSACTION = "medspa.sequence", "medspa.transaction"
"""Settings that hold for a transaction: its number in the log, and a random one that changes of one object share."""
FUNCTION = "RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET search_path FROM CURRENT AS"
KNOWN_NUMBER = f"nullif(current_setting('{SEQUENCE}', TRUE), '')::bigint"
OWN_ID = f"""coalesce(
    nullif(current_setting('{TRANSACTION}', TRUE), ''),
    set_config('{TRANSACTION}', (random() * 9e18)::bigint::text, TRUE)
)::bigint"""
WRITE = f"""INSERT INTO delivery_change AS known (transaction, sequence, at, {COLUMNS})
SELECT {OWN_ID}, {KNOWN_NUMBER}, clock_timestamp(), row.* FROM (
%s
) AS row ({COLUMNS})
ON CONFLICT (transaction, type, object) DO UPDATE SET
    path = EXCLUDED.path,
    old_path = CASE WHEN known.old_path = known.path THEN EXCLUDED.old_path ELSE known.old_path END,
    public_before = CASE WHEN known.public_after = EXCLUDED.public_before THEN known.public_before
        ELSE EXCLUDED.public_before END,
    public_after = EXCLUDED.public_after,
    membership = known.membership OR EXCLUDED.membership,
    deleted = EXCLUDED.deleted
WHERE (known.path, known.public_after, known.deleted)
        IS DISTINCT FROM (EXCLUDED.path, EXCLUDED.public_after, EXCLUDED.deleted)
    OR known.public_after <> EXCLUDED.public_before
    OR (known.old_path = known.path AND known.old_path <> EXCLUDED.old_path)
    OR (EXCLUDED.membership AND NOT known.membership)"""  # noqa: S608 (no value of a user's is in it)
GIVE_NUMBER = f"""
CREATE FUNCTION {NUMBER}() {FUNCTION} $$
DECLARE
    number bigint := {KNOWN_NUMBER};
BEGIN
    IF number IS NULL THEN
        INSERT INTO delivery_log AS log (id, sequence)
        VALUES (1, (SELECT coalesce(max(sequence), 0) + 1 FROM delivery_change))
        ON CONFLICT (id) DO UPDATE SET sequence = greatest(log.sequence + 1, EXCLUDED.sequence)
        RETURNING log.sequence INTO number;
        PERFORM set_config('{SEQUENCE}', number::text, TRUE);
        UPDATE delivery_change SET sequence = number WHERE transaction = NEW.transaction AND coalesce(sequence, 0) = 0;
    END IF;
    RETURN NULL;
END $$;
"""  # noqa: S608
BODIES = Bodies("IS DISTINCT FROM", lambda rows: WRITE % rows)
WHERE_LOGGED = f"{EVERYTHING} WHERE EXISTS (SELECT FROM delivery_log)"
"""A change of everything, unless the log was emptied as well: ``flush`` empties all, and then tells so itself."""


def wanted(tables: Sequence[Table]) -> list[str]:
    """The names of the triggers that should be there."""
    truncations = (trigger_name(table, "truncate") for table in tables)
    return [NUMBER, *map(short, (*bodies.wanted(tables), *truncations))]


def there(cursor: Any) -> set[str]:
    """The names of the triggers that are there and fire."""
    cursor.execute(
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE starts_with(tgname, %s) AND tgenabled IN ('O', 'A') AND relnamespace = current_schema()::regnamespace",
        [PREFIX],
    )
    return {row[0] for row in cursor.fetchall()}


def lock(using: str, tables: Sequence[Table]) -> None:
    """Take all tables that triggers are on, or are to be, from those who write; see :mod:`.locking`."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE starts_with(tgname, %s) AND relnamespace = current_schema()::regnamespace",
            [PREFIX],
        )
        old = {row[0] for row in cursor.fetchall()}
    new = {*(table.name for table in tables), *LOG} if tables else set()
    names = sorted(old | new, key=lambda name: (name in LOG, name))
    if names:
        locking.lock(using, names, "ACCESS EXCLUSIVE" if old else "SHARE ROW EXCLUSIVE")


def drops(cursor: Any) -> list[str]:
    """Statements that take away whatever triggers there are: they go with their functions."""
    cursor.execute(
        "SELECT proname FROM pg_proc WHERE starts_with(proname, %s) AND pronamespace = current_schema()::regnamespace",
        [PREFIX],
    )
    functions = sorted(row[0] for row in cursor.fetchall())
    return [f"DROP FUNCTION {quoted(name)}() CASCADE" for name in functions]


def makes(tables: Sequence[Table]) -> Iterator[str]:
    """Statements that make the triggers."""
    yield GIVE_NUMBER
    yield deferred(NUMBER, "INSERT ON delivery_change", "WHEN (NEW.sequence IS NULL OR NEW.type = '') ")
    yield f"CREATE FUNCTION {TRUNCATED}() {FUNCTION} $$\nBEGIN\n{BODIES.written(WHERE_LOGGED)};\nRETURN NULL;\nEND $$"
    for table in tables:
        for event in EVENTS:
            yield from trigger(table, event)
        yield (
            f"CREATE TRIGGER {quoted(short(trigger_name(table, 'truncate')))} AFTER TRUNCATE ON {quoted(table.name)}\n"
            f"FOR EACH STATEMENT EXECUTE FUNCTION {TRUNCATED}()"
        )


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
    return f"{table[: LONGEST_NAME - len(event) - 1]}_{event}"
