"""Relay connections with keyset cursors: stable when rows are added or removed, and never an OFFSET."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from typing import Any

import graphene

from .cursors import Key, decode_cursor, encode_cursor, wrong_cursor
from .errors import ClientError
from .lists import Rows
from .objects import object_type
from .orders import Order

DEFAULT_FIRST = 20
MAXIMUM_FIRST = 100


@object_type
class PageInfo(graphene.ObjectType):
    """Where a part of a list stands in the whole."""

    has_next_page = graphene.Boolean(
        required=True, description="Whether rows follow this part in the list as it is now. Exact in both directions."
    )
    has_previous_page = graphene.Boolean(
        required=True, description="Whether rows come before this part in the list as it is now. Exact likewise."
    )
    start_cursor = graphene.String(description="The first row's cursor, for `before`; null when the part is empty.")
    end_cursor = graphene.String(description="The last row's cursor, for `after`; null when the part is empty.")


@dataclass
class ConnectionValue:
    """A part of a list, ready to be read. ``nodes`` may still be ids until the look-ahead has fetched them.

    ``keys`` are what the rows are ordered by, and ``seal`` makes a cursor of one. ``details`` are more fields of each
    edge. ``ends`` are the first and last keys as the part was read: they lead on even when those rows have gone since.
    """

    nodes: list[Any]
    keys: Sequence[Any]
    seal: Callable[[Any], str]
    has_next_page: bool
    has_previous_page: bool
    total_count: int | None = None
    details: list[dict[str, Any]] = field(default_factory=list)
    ends: tuple[Any, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.ends = (self.keys[0], self.keys[-1]) if self.keys else (None, None)
        self.details = self.details or [{} for _ in self.nodes]

    @cached_property
    def edges(self) -> list[dict[str, Any]]:
        rows = zip(self.nodes, self.keys, self.details, strict=True)
        return [{"node": node, "cursor": self.seal(key), **details} for node, key, details in rows]

    @cached_property
    def page_info(self) -> dict[str, Any]:
        start, end = (None if key is None else self.seal(key) for key in self.ends)
        return {
            "has_next_page": self.has_next_page,
            "has_previous_page": self.has_previous_page,
            "start_cursor": start,
            "end_cursor": end,
        }

    def put_rows(self, rows: Mapping[Any, Any]) -> None:
        """Put rows in the place of ids; one that was hidden since its id was read goes, and its edge with it."""
        found = [at for at, pk in enumerate(self.nodes) if pk in rows]
        self.nodes = [rows[self.nodes[at]] for at in found]
        self.keys = [self.keys[at] for at in found]
        self.details = [self.details[at] for at in found]


EDGE_FIELDS: dict[str, dict[str, Callable[[], Any]]] = {}
"""More fields of the edges of a model's connections, by its label; an app's ``schema.py`` adds to it."""


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
            "cursor": graphene.String(
                required=True, description="For `after` or `before`, to go on from this row; it stays good without it."
            ),
            **{field: make() for field, make in EDGE_FIELDS.get(label_of(node), {}).items()},
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


def label_of(node: Any) -> str:
    """The label of a graphene type's model; empty for the interface."""
    return str(getattr(getattr(getattr(node._meta, "model", None), "_meta", None), "label", ""))


def short_name(node: Any) -> str:
    """``Treatment`` for ``TreatmentPage``, ``Search`` for ``SearchResult``, ``Page`` for the interface.

    A model may say ``graphql_short_name``.
    """
    given = getattr(getattr(node._meta, "model", None), "graphql_short_name", None)
    name: str = given or node._meta.name
    return name.removesuffix("Interface").removesuffix("Result").removesuffix("Page") or "Page"


def checked_size(size: int, argument: str) -> int:
    """``first`` or ``last`` within its bounds; ``ClientError`` outside them."""
    if not 1 <= size <= MAXIMUM_FIRST:
        raise ClientError(f"`{argument}` must be between 1 and {MAXIMUM_FIRST}; it is {size}.")
    return size


def checked_first(first: int | None) -> int:
    """``first`` of a list that goes one way only."""
    return DEFAULT_FIRST if first is None else checked_size(first, "first")


@dataclass(frozen=True)
class Window:
    """Which part of a list is asked for: ``size`` rows from its start, or from its end, between two cursors."""

    size: int
    backward: bool
    after: str | None
    before: str | None

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> Window:
        """The window that a connection's arguments describe; ``ClientError`` when they contradict each other."""
        first, last = arguments.get("first"), arguments.get("last")
        if first is not None and last is not None:
            raise ClientError("Give `first` or `last`, not both: a part is read from one end.")
        size = checked_first(first) if last is None else checked_size(last, "last")
        return cls(size, last is not None, arguments.get("after"), arguments.get("before"))

    def keys(self, decode: Callable[[str, str], Key]) -> tuple[Key | None, Key | None]:
        """The keys in both cursors, read by ``decode``, which is told the argument's name too."""
        after = None if self.after is None else decode(self.after, "after")
        return after, None if self.before is None else decode(self.before, "before")


def slice_keys(rows: Sequence[Key], arguments: Mapping[str, Any], of: str) -> ConnectionValue:
    """The part of ``rows`` (all keys of a short list, in order) that the arguments ask for; nodes are ids.

    A cursor's row is looked for by its id first, so that a list in an order of the editors' own may be rearranged.
    """

    def decode(cursor: str, argument: str) -> Key:
        key = decode_cursor(cursor, of, argument)
        if rows and [type(part) for part in key] != [type(part) for part in rows[0]]:  # made by an older version
            raise wrong_cursor(argument)
        return key

    window = Window.of(arguments)
    after, before = window.keys(decode)
    places = {row[-1]: place for place, row in enumerate(rows)} if after or before else {}

    def place_of(key: Key, inclusive: bool) -> int:
        if key[-1] in places:
            return places[key[-1]] + inclusive
        return sum(row < key for row in rows)

    start = 0 if after is None else place_of(after, inclusive=True)
    stop = len(rows) if before is None else max(start, place_of(before, inclusive=False))
    if window.backward:
        start = max(start, stop - window.size)
    else:
        stop = min(stop, start + window.size)
    part = rows[start:stop]
    return ConnectionValue(
        nodes=[row[-1] for row in part],
        keys=part,
        seal=partial(encode_cursor, of=of),
        has_next_page=stop < len(rows),
        has_previous_page=start > 0,
        total_count=len(rows),
    )


@dataclass(frozen=True)
class Wanted:
    """What is to be found out about a part beside its rows: each costs a statement."""

    total: bool = True
    next_page: bool = True
    previous_page: bool = True


def page_through(rows: Rows, order: Order, arguments: Mapping[str, Any], of: str, wanted: Wanted) -> ConnectionValue:
    """One part of ``rows``, in one statement; nodes are rows.

    One row more is read than asked for, to know whether others follow in the reading direction. What lies beyond a
    cursor, and how many rows there are, is looked up when it is ``wanted``.
    """
    window = Window.of(arguments)
    of = f"{of} {order}"
    after, before = window.keys(lambda cursor, argument: order.decode(cursor, of, argument))
    found = rows.part(order, window.backward, window.size + 1, after, before)
    more = len(found) > window.size
    found = found[: window.size]
    if window.backward:
        found.reverse()

    def any_outside(key: Key | None, backward: bool) -> bool:
        return key is not None and rows.reach(order, key, backward)

    more_next, more_previous = more and not window.backward, more and window.backward
    return ConnectionValue(
        nodes=[row for row, _ in found],
        keys=[key for _, key in found],
        seal=partial(encode_cursor, of=of),
        has_next_page=more_next or (wanted.next_page and any_outside(before, backward=True)),
        has_previous_page=more_previous or (wanted.previous_page and any_outside(after, backward=False)),
        total_count=rows.count() if wanted.total else None,
    )
