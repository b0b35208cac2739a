"""Orders of lists: columns with the id as the last word, and the enums that let a client choose them.

A value that is absent stands last in every order, whichever way it runs, on every database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import graphene
from django.db.models import F, Q, QuerySet

from .cursors import Key, decode_cursor, wrong_cursor
from .errors import ClientError
from .inputs import few
from .titles import TitleKey

MOST_ORDERS = 3


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
    nullable: bool = False
    json: type = str
    encode: Callable[[Any], Any] = as_it_is
    decode: Callable[[Any], Any] = as_it_is

    def sort(self, backward: bool) -> Any:
        """What to order by; backward is the same order read from its end."""
        column = F(self.name)
        options = {("nulls_first" if backward else "nulls_last"): True} if self.nullable else {}
        return column.desc(**options) if self.descending != backward else column.asc(**options)

    def at(self, value: Any) -> Q:
        """Rows that have this value."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def beyond(self, value: Any, backward: bool) -> Q | None:
        """Rows that follow this value, or precede it; None when there can be none."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if backward else None
        beyond = Q(**{f"{self.name}__{'lt' if self.descending != backward else 'gt'}": value})
        return beyond | Q(**{f"{self.name}__isnull": True}) if self.nullable and not backward else beyond

    def to_json(self, value: Any) -> Any:
        return None if value is None else self.encode(value)

    def from_json(self, value: Any) -> Any:
        """The value in a cursor; ``ValueError`` for one of another type, as an older version may have made."""
        if value is None and self.nullable:
            return None
        if type(value) is not self.json:
            raise ValueError(value)
        return self.decode(value)


ID = Column("pk", json=int)


class Order:
    """The order of a root list: some columns, and the id as the last word."""

    def __init__(self, *columns: Column) -> None:
        self.columns = (*columns, ID)

    def __str__(self) -> str:
        return ",".join(f"-{column.name}" if column.descending else column.name for column in self.columns)

    def apply(self, queryset: QuerySet[Any], backward: bool = False) -> QuerySet[Any]:
        """``queryset`` in this order, or from its end."""
        ordered: QuerySet[Any] = self.annotate(queryset).order_by(*(column.sort(backward) for column in self.columns))
        return ordered

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """``queryset`` with the columns that are expressions."""
        expressions = {column.name: column.expression for column in self.columns if column.expression is not None}
        annotated: QuerySet[Any] = queryset.annotate(**expressions)
        return annotated

    def beyond(self, key: Key, backward: bool = False) -> Q:
        """Rows behind ``key`` (before it, when ``backward``): in the first column, or equal there and in the next, …"""
        condition, equal = Q(), Q()
        for column, value in zip(self.columns, key, strict=True):
            further = column.beyond(value, backward)
            if further is not None:
                condition |= equal & further
            equal &= column.at(value)
        return condition

    def up_to(self, key: Key, backward: bool = False) -> Q:
        """All the other rows: ``key`` itself and those on its other side."""
        equal = Q()
        for column, value in zip(self.columns, key, strict=True):
            equal &= column.at(value)
        return equal | self.beyond(key, not backward)

    def decode(self, cursor: str, of: str, argument: str) -> Key:
        key = decode_cursor(cursor, of, argument)
        try:
            return tuple(column.from_json(value) for column, value in zip(self.columns, key, strict=True))
        except ValueError:
            raise wrong_cursor(argument) from None

    def key_in(self, values: Sequence[Any]) -> Key:
        """The key of a row of which the columns hold ``values``."""
        return tuple(column.to_json(value) for column, value in zip(self.columns, values, strict=True))


def day(name: str, *, descending: bool = False, nullable: bool = False) -> Column:
    """A column that holds a date."""
    return Column(name, descending=descending, nullable=nullable, encode=date.isoformat, decode=date.fromisoformat)


def moment(name: str, *, descending: bool = False) -> Column:
    """A column that holds a moment, or nothing yet."""
    return Column(name, descending=descending, nullable=True, encode=datetime.isoformat, decode=datetime.fromisoformat)


def text(field: str, *, descending: bool = False) -> Column:
    """A column of text, capital and small letters alike."""
    return Column(f"{field}_key", expression=TitleKey(field), descending=descending)


@dataclass(frozen=True)
class Choice:
    """One order that a client may choose, with its description."""

    column: Column
    description: str


TITLE_CHOICES = {
    "TITLE_ASC": Choice(text("title"), "By title, A to Z; capital and small letters alike."),
    "TITLE_DESC": Choice(text("title", descending=True), "By title, Z to A; capital and small letters alike."),
}
MOMENT_CHOICES = {
    "PUBLISHED_ASC": Choice(moment("first_published_at"), "By when it first went live, the oldest first."),
    "PUBLISHED_DESC": Choice(
        moment("first_published_at", descending=True), "By when it first went live, the newest first."
    ),
    "UPDATED_ASC": Choice(moment("last_published_at"), "By when it last went live with changes, the oldest first."),
    "UPDATED_DESC": Choice(
        moment("last_published_at", descending=True), "By when it last went live with changes, the newest first."
    ),
}
REVIEW_CHOICES = {
    "REVIEW_DUE_ASC": Choice(
        day("next_review_due", nullable=True), "By when the next review is due, the soonest first."
    ),
    "REVIEW_DUE_DESC": Choice(
        day("next_review_due", descending=True, nullable=True), "By when the next review is due, the latest first."
    ),
}


class Orders:
    """The orders of one list, as the enum ``name``; ``default`` names the one for clients that choose none."""

    def __init__(self, name: str, choices: Mapping[str, Choice], default: str) -> None:
        self.choices = choices
        self.default = Order(choices[default].column)
        members = Enum(name, {choice: choice for choice in choices})  # type: ignore[misc]
        self.enum = graphene.Enum.from_enum(
            members,
            description=lambda member: (
                choices[member.value].description
                if member
                else "What a list may be ordered by. Where nothing is known to order by, rows stand last."
            ),
        )
        self.argument = graphene.Argument(
            graphene.List(graphene.NonNull(self.enum)),
            description=(
                f"The order; {default} if not given. Later ones decide among rows that are equal in the earlier; the "
                f"older row comes first among equals in all. At most {MOST_ORDERS}."
            ),
        )

    def chosen(self, asked: Sequence[Any] | None) -> Order:
        """The order that ``orderBy`` asks for; ``ClientError`` for too many, and for two by the same."""
        names = [str(getattr(member, "value", member)) for member in asked or ()]
        if not names:
            return self.default
        few(names, "`orderBy`", MOST_ORDERS)
        columns = [self.choices[name].column for name in names]
        if len({column.name for column in columns}) < len(columns):
            raise ClientError(f"`orderBy` names the same thing twice: {', '.join(names)}. Keep one of them.")
        return Order(*columns)
