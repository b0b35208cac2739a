"""The conditions that filters are made of. Whatever one reaches through is public, by its gate.

A value is taken first: checked, and parted into what decides the statement and what is put in its places. So a filter
with other values is the same statement, which is compiled once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import graphene
from django.db.models import DateField, DateTimeField, Model, Q
from django.utils import timezone

from .errors import ClientError
from .inputs import few, primary_key, short
from .loaders import label_model
from .reader import Reader
from .scalars import Date
from .statements import AmongTexts, Parameter
from .tags import Tags
from .visibility import Gate, public
from .words import all_words, any_line, lines_of, words_of

MOST_VALUES = 50
ANY_ROWS = 2**31 - 1
"""A limit that limits nothing, but has PostgreSQL plan a subquery by itself: it would take the tables of all conditions
for one join, and plan that for minutes, in tens of gigabytes, from four conditions on."""
SCANS = 5
"""How many conditions a word counts as: no index finds it, so every row is looked through."""
LONGEST_TEXT = 200
FIRST_YEAR, LAST_YEAR = 1900, 2199

NOTHING = Q(pk__in=[])
Values = dict[str, Any]
"""What is put in the places of a statement, by their names."""


@dataclass(frozen=True)
class Condition(ABC):
    """One field of a filter; ``name`` is its Python name."""

    name: str
    description: str

    @abstractmethod
    def type(self) -> Any:
        """The graphene type of its value."""

    @abstractmethod
    def take(self, value: Any, place: str, reader: Reader) -> tuple[Hashable, Values]:
        """Which of its statements a value is for, and what is put in places whose names begin with ``place``.

        ``ClientError`` for a value that means nothing. What the condition looks through is noted with the reader.
        """

    @abstractmethod
    def holds(self, kind: Any, place: str, gate: Gate) -> Q:
        """The condition as the database takes it, for values of that kind."""

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

    def take(self, value: Any, place: str, reader: Reader) -> tuple[Hashable, Values]:
        few(value, self.shown, MOST_VALUES)
        kind, values = self.parted([self.checked(item) for item in value], place)
        if kind:
            self.note(reader.tags)
        return kind, values

    def note(self, tags: Tags) -> None:
        """Note what is looked through for a value."""

    def parted(self, values: list[Any], place: str) -> tuple[int, Values]:
        """Whether there are any, and their list in one place."""
        return bool(values), {place: values} if values else {}

    def checked(self, item: Any) -> Any:
        """One value, as it is looked for."""
        return short(item, self.shown, LONGEST_TEXT)


class AnyOf(Several):
    """Such a condition whose values are in one place."""

    def holds(self, kind: Any, place: str, gate: Gate) -> Q:
        return self.any_of(place, gate) if kind else NOTHING

    @abstractmethod
    def any_of(self, place: str, gate: Gate) -> Q:
        """Rows for which one of the values in ``place``, which are never none, holds."""


@dataclass(frozen=True)
class Slugs(AnyOf):
    """The rows' own slugs."""

    def any_of(self, place: str, gate: Gate) -> Q:
        return Q(AmongTexts("slug", place))


@dataclass(frozen=True)
class Related(AnyOf):
    """Rows that are linked to something public, of the model ``target``, with one of these slugs.

    ``via`` is the model of the link rows; ``to`` is their key to the target and ``back`` the one to the list's own
    rows. Without it ``to`` is a key of the list's own rows. Link rows with a rule of their own must be public too.
    """

    target: str
    to: str
    via: str | None = None
    back: str = "page"
    gated: bool = False

    def note(self, tags: Tags) -> None:
        for label in filter(None, (self.target, self.via)):
            tags.sorted(label_model(label))

    def any_of(self, place: str, gate: Gate) -> Q:
        named = label_model(self.target)._default_manager.filter(AmongTexts("slug", place))
        targets = public(named, gate).values("pk")[:ANY_ROWS]
        if self.via is None:
            return Q(**{f"{self.to}__isnull": False, f"{self.to}__in": targets})
        links = label_model(self.via)._default_manager.filter(**{f"{self.to}__in": targets}).order_by()
        return Q(pk__in=(public(links, gate) if self.gated else links).values(f"{self.back}_id")[:ANY_ROWS])


@dataclass(frozen=True)
class Found(AnyOf):
    """Rows that a function finds by ids of ``target``: it takes their place, and the gate.

    ``among`` are the other models that it goes through, by what their rows hold.
    """

    target: str
    find: Callable[[str, Gate], Q]
    among: Callable[[], Iterable[type[Model]]]

    def item(self) -> Any:
        return graphene.ID

    def checked(self, item: Any) -> int | None:
        return primary_key(item)

    def note(self, tags: Tags) -> None:
        tags.looked_for(label_model(self.target))
        for model in self.among():
            tags.sorted(model)

    def parted(self, values: list[Any], place: str) -> tuple[int, Values]:
        return super().parted([pk for pk in values if pk is not None], place)

    def any_of(self, place: str, gate: Gate) -> Q:
        return self.find(place, gate)


@dataclass(frozen=True)
class OneOf(AnyOf):
    """A field of the rows that holds a value of an enum, always: under `not` a row without one would be left out."""

    column: str
    enum: Callable[[], Any]

    def item(self) -> Any:
        return self.enum()

    def checked(self, item: Any) -> Any:
        return getattr(item, "value", item)

    def any_of(self, place: str, gate: Gate) -> Q:
        return Q(AmongTexts(self.column, place))


@dataclass(frozen=True)
class Lines(Several):
    """A text of the rows of which one whole line is one of these, capital and small letters alike."""

    column: str

    def weight(self, value: Any) -> int:
        return max(1, len(value))

    def parted(self, values: list[Any], place: str) -> tuple[int, Values]:
        return numbered(lines_of(values), place)

    def holds(self, kind: Any, place: str, gate: Gate) -> Q:
        return any_line(places(kind, place), self.column)


@dataclass(frozen=True)
class Words(Condition):
    """Texts of the rows that hold all these words, or words that begin with them."""

    columns: Sequence[str]

    def type(self) -> Any:
        return graphene.String

    def weight(self, value: Any) -> int:
        return max(1, SCANS * len(words_of(value)))

    def take(self, value: Any, place: str, reader: Reader) -> tuple[Hashable, Values]:
        return numbered(words_of(short(value, self.shown, LONGEST_TEXT)), place)

    def holds(self, kind: Any, place: str, gate: Gate) -> Q:
        return all_words(places(kind, place), self.columns)


@dataclass(frozen=True)
class Flag(Condition):
    """A field of the rows that is true or false."""

    column: str

    def type(self) -> Any:
        return graphene.Boolean

    def take(self, value: Any, place: str, reader: Reader) -> tuple[Hashable, Values]:
        return value, {}

    def holds(self, kind: Any, place: str, gate: Gate) -> Q:
        return Q(**{self.column: kind})


@dataclass(frozen=True)
class Day(Condition):
    """A day, or a moment, of the rows that lies before or after a day; rows without one match neither."""

    column: str
    after: bool
    moment: bool = False

    def type(self) -> Any:
        return Date

    def take(self, value: Any, place: str, reader: Reader) -> tuple[Hashable, Values]:
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ClientError(f"{self.shown} takes a day of the years {FIRST_YEAR} to {LAST_YEAR}; it is {value}.")
        if not self.moment:
            return None, {place: value}
        return None, {place: beginning(value + timedelta(days=1) if self.after else value)}

    def holds(self, kind: Any, place: str, gate: Gate) -> Q:
        lookup = ("gte" if self.moment else "gt") if self.after else "lt"
        bound = Parameter(place, DateTimeField() if self.moment else DateField())
        return Q(**{f"{self.column}__isnull": False, f"{self.column}__{lookup}": bound})


def numbered(values: Sequence[str], place: str) -> tuple[int, Values]:
    """How many values there are, and each in a place of its own."""
    return len(values), dict(zip(places(len(values), place), values, strict=True))


def places(number: int, place: str) -> list[str]:
    """The names of so many places."""
    return [f"{place}_{each}" for each in range(number)]


def beginning(day: date) -> datetime:
    """When a day begins in the time zone of the settings."""
    return timezone.make_aware(datetime.combine(day, time()))


def published(column: str = "first_published_at") -> tuple[Day, Day]:
    """Before and after the moment a page first went live."""
    return (
        Day("published_after", "It first went live after this day.", column, after=True, moment=True),
        Day("published_before", "It first went live before this day.", column, after=False, moment=True),
    )
