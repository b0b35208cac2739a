"""Filters of root lists: what a client may ask of rows, as one input type for each list.

An app declares a :class:`Filter` of conditions in its ``schema.py``. All conditions of a filter together become one
part of the list's own statement: a condition is a plain comparison, or ``pk IN (SELECT …)``, which doubles no row and
may be negated. Whatever a condition reaches through is public (:func:`cms.api.visibility.public`), so that something
hidden matches as nothing does, and ``not`` tells no more.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any

import graphene
from django.db.models import Q

from .conditions import NOTHING, Condition, Values
from .errors import ClientError
from .inputs import few
from .reader import Reader
from .visibility import Gate

MOST_PARTS = 20
MOST_CONDITIONS = 50
DEEPEST = 5

ALL = ~NOTHING
"""Every row; an empty ``Q`` would vanish from an ``or`` and from a ``not``."""


class Conditions:
    """How many conditions the filters of one request may still hold."""

    def __init__(self) -> None:
        self.left = MOST_CONDITIONS

    def take(self, number: int = 1) -> None:
        """Count some more; ``ClientError`` when they become too many."""
        self.left -= number
        if self.left < 0:
            raise ClientError(
                f"The filters of a request hold at most {MOST_CONDITIONS} conditions in all, of which a word of a text "
                "counts as five. Ask in several requests."
            )


@dataclass(frozen=True)
class Taken:
    """A condition and the kind of its values, which are put in ``place``. Equal ones are the same statement."""

    condition: Condition
    kind: Hashable
    place: str

    def holds(self, gate: Gate) -> Q:
        return self.condition.holds(self.kind, self.place, gate)


@dataclass(frozen=True)
class Joined:
    """Filters under ``and_``, ``or_`` or ``not_``."""

    by: str
    filters: tuple[Parts, ...]

    def holds(self, gate: Gate) -> Q:
        found = [together(parts, gate) or ALL for parts in self.filters]
        if self.by == "not_":
            return ~found[0]
        return reduce(and_, found, ALL) if self.by == "and_" else reduce(or_, found, NOTHING)


Part = Taken | Joined
Parts = tuple[Part, ...]
"""What a filter asks for, all of it; nothing where it is empty."""


class Filter:
    """The filter of one list: the input type ``name``, with ``and``, ``or`` and ``not``."""

    def __init__(self, name: str, *conditions: Condition) -> None:
        self.name = name
        self.conditions = {condition.name: condition for condition in conditions}

    @cached_property
    def type(self) -> Any:
        def parts() -> Any:
            return graphene.List(graphene.NonNull(lambda: self.type))

        fields = {name: condition.field() for name, condition in self.conditions.items()}
        return type(
            self.name,
            (graphene.InputObjectType,),
            {
                "__doc__": "Which rows to list: those for which all that is given here holds. "
                "What is left out or null asks for nothing, an empty list or text matches nothing, and what is not "
                "public matches as if it were not there.",
                **fields,
                "and_": graphene.InputField(
                    parts(), name="and", description=f"All of these hold. At most {MOST_PARTS}."
                ),
                "or_": graphene.InputField(
                    parts(), name="or", description=f"At least one of these holds. At most {MOST_PARTS}."
                ),
                "not_": graphene.InputField(lambda: self.type, name="not", description="This does not hold."),
            },
        )

    def argument(self) -> graphene.Argument:
        return graphene.Argument(
            lambda: self.type,
            description=f"Which rows to list; all of them if not given. `and`, `or` and `not` go {DEEPEST} deep, and "
            f"the filters of a request hold {MOST_CONDITIONS} conditions in all, of which a word counts as five.",
        )

    def take(self, value: Any, reader: Reader, budget: Conditions, values: Values, depth: int = 0) -> Parts:
        """What a client's filter asks for; its ``values`` are put among those given.

        ``ClientError`` for what is too much or means nothing.
        """
        if depth > DEEPEST:
            raise ClientError(f"`and`, `or` and `not` go at most {DEEPEST} deep in a filter. Write it flatter.")
        found: list[Part] = []
        for name, given in (value or {}).items():
            if given is None:
                continue
            budget.take(self.conditions[name].weight(given) if name in self.conditions else 1)
            if name in self.conditions:
                place = f"filter_{len(values)}"
                kind, more = self.conditions[name].take(given, place, reader)
                values |= more
                found.append(Taken(self.conditions[name], kind, place))
            elif name == "not_":
                unwanted = self.take(given, reader, budget, values, depth + 1)
                found += [Joined(name, (unwanted,))] if unwanted else []  # nothing under `not` asks for nothing too
            else:
                few(given, f"`{name[:-1]}`", MOST_PARTS)
                parts = tuple(self.take(part, reader, budget, values, depth + 1) for part in given)
                found.append(Joined(name, parts))
        return tuple(found)


def together(parts: Parts, gate: Gate) -> Q:
    """What all of ``parts`` ask for, as the database takes it."""
    return reduce(and_, (part.holds(gate) for part in parts), Q())
