"""Relay connections with keyset cursors: stable when rows are added or removed, and never an OFFSET.

A cursor holds the order's values and the id of one row, so "after" means "greater than these" whatever happened
between.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import graphene
import orjson
from django.db.models import Q, QuerySet

from .errors import ClientError
from .objects import object_type
from .titles import TitleKey

DEFAULT_FIRST = 20
MAXIMUM_FIRST = 100

Key = tuple[Any, ...]
"""The order's values of one row, its id last. JSON scalars only."""


@object_type
class PageInfo(graphene.ObjectType):
    """Where a part of a list stands in the whole."""

    has_next_page = graphene.Boolean(required=True, description="Whether more rows follow.")
    has_previous_page = graphene.Boolean(required=True, description="Whether rows come before.")
    start_cursor = graphene.String(description="The first row's cursor; null when there is none.")
    end_cursor = graphene.String(description="The last row's cursor, for `after`; null when there is none.")


@dataclass
class ConnectionValue:
    """A part of a list, ready to be read. ``nodes`` may still be ids until the look-ahead has fetched them."""

    nodes: list[Any]
    cursors: list[str]
    has_next_page: bool
    has_previous_page: bool
    total_count: int | None = None

    @property
    def edges(self) -> list[dict[str, Any]]:
        return [{"node": node, "cursor": cursor} for node, cursor in zip(self.nodes, self.cursors, strict=True)]

    @property
    def page_info(self) -> dict[str, Any]:
        return {
            "has_next_page": self.has_next_page,
            "has_previous_page": self.has_previous_page,
            "start_cursor": self.cursors[0] if self.cursors else None,
            "end_cursor": self.cursors[-1] if self.cursors else None,
        }


@cache
def connection_type(node: Any) -> Any:
    """The connection of a graphene type; one class for each, so that the schema has each name once."""
    name = short_name(node)
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": f"One row of {'an' if name[0] in 'AEIOU' else 'a'} {name}Connection, with its cursor.",
            "node": graphene.Field(node, required=True, description="The row itself."),
            "cursor": graphene.String(required=True, description="For `after`, to go on from this row."),
        },
    )
    return type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "__doc__": "A list that is read in parts.",
            "edges": graphene.List(
                graphene.NonNull(edge), required=True, description="The rows of this part with their cursors."
            ),
            "nodes": graphene.List(graphene.NonNull(node), required=True, description="The rows of this part."),
            "page_info": graphene.Field(PageInfo, required=True, description="Where this part stands."),
            "total_count": graphene.Int(
                required=True, description="How many rows there are in all; counted when asked."
            ),
        },
    )


def short_name(node: Any) -> str:
    """``Treatment`` for ``TreatmentPage``, ``Search`` for ``SearchResult``, ``Page`` for the interface.

    A model may say ``graphql_short_name``.
    """
    given = getattr(getattr(node._meta, "model", None), "graphql_short_name", None)
    name: str = given or node._meta.name
    return name.removesuffix("Interface").removesuffix("Result").removesuffix("Page") or "Page"


def encode_cursor(key: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(list(key))).decode().rstrip("=")


WRONG_CURSOR = "The cursor in `after` is not one of this list. Use an `endCursor` or `cursor` it gave you."


def decode_cursor(cursor: str, like: Sequence[type] | None) -> Key:
    """The key in ``cursor``, whose parts must be of the types ``like``; ``ClientError`` for anything else."""
    refusal = ClientError(WRONG_CURSOR)
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        key = orjson.loads(raw)  # refuses lone surrogates, which no database can look for
    except (binascii.Error, UnicodeError, ValueError):
        raise refusal from None
    if not isinstance(key, list) or (like is not None and [type(part) for part in key] != list(like)):
        raise refusal
    if any(isinstance(part, int) and not -(2**63) <= part < 2**63 for part in key):
        raise refusal
    if any(isinstance(part, str) and "\0" in part for part in key):
        raise refusal
    return tuple(key)


def checked_first(first: int | None) -> int:
    """``first`` within its bounds; ``ClientError`` outside them."""
    if first is None:
        return DEFAULT_FIRST
    if not 0 <= first <= MAXIMUM_FIRST:
        raise ClientError(f"`first` must be between 0 and {MAXIMUM_FIRST}; it is {first}.")
    return first


def slice_keys(rows: Sequence[Key], arguments: Mapping[str, Any], count: bool) -> ConnectionValue:
    """The part of ``rows`` (all keys of a short list, ascending) that the arguments ask for; nodes are ids."""
    first = checked_first(arguments.get("first"))
    start = 0
    after = arguments.get("after")
    if after is not None:
        key = decode_cursor(after, [type(part) for part in rows[0]] if rows else None)
        start = sum(row <= key for row in rows)
    part = rows[start : start + first]
    return ConnectionValue(
        nodes=[row[-1] for row in part],
        cursors=[encode_cursor(row) for row in part],
        has_next_page=start + first < len(rows),
        has_previous_page=start > 0,
        total_count=len(rows) if count else None,
    )


def as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Column:
    """One column of an order. ``encode`` makes its value a JSON scalar of type ``json``, ``decode`` takes it back.

    With an ``expression`` the column is that, under ``name``, which must not be a field of the model.
    """

    name: str
    expression: Any = None
    descending: bool = False
    json: type = str
    encode: Callable[[Any], Any] = as_it_is
    decode: Callable[[Any], Any] = as_it_is


ID = Column("pk", json=int)


class Order:
    """The order of a root list: some columns, and the id as the last word."""

    def __init__(self, *columns: Column) -> None:
        self.columns = (*columns, ID)

    def apply(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """``queryset`` in this order."""
        expressions = {column.name: column.expression for column in self.columns if column.expression is not None}
        ordered: QuerySet[Any] = queryset.annotate(**expressions).order_by(*self.fields())
        return ordered

    def fields(self) -> list[str]:
        return [f"-{column.name}" if column.descending else column.name for column in self.columns]

    def after(self, key: Key) -> Q:
        """Rows behind ``key``: beyond it in the first column, or equal there and beyond it in the next, and so on."""
        condition, equal = Q(), Q()
        for column, value in zip(self.columns, key, strict=True):
            beyond = "lt" if column.descending else "gt"
            condition |= equal & Q(**{f"{column.name}__{beyond}": value})
            equal &= Q(**{column.name: value})
        return condition

    def decode(self, cursor: str) -> Key:
        key = decode_cursor(cursor, [column.json for column in self.columns])
        try:
            return tuple(column.decode(value) for column, value in zip(self.columns, key, strict=True))
        except ValueError:
            raise ClientError(WRONG_CURSOR) from None

    def key_of(self, row: Any) -> Key:
        return tuple(column.encode(getattr(row, column.name)) for column in self.columns)


BY_TITLE = Order(Column("title_key", expression=TitleKey("title")))


def page_through(queryset: QuerySet[Any], order: Order, arguments: Mapping[str, Any], count: bool) -> ConnectionValue:
    """One part of ``queryset``, in one statement, and one more when ``count`` asks for the total; nodes are rows."""
    first = checked_first(arguments.get("first"))
    part = order.apply(queryset)
    after = arguments.get("after")
    if after is not None:
        part = part.filter(order.after(order.decode(after)))
    rows = list(part[: first + 1]) if first else []
    more = len(rows) > first if first else part.exists()
    rows = rows[:first]
    return ConnectionValue(
        nodes=rows,
        cursors=[encode_cursor(order.key_of(row)) for row in rows],
        has_next_page=more,
        has_previous_page=after is not None,
        total_count=queryset.count() if count else None,
    )
