"""The conditions that filters are made of. Whatever one reaches through is public, by its reader."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import graphene
from django.db.models import Q
from django.utils import timezone

from .errors import ClientError
from .inputs import few, primary_key, short
from .loaders import label_model
from .reader import Reader
from .scalars import Date
from .words import any_line, words, words_of

MOST_VALUES = 50
ANY_ROWS = 2**31 - 1
"""A limit that limits nothing, but has PostgreSQL plan a subquery by itself: it would take the tables of all conditions
for one join, and plan that for minutes, in tens of gigabytes, from four conditions on."""
SCANS = 5
"""How many conditions a word counts as: no index finds it, so every row is looked through."""
LONGEST_TEXT = 200
FIRST_YEAR, LAST_YEAR = 1900, 2199

NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Condition(ABC):
    """One field of a filter; ``name`` is its Python name."""

    name: str
    description: str

    @abstractmethod
    def type(self) -> Any:
        """The graphene type of its value."""

    @abstractmethod
    def holds(self, value: Any, reader: Reader) -> Q:
        """The condition as the database takes it; ``ClientError`` for a value that means nothing."""

    def weight(self, value: Any) -> int:
        """As how many conditions a value counts."""
        return 1

    def field(self) -> graphene.InputField:
        return graphene.InputField(self.type(), description=self.description)

    @property
    def shown(self) -> str:
        """Its name in messages."""
        first, *others = self.name.split("_")
        return f"`{first}{''.join(map(str.capitalize, others))}`"


class Several(Condition):
    """A condition that takes a list: any of the values will do, and none where the list is empty."""

    def type(self) -> Any:
        return graphene.List(graphene.NonNull(self.item()))

    def item(self) -> Any:
        return graphene.String

    def field(self) -> graphene.InputField:
        description = f"{self.description} Any of these will do. At most {MOST_VALUES}."
        return graphene.InputField(self.type(), description=description)

    def holds(self, value: Any, reader: Reader) -> Q:
        few(value, self.shown, MOST_VALUES)
        values = [self.checked(item) for item in value]
        return self.any_of(values, reader) if values else NOTHING

    def checked(self, item: Any) -> Any:
        """One value, as it is looked for."""
        return short(item, self.shown, LONGEST_TEXT)

    @abstractmethod
    def any_of(self, values: list[Any], reader: Reader) -> Q:
        """Rows for which one of ``values``, which are never none, holds."""


@dataclass(frozen=True)
class Slugs(Several):
    """The rows' own slugs."""

    def any_of(self, values: list[Any], reader: Reader) -> Q:
        return Q(slug__in=values)


@dataclass(frozen=True)
class Related(Several):
    """Rows that are linked to something public, of the model ``target``, with one of these slugs.

    ``via`` is the model of the link rows; ``to`` is their key to the target and ``back`` the one to the list's own
    rows. Without it ``to`` is a key of the list's own rows. Link rows with a rule of their own must be public too.
    """

    target: str
    to: str
    via: str | None = None
    back: str = "page"
    gated: bool = False

    def any_of(self, values: list[Any], reader: Reader) -> Q:
        reader.tags.sorted(label_model(self.target))
        targets = reader.public(label_model(self.target)._default_manager.filter(slug__in=values)).values("pk")[
            :ANY_ROWS
        ]
        if self.via is None:
            return Q(**{f"{self.to}__isnull": False, f"{self.to}__in": targets})
        reader.tags.sorted(label_model(self.via))
        links = label_model(self.via)._default_manager.filter(**{f"{self.to}__in": targets}).order_by()
        return Q(pk__in=(reader.public(links) if self.gated else links).values(f"{self.back}_id")[:ANY_ROWS])


@dataclass(frozen=True)
class Found(Several):
    """Rows that a function finds by ids: it takes the ids and the reader."""

    find: Callable[[list[int], Reader], Q]

    def item(self) -> Any:
        return graphene.ID

    def checked(self, item: Any) -> int | None:
        return primary_key(item)

    def any_of(self, values: list[Any], reader: Reader) -> Q:
        ids = [pk for pk in values if pk is not None]
        return self.find(ids, reader) if ids else NOTHING


@dataclass(frozen=True)
class OneOf(Several):
    """A field of the rows that holds a value of an enum."""

    column: str
    enum: Callable[[], Any]

    def item(self) -> Any:
        return self.enum()

    def checked(self, item: Any) -> Any:
        return getattr(item, "value", item)

    def any_of(self, values: list[Any], reader: Reader) -> Q:
        return Q(**{f"{self.column}__in": values})


@dataclass(frozen=True)
class Lines(Several):
    """A text of the rows of which one whole line is one of these, capital and small letters alike."""

    column: str

    def weight(self, value: Any) -> int:
        return max(1, len(value))

    def any_of(self, values: list[Any], reader: Reader) -> Q:
        return any_line(values, self.column)


@dataclass(frozen=True)
class Words(Condition):
    """Texts of the rows that hold all these words, or words that begin with them."""

    columns: Sequence[str]

    def type(self) -> Any:
        return graphene.String

    def weight(self, value: Any) -> int:
        return max(1, SCANS * len(words_of(value)))

    def holds(self, value: Any, reader: Reader) -> Q:
        return words(short(value, self.shown, LONGEST_TEXT), self.columns)


@dataclass(frozen=True)
class Flag(Condition):
    """A field of the rows that is true or false."""

    column: str

    def type(self) -> Any:
        return graphene.Boolean

    def holds(self, value: Any, reader: Reader) -> Q:
        return Q(**{self.column: value})


@dataclass(frozen=True)
class Day(Condition):
    """A day, or a moment, of the rows that lies before or after a day; rows without one match neither."""

    column: str
    after: bool
    moment: bool = False

    def type(self) -> Any:
        return Date

    def holds(self, value: Any, reader: Reader) -> Q:
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ClientError(f"{self.shown} takes a day of the years {FIRST_YEAR} to {LAST_YEAR}; it is {value}.")
        lookup, bound = "gt" if self.after else "lt", value
        if self.moment:
            lookup, bound = ("gte", beginning(value + timedelta(days=1))) if self.after else ("lt", beginning(value))
        return Q(**{f"{self.column}__isnull": False, f"{self.column}__{lookup}": bound})


def beginning(day: date) -> datetime:
    """When a day begins in the time zone of the settings."""
    return timezone.make_aware(datetime.combine(day, time()))


def published(column: str = "first_published_at") -> tuple[Day, Day]:
    """Before and after the moment a page first went live."""
    return (
        Day("published_after", "It first went live after this day.", column, after=True, moment=True),
        Day("published_before", "It first went live before this day.", column, after=False, moment=True),
    )
