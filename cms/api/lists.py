"""The rows of a root list, of which a client asks for a part, for their number, or for what lies beyond a cursor.

Its statements are compiled once (:mod:`cms.api.statements`), whatever part of it is asked for, and with whatever values
it is filtered by.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, DateField, DateTimeField, Field, Model, QuerySet, Value

from .cursors import Key
from .orders import Order
from .rows import made_of
from .statements import Parameter, Row, ask
from .visibility import Gate

Found = list[tuple[Any, Key]]
"""Rows with what they are ordered by."""
Build = Callable[..., QuerySet[Any, Any]]
"""Makes a query of a queryset and of the keys in cursors."""
FIELDS: dict[type, Field[Any, Any]] = {
    int: BigIntegerField(),
    str: CharField(),
    date: DateField(),
    datetime: DateTimeField(),
}
"""What the values of keys are for the database."""


class Rows:
    """Public rows of ``model``, each read with the columns ``names``.

    ``make`` gives all of them through a gate, with places for ``values``; what it gives is the same for one ``key``.
    """

    def __init__(
        self,
        gate: Gate,
        key: Hashable,
        model: type[Model],
        names: Sequence[str],
        make: Callable[[Gate], QuerySet[Any]],
        **values: Any,
    ) -> None:
        self.gate = gate
        self.key = key
        self.model = model
        self.names = tuple(names)
        self.make = make
        self.values = values

    def ask(self, what: Hashable, build: Build, *keys: Key | None, **more: Any) -> list[Row]:
        """The answer to a query that is built of all rows and of ``keys``; ``what`` names it among those of the list.

        It is compiled once for keys of the same kinds. ``more`` are further values to be put in its places.
        """
        values = self.values | more
        places = [key and placed(f"key{number}", key, values) for number, key in enumerate(keys)]
        kinds = tuple(key and tuple(map(type, key)) for key in keys)
        return ask(
            self.gate, (self.key, self.model, what, kinds), lambda gate: build(self.make(gate), *places), **values
        )

    def part(self, order: Order, backward: bool, number: int, after: Key | None, before: Key | None) -> Found:
        """So many rows between two keys, from the start of an order or backward from its end."""
        columns = [column.name for column in order.columns[:-1]]

        def build(rows: QuerySet[Any], after: Key | None, before: Key | None) -> QuerySet[Any, Any]:
            part = order.apply(rows, backward)
            if after is not None:
                part = part.filter(order.beyond(after))
            if before is not None:
                part = part.filter(order.beyond(before, backward=True))
            return part.values_list("pk", *self.names, *columns)[:number]

        found = self.ask(("part", self.names, str(order), backward, number), build, after, before)
        make, width = made_of(self.model, self.names), 1 + len(self.names)
        return [(make(row[:width]), order.key_in([*row[width:], row[0]])) for row in found]

    def reach(self, order: Order, key: Key, backward: bool) -> bool:
        """Whether there is a row at ``key`` or before it, or behind it when ``backward``."""

        def build(rows: QuerySet[Any], key: Key) -> QuerySet[Any, Any]:
            return order.annotate(rows).filter(order.up_to(key, backward)).order_by().values_list("pk")[:1]

        return bool(self.ask(("reach", str(order), backward), build, key))

    def count(self) -> int:
        """How many rows there are in all; Django does not even ask where nothing can be there."""

        def build(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
            one_group: Any = rows.order_by().annotate(all=Value(1)).values("all")
            counted: QuerySet[Any, Any] = one_group.annotate(number=Count("*")).values_list("number")
            return counted

        return sum(number for (number,) in self.ask("count", build))


def placed(name: str, key: Key, values: dict[str, Any]) -> Key:
    """``key`` with places for its values, which are put into ``values``; what is absent stays so."""
    named = {f"{name}_{number}": value for number, value in enumerate(key) if value is not None}
    values.update(named)
    return tuple(
        None if value is None else Parameter(f"{name}_{number}", FIELDS[type(value)])
        for number, value in enumerate(key)
    )
