"""Gated statements that Django compiles once: what a moment, a list of ids or a text changes is filled in at each use.

To build and compile a queryset with the gate's conditions takes Django longer than the database takes to answer it. It
depends on what decides visibility everywhere, so what was compiled is kept with that, and forgotten with it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BooleanField, CharField, Expression, Field, Func, QuerySet
from psycopg import sql as psycopg_sql

if TYPE_CHECKING:
    from .moments import Moments
    from .visibility import Gate

NOW, TODAY, IDS = "now", "today", "ids"
MOST_KEPT = 1_000
"""How many statements are kept; each differs by what clients select."""
LONGEST_KEPT = 30_000
"""Characters of a statement that is kept. Filters with dozens of conditions are longer, and hardly come again."""

Row = tuple[Any, ...]


class Place:
    """A place among the parameters of a compiled statement, for the value of that name."""

    def __init__(self, name: str, of: Field[Any, Any]) -> None:
        self.name = name
        self.of = of
        self.value = name, type(of)
        """What it stands for: places of one value and kind are one parameter for PostgreSQL."""

    def filled(self, values: dict[str, Any], connection: Any) -> Any:
        """The value as the database takes it."""
        return self.of.get_db_prep_value(values[self.name], connection)


class Parameter(Expression):
    """A value in a query that each use of the compiled statement gives."""

    def __init__(self, name: str, output_field: Field[Any, Any] | None = None) -> None:
        super().__init__(output_field=output_field or CharField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A place for the value."""
        return "%s", [Place(self.name, self.output_field)]


class Numbers(Field[Any, Any]):
    """A list of whole numbers as one parameter."""

    array = "bigint[]"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str:
        """JSON for SQLite, an array's text for PostgreSQL."""
        members = orjson.dumps(value).decode()
        return members if connection.vendor == "sqlite" else f"{{{members[1:-1]}}}"


class Texts(Numbers):
    """A list of texts as one parameter."""

    array = "text[]"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str:
        """The same; PostgreSQL escapes less than JSON does."""
        if connection.vendor == "sqlite":
            return super().get_db_prep_value(value, connection)
        quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in value)
        return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


class Among(Func):
    """Whether a number is one of a list, ``ids`` if not said otherwise, which each use of the statement gives."""

    output_field = BooleanField()
    members: Numbers = Numbers()

    def __init__(self, column: str, name: str = IDS) -> None:
        super().__init__(column)
        self.name = name

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        sql, parameters = compiler.compile(self.source_expressions[0])
        return f"{sql} = ANY(%s::{self.members.array})", (*parameters, Place(self.name, self.members))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        sql, parameters = compiler.compile(self.source_expressions[0])
        return f"{sql} IN (SELECT value FROM json_each(%s))", (*parameters, Place(self.name, self.members))  # noqa: S608 (a column)


class AmongTexts(Among):
    """The same of a text."""

    members = Texts()


class Statement:
    """A compiled query of plain columns, and what the clock decides in it."""

    def __init__(self, queryset: QuerySet[Any, Any], moments: Moments | None = None) -> None:
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.columns = dict(moments.columns) if moments is not None else {}
        self.sql: str | None = None
        self.parameters: list[Any] = []
        self.whole: tuple[str, list[Place]] | None = None
        """What PostgreSQL is told, and each of its places once."""
        with suppress(EmptyResultSet):
            self.sql, parameters = compiler.as_sql()
            self.parameters = list(parameters)
            self.converters = list(compiler.get_converters([column for column, _, _ in compiler.select]).items())
        self.is_kept = self.sql is None or len(self.sql) <= LONGEST_KEPT
        names = {place.name for place in self.parameters if isinstance(place, Place)}
        self.is_dated = TODAY in names
        if NOW in names and not self.columns:
            raise RuntimeError(f"A rule of the gate compares with the moment and does not note which: {self.sql}")

    def rows(self, values: dict[str, Any]) -> list[Any]:
        """What the database answers now, with ``values`` in their places."""
        if self.sql is None:
            return []
        connection: Any = connections[DEFAULT_DB_ALIAS]
        is_planned = connection.vendor == "postgresql"
        sql, places = self.inlined(connection) if is_planned else (self.sql, self.parameters)
        parameters = [part.filled(values, connection) if type(part) is Place else part for part in places]
        with connection.prepared_cursor(keep=self.is_kept) as cursor:
            cursor.execute(sql, parameters)
            rows: list[Any] = cursor.fetchall()
        return self.converted(rows, connection) if self.converters else rows

    def inlined(self, connection: Any) -> tuple[str, list[Place]]:
        """The statement with all that is the same at each use written into it, for PostgreSQL to plan by."""
        if self.whole is None:
            first, *others = (part.replace("%%", "%") for part in (self.sql or "").split("%s"))
            places = list({part.value: part for part in self.parameters if isinstance(part, Place)}.values())
            numbers = {place.value: f"${number}" for number, place in enumerate(places, start=1)}
            words = [
                numbers[part.value] if isinstance(part, Place) else literal(part, connection)
                for part in self.parameters
            ]
            self.whole = first + "".join(word + part for word, part in zip(words, others, strict=True)), places
        return self.whole

    def converted(self, rows: list[Row], connection: Any) -> list[Any]:
        """The rows with Python's values in them, where the database has none of its own."""
        lists = [list(row) for row in rows]
        for place, (converters, expression) in self.converters:
            for row in lists:
                value = row[place]
                for convert in converters:
                    value = convert(value, expression, connection)
                row[place] = value
        return lists


def ask(gate: Gate, key: Hashable, make: Callable[[Gate], QuerySet[Any, Any]], **values: Any) -> list[Any]:
    """The rows of the query that ``make`` builds for ``key``; its parameters are ``values`` and the moment of ``gate``.

    ``make`` takes a gate without a moment and gives ``values_list(…)`` of plain columns. It is asked once for a key
    while what decides visibility everywhere stays as it is.
    """
    kept = gate.everywhere.statements
    whole = (key, gate.site.pk if gate.site is not None else None)
    statement = kept.get(whole)
    if statement is None:
        timeless = gate.timeless()
        statement = keep(kept, whole, Statement(make(timeless), timeless.moments))
    for model, columns in statement.columns.items():
        values[NOW] = gate.now_among(model, *columns)
    if statement.is_dated:
        values[TODAY] = gate.today
    return statement.rows(values)


def ask_plainly(key: Hashable, make: Callable[[], QuerySet[Any, Any]], **values: Any) -> list[Any]:
    """The same of a query that asks no gate: for rows that belong to others which have passed it."""
    statement = plain.get(key)
    if statement is None:
        statement = keep(plain, key, Statement(make()))
    return statement.rows(values)


plain: dict[Any, Statement] = {}
"""The statements that ask no gate."""


def keep(kept: dict[Any, Statement], key: Hashable, statement: Statement) -> Statement:
    """Keep a statement that was compiled, unless it is too long; where there are too many, not the oldest."""
    if not statement.is_kept:
        return statement
    with suppress(KeyError, RuntimeError, StopIteration):  # another thread is at it too
        while len(kept) >= MOST_KEPT:
            del kept[next(iter(kept))]
    kept[key] = statement
    return statement


def literal(value: Any, connection: Any) -> str:
    """``value`` as it is written in a statement."""
    return str(psycopg_sql.Literal(value).as_string(connection.connection))
