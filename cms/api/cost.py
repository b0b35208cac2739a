"""What a query may cost and take at most, worked out from its text and variables before anything executes.

**Cost**: a field of objects costs 1 for each object that it may hold: one, or for a list as many as ``first`` or
``last`` asks for or as its declared maximum allows, each with all that is selected below it. A connection costs 1, and
its `nodes` and `edges` as many as it is asked for. Plain values cost nothing, and neither does introspection.

**Work**: what :class:`~cms.api.limits.Work` says of each part. The look-ahead looks a relation up once for all rows
that the same selection reaches, so a look-up counts once however many rows are around it, and so do the rows that it is
asked for, up to a hundred: how many more there are is known only when they come. Where an interface is, the look-ups of
all types count in a list, and in a single object those of the dearest type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
)

from .connections import DEFAULT_FIRST, MAXIMUM_FIRST
from .errors import ClientError, Code
from .limits import COMBINATIONS, COST, WORK, Work
from .messages import cut
from .selecting import Nodes, Selecting, value_of

ROWS_TOGETHER = 10
"""Rows are counted in tens."""
MOST_KNOWN = 16
"""How many costs of one operation are kept, by the variables that they depend on."""
LONGEST_KNOWN = 200
"""How many characters such a variable may have."""


class Price(NamedTuple):
    """What a selection may take. ``objects`` and ``work`` count as often as they may be there.

    ``lookups`` and ``rows`` count once for all rows around them: each look-up, and each ten rows, is a bit.
    """

    objects: int = 0
    work: int = 0
    lookups: int = 0
    rows: int = 0

    def and_(self, other: Price) -> Price:
        return Price(
            self.objects + other.objects, self.work + other.work, self.lookups | other.lookups, self.rows | other.rows
        )

    def times(self, number: int) -> Price:
        return Price(self.objects * number, self.work * number, self.lookups, self.rows)

    @property
    def without_rows(self) -> int:
        return self.work + Work.LOOKUP * self.lookups.bit_count()

    @property
    def with_rows(self) -> int:
        return self.without_rows + Work.ROW * ROWS_TOGETHER * self.rows.bit_count()


NOTHING = Price()


def together(prices: Iterable[Price]) -> Price:
    """What fields that stand beside each other take."""
    total = NOTHING
    for price in prices:
        total = total.and_(price)
    return total


def any_of(prices: list[Price]) -> Price:
    """What rows of several types take, each of one of them."""
    objects, work = max(price.objects for price in prices), max(price.work for price in prices)
    return together(prices)._replace(objects=objects, work=work)


def one_of(prices: list[Price]) -> Price:
    """What one object of several possible types takes at most."""
    dearest = max(prices, key=lambda price: price.with_rows)
    return dearest._replace(objects=max(price.objects for price in prices))


@dataclass(frozen=True)
class Cost:
    """What an operation asks for, by the response names of its root fields, which share nothing."""

    by_root_field: Mapping[str, Price]

    @property
    def requested(self) -> int:
        return sum(price.objects for price in self.by_root_field.values())

    @property
    def work(self) -> int:
        return sum(price.with_rows for price in self.by_root_field.values())

    @property
    def work_without_rows(self) -> int:
        """What is certain enough to start counting from when rows come: how many do is known only then."""
        return sum(price.without_rows for price in self.by_root_field.values())

    def told(self) -> dict[str, int]:
        """What the client may know of it."""
        return {"requested": self.requested, "maximum": COST, "work": self.work, "maximumWork": WORK}

    def check(self) -> None:
        """Raise ``ClientError`` when it is more than one query may ask for."""
        if self.requested > COST:
            costs = {name: price.objects for name, price in self.by_root_field.items()}
            message = f"The query may cost {self.requested:,}; at most {COST:,} are allowed. {dearest(costs)}"
            advice = "ask for fewer rows with `first`, or for fewer lists below each other."
        elif self.work > WORK:
            shares = {name: price.with_rows for name, price in self.by_root_field.items()}
            message = f"The query may take {self.work:,} units of work; at most {WORK:,} are allowed. {dearest(shares)}"
            advice = "ask for less of it, or in several requests."
        else:
            return
        raise ClientError(f"{message}: {advice}", Code.TOO_COMPLEX)


def dearest(shares: Mapping[str, int]) -> str:
    name = max(shares, key=lambda one: shares[one])
    return f"Its dearest root field is `{cut(name)}` ({shares[name]:,})"


class Costs:
    """The cost of one operation of a validated document, worked out once for all variables that make no difference."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self.schema = schema
        self.document = document
        self.operation = operation
        self.defaults = {
            definition.variable.name.value: value_of(definition.default_value, {})
            for definition in operation.variable_definitions
            if definition.default_value is not None
        }
        self.known: list[tuple[Mapping[str, Any], Cost]] = []

    def of(self, variables: Mapping[str, Any]) -> Cost:
        """The cost with these variables; ``ClientError`` when there is no telling.

        They may hold anything: what is no number counts as not given, and numbers as within their bounds.
        """
        given = {**self.defaults, **variables}
        for read, cost in self.known:
            if all(is_same(given.get(name), value) for name, value in read.items()):
                return cost
        query = self.schema.query_type
        if query is None:
            raise LookupError("The schema has no queries")
        watched = Watched(given)
        cost = Estimate(Selecting(self.schema, self.document, watched)).of(query, self.operation.selection_set)
        if all(is_small(value) for value in watched.read.values()):
            self.known = [(watched.read, cost), *self.known[: MOST_KNOWN - 1]]
        return cost


class Watched(dict[str, Any]):
    """Variables; what was asked of them is ``read``, None where it was not given."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        super().__init__(given)
        self.read: dict[str, Any] = {}

    def get(self, name: str, default: Any = None) -> Any:
        self.read[name] = value = super().get(name, default)
        return value


def is_same(one: Any, other: Any) -> bool:
    """Whether two variables are the same for a cost: 1 is not true."""
    return type(one) is type(other) and one == other


def is_small(value: Any) -> bool:
    """Whether a variable is worth keeping for comparison with others."""
    return len(value) <= LONGEST_KNOWN if isinstance(value, str) else value is None or isinstance(value, int | float)


class Estimate:
    """One working out. What the same fields take below is worked out once, however many ways lead to them."""

    def __init__(self, selecting: Selecting) -> None:
        self.selecting = selecting
        self.known: dict[tuple[Any, ...], Price] = {}
        self.places: dict[tuple[Any, ...], list[int]] = {}
        self.bits_taken = 0

    def of(self, query: GraphQLObjectType, selection_set: SelectionSetNode) -> Cost:
        fields = self.selecting.collected(query, [selection_set])
        return Cost({name: self.root_field(query, nodes) for name, nodes in fields.items()})

    def root_field(self, query: GraphQLObjectType, nodes: Nodes) -> Price:
        name = nodes[0].name.value
        price = self.field(query, nodes, (), DEFAULT_FIRST, among=1)
        return price.and_(Price(work=Work.LOOKUP)) if name in query.fields else price

    def field(self, kind: GraphQLObjectType, nodes: Nodes, around: Nodes, rows: int, among: int) -> Price:
        """What one field takes in an object below ``around``; ``rows`` is how many the connection was asked for.

        ``among`` is how many such objects there may be beside each other, as far as that is counted.
        """
        name = nodes[0].name.value
        definition = None if name.startswith("__") else kind.fields.get(name)
        if definition is None:
            return NOTHING
        own = Price(work=self.declared(definition, nodes), lookups=self.lookup(kind, definition, nodes, around))
        below = get_named_type(definition.type)
        if not is_composite_type(below):
            return own
        asked = max(self.asked(node) for node in nodes) if "first" in definition.args else None
        if not is_list_type(get_nullable_type(definition.type)):
            rows_below = DEFAULT_FIRST if asked is None else asked
            below_it = self.dearest(below, nodes, rows_below, among)
            return together([own, Price(1, rows=self.tens(below, nodes, among)), below_it])
        length = self.length(definition, asked, rows)
        among = min(among * length, MAXIMUM_FIRST)
        each = Price(1).and_(self.dearest(below, nodes, DEFAULT_FIRST, among))
        return together([own, Price(rows=self.tens(below, nodes, among)), each.times(length)])

    def declared(self, definition: GraphQLField, nodes: Nodes) -> int:
        """The work that the field itself says it is, each time that it is there."""
        work = definition.extensions.get("work", 0)
        return max(work(self.selecting.arguments(node)) for node in nodes) if callable(work) else int(work)

    def lookup(self, kind: GraphQLObjectType, definition: GraphQLField, nodes: Nodes, around: Nodes) -> int:
        """The bit of the look-up that a relation is; what needs no arguments is looked up once for all its aliases."""
        loader = definition.extensions.get("loader")
        if loader is None:
            return 0
        parts = nodes if "first" in definition.args else ()
        return self.bits((kind.name, loader, *map(id, (*around, *parts))), 1)

    def bits(self, key: tuple[Any, ...], number: int) -> int:
        """``number`` bits that no other key has; more of them where the same key is met with a larger number."""
        known = self.places.setdefault(key, [])
        while len(known) < number:
            known.append(1 << self.bits_taken)
            self.bits_taken += 1
        return sum(known[:number])

    def tens(self, kind: Any, nodes: Nodes, number: int) -> int:
        """The bits of the tens of rows that ``nodes`` lead to, from whatever types, if ``kind`` is a row."""
        return self.bits(("rows", *map(id, nodes)), number // ROWS_TOGETHER) if "row" in kind.extensions else 0

    def length(self, definition: GraphQLField, asked: int | None, rows: int) -> int:
        if asked is not None:
            return asked
        declared: int = definition.extensions.get("maximum", rows)
        return declared

    def asked(self, node: FieldNode) -> int:
        """How many rows a field with ``first`` is asked for, within the bounds that it will be held to."""
        given = [self.selecting.argument(node, name) for name in ("first", "last")]
        numbers = [value for value in given if isinstance(value, int | float)] or [DEFAULT_FIRST]
        return int(min(max(0, *numbers), MAXIMUM_FIRST))

    def dearest(self, kind: Any, nodes: Nodes, rows: int, among: int) -> Price:
        """What is selected below ``nodes`` takes in an object of ``kind``, or in several of its possible types."""
        if not is_abstract_type(kind):
            return self.below(kind, nodes, rows, among)
        prices = [self.below(one, nodes, rows, among) for one in self.selecting.schema.get_possible_types(kind)]
        return any_of(prices) if among > 1 else one_of(prices)

    def below(self, kind: GraphQLObjectType, nodes: Nodes, rows: int, among: int) -> Price:
        key = (kind.name, rows, among, *map(id, nodes))
        if key not in self.known:
            if len(self.known) >= COMBINATIONS:
                message = (
                    f"The query selects more than {COMBINATIONS:,} combinations of fields. "
                    "Spread fewer fragments below each other."
                )
                raise ClientError(message, Code.TOO_COMPLEX)
            self.known[key] = NOTHING
            fields = self.selecting.below(kind, nodes)
            self.known[key] = together(self.field(kind, found, nodes, rows, among) for found in fields.values())
        return self.known[key]
