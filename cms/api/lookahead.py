"""Look-ahead: walk the selection set once, collect ids, and ask one gated query for each target.

A root resolver fetches its rows and calls :func:`prepare`. Level by level, all rows of a type that are reached by the
same selection form a group; each relation selected in a group is loaded for all its rows together and attached to
them. A request therefore costs statements by its shape, not by its rows. Resolvers below the root read what was
attached (:func:`loaded`); what was not planned raises.

A relation whose arguments mean nothing is not loaded: the refusal is attached in its place, and whoever reads it raises
it, so that graphql-core tells where in the answer it belongs and keeps the rest.

A row that many ways lead to is loaded once and answered many times over, so each carries how often it will be there: an
answer of too many objects is refused before any of it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from graphql import GraphQLError, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema, get_named_type

from .errors import ClientError, Code
from .limits import ANSWER_WORK, OBJECTS, REFUSALS, Work
from .operations import Field, Nodes, Operation, Places, Selection
from .reader import Reader
from .rows import Columns, Needs

Values = dict[Any, Any]
"""A relation's values by the parents' primary keys."""


SELECTED: Columns = frozenset()
"""What the look-ahead itself reads of a row, beside what is selected."""


@dataclass
class Request:
    """One relation as a client asked for it: its arguments and what is selected below it (nothing without a walk).

    What was loaded for a row is there for each field that asks the row for it with the same arguments: ``places`` are
    those of all of them, wherever the operation has them.
    """

    walk: Walk | None
    places: Places
    type: Any
    arguments: Mapping[str, Any]
    columns: Columns | None = None
    """What is read of the rows below where there is no walk; all there are for None."""

    @cached_property
    def selected(self) -> frozenset[str]:
        """Names of the fields selected directly below; for an abstract type, of any possible type."""
        return self.walk.operation.names(self.type, self.places) if self.walk else frozenset()

    @property
    def reads(self) -> Columns | None:
        """Columns of the rows below that are looked at beside the selected ones: none, for those that a client asks."""
        return SELECTED if self.walk else self.columns

    @property
    def needs(self) -> Needs | None:
        """The columns that are selected of the rows directly below; None without a walk."""
        return self.walk.operation.needs_of(self.type, self.places) if self.walk else None

    def selects(self, *path: str) -> bool:
        """Whether ``path`` is selected below, such as ``("openGraph", "image")``."""
        if self.walk is None:
            return False
        operation = self.walk.operation
        level = [(self.type, nodes) for nodes in self.places.nodes]
        for name in path:
            level = [
                (field.below, field.nodes)
                for parent, nodes in level
                for kind in operation.possible(parent)
                for field in operation.selection(kind, nodes).fields
                if field.name == name
            ]
        return bool(level)


Loader = Callable[[Sequence[Any], Reader, Request], Values]
"""Gives the values of one relation for all parents of a group, in a bounded number of statements."""


UNSEEN = object()
"""Stands for what a resolver makes of a row, an object or an image's srcset: it is counted, and not looked into."""


class Tally:
    """How many objects the answer to a request will hold, and what work it is; its root fields count together.

    ``work`` is what the query is without rows: it was worked out before. Rows and values count as they come.
    """

    def __init__(self, work: int = 0) -> None:
        self.objects = 0
        self.work = work
        self.refusals = 0

    def add(self, times: int) -> None:
        """Count an object that will be there ``times``; ``ClientError`` when they become too many."""
        self.objects += times
        if self.objects > OBJECTS:
            message = (
                f"The answer would hold more than {OBJECTS:,} objects. Ask for fewer rows, or for less below each."
            )
            raise ClientError(message, Code.TOO_COMPLEX)
        self.spend(Work.OBJECT, times)

    def refuse(self, error: GraphQLError, nodes: Nodes, times: int) -> None:
        """Count a field of ``nodes`` that is refused, ``times`` in the answer; ``error`` when they become too many."""
        self.refusals += times
        if self.refusals > REFUSALS:
            error.nodes = error.nodes or list(nodes)
            raise error

    def spend(self, each: Work, number: int = 1) -> None:
        """Count work; ``ClientError`` when it becomes too much."""
        self.work += each * number
        if self.work > ANSWER_WORK:
            message = (
                f"The answer would be more than {ANSWER_WORK:,} units of work: beside what the query is by itself, "
                f"{Work.ROW} for each row, {Work.VALUE} for each value. Ask for fewer rows, or in several requests."
            )
            raise ClientError(message, Code.TOO_COMPLEX)


def count_from(request: HttpRequest, work: int) -> None:
    """Let the tally of ``request`` start at ``work``."""
    request.__dict__["_tally"] = Tally(work)


def tally_of(info: GraphQLResolveInfo) -> Tally:
    """The tally of a request."""
    tally: Tally = info.context.__dict__.setdefault("_tally", Tally())
    return tally


@dataclass
class Reached:
    """What one field leads to, for all members of a group: their values, and how often each member will be there."""

    values: Sequence[Any]
    times: Sequence[int]
    kind: Any
    nodes: Nodes


class Group:
    """Different values of one object type that are reached by the same selection."""

    def __init__(self, selection: Selection, nodes: Nodes) -> None:
        self.selection = selection
        self.nodes = nodes
        self.members: list[Any] = []
        self.times: list[int] = []
        self.places: dict[int, int] = {}

    def add(self, values: Iterable[Any], times: int) -> None:
        """Take each of ``values`` in, or let it be there ``times`` more."""
        places, members = self.places, self.members
        for value in values:
            place = places.get(id(value))
            if place is None:
                places[id(value)] = len(members)
                members.append(value)
                self.times.append(times)
            else:
                self.times[place] += times


class Walk:
    """One pass over the selection set below a root field."""

    def __init__(self, info: GraphQLResolveInfo, reader: Reader) -> None:
        self.operation = operation_of(info)
        self.variables = info.variable_values
        self.reader = reader
        self.tally = tally_of(info)

    def run(self, values: Any, kind: Any, nodes: Nodes) -> None:
        """Load everything selected below ``values``, which are of the abstract or object type ``kind``."""
        level = self.grouped([Reached([values], [1], kind, nodes)])
        while level:
            level = self.grouped(reached for group in level for reached in self.descend(group))

    def grouped(self, found: Iterable[Reached]) -> list[Group]:
        """Values by concrete type and selection; each value once in a group, with how often the answer will hold it."""
        groups: dict[int, Group] = {}

        def group_of(kind: GraphQLObjectType, nodes: Nodes) -> Group:
            selection = self.operation.selection(kind, nodes)
            group = groups.get(id(selection))
            if group is None:
                groups[id(selection)] = group = Group(selection, nodes)
            return group

        for reached in found:
            kind, nodes = reached.kind, reached.nodes
            only = group_of(kind, nodes) if isinstance(kind, GraphQLObjectType) else None
            number = 0
            for nested, times in zip(reached.values, reached.times, strict=True):
                values = flat(nested)
                number += times * len(values)
                if only is not None:
                    only.add(values, times)
                    continue
                for value in values:
                    group_of(concrete(self.operation.schema, value, kind), nodes).add((value,), times)
            self.tally.add(number)
        return [group for group in groups.values() if group.members]

    def descend(self, group: Group) -> Iterable[Reached]:
        """Load what the members of ``group`` are asked for; give what was reached."""
        members, selection = group.members, group.selection
        model = type(members[0]) if isinstance(members[0], Model) else None
        plans = plans_of(model) if model is not None else {}
        self.tally.spend(Work.VALUE, selection.values * sum(group.times))
        if model is not None:
            self.tally.spend(Work.ROW, len(members))
        if selection.error is not None:
            self.tally.refuse(selection.error, group.nodes, sum(group.times))
        for field in selection.fields:
            if field.definition is None:  # __typename
                continue
            plan = plans.get(field.name)
            values: list[Any]
            if plan is not None:
                arguments = self.arguments(field, group)
                if arguments is None:
                    continue
                places = self.operation.asked[selection.kind.name, field.name]
                values = self.load(group, field, plan, Request(self, places, field.below, arguments))
            elif not field.is_composite:
                continue
            elif model is not None:
                values = [UNSEEN] * len(members)
            else:
                values = [value_of(member, field.attribute) for member in members]
            if field.is_composite:
                yield Reached(values, group.times, field.below, field.nodes)
            else:
                self.tally.add(sum(times for value, times in zip(values, group.times, strict=True) if value is UNSEEN))

    def arguments(self, field: Field, group: Group) -> dict[str, Any] | None:
        """The arguments of a field of ``group`` under their Python names.

        None where one that is needed has no value: graphql-core will meet that too, and never asks the resolver.
        """
        try:
            return field.arguments(self.variables)
        except GraphQLError as error:
            self.tally.refuse(error, field.nodes, sum(group.times))
            return None

    def load(self, group: Group, field: Field, plan: Loader, request: Request) -> list[Any]:
        """The values of one relation for a group, loaded for those that have none yet; None where it is refused."""
        members = group.members
        key = attachment_key(field.attribute, request.arguments)
        waiting = [member for member in members if key not in attached(member)]
        if waiting:
            values = self.planned(plan, waiting, request)
            for member in waiting:
                member.__dict__[ATTACHED][key] = values.get(member.pk)
        found = [member.__dict__[ATTACHED][key] for member in members]
        for place, value in enumerate(found):
            if isinstance(value, ClientError):
                self.tally.refuse(value, field.nodes, group.times[place])
                found[place] = None
        return found

    def planned(self, plan: Loader, members: list[Any], request: Request) -> Values:
        """What ``plan`` gives; the refusal for every member, if it refuses the arguments."""
        try:
            return plan(members, self.reader, request)
        except ClientError as error:
            if error.code is not Code.BAD_REQUEST:  # too much work is the whole request's fault
                raise
            return {member.pk: error for member in members}


OPERATION = "_operation"
"""Where a request keeps the operation that it asks for."""


def operation_of(info: GraphQLResolveInfo) -> Operation:
    """The operation that a request asks for, taken apart."""
    known: Operation | None = info.context.__dict__.get(OPERATION)
    if known is None or known.definition is not info.operation:
        known = Operation(info.schema, info.fragments, info.operation, info.variable_values)
        info.context.__dict__[OPERATION] = known
    return known


def prepare(info: GraphQLResolveInfo, reader: Reader, value: Any) -> Any:
    """Load everything that the root field of ``info`` asks of ``value``, and give ``value`` back."""
    Walk(info, reader).run(value, get_named_type(info.return_type), tuple(info.field_nodes))
    return value


def loaded(row: Any, name: str, arguments: Mapping[str, Any]) -> Any:
    """What was attached to ``row`` for a relation; RuntimeError when it was not planned.

    Where its arguments were refused, ``ClientError`` says why.
    """
    try:
        value = attached(row)[attachment_key(name, arguments)]
    except KeyError:
        raise RuntimeError(f"{type(row).__name__}.{name} was not planned by the look-ahead") from None
    if isinstance(value, ClientError):
        raise value.with_traceback(None)  # many rows raise the same one: it must not grow with each
    return value


ATTACHED = "_attached"
"""Where a row keeps its relations' values."""


def attached(row: Any) -> dict[Any, Any]:
    attributes = row.__dict__
    values: dict[Any, Any] | None = attributes.get(ATTACHED)
    if values is None:
        attributes[ATTACHED] = values = {}
    return values


def attachment_key(name: str, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    if not arguments:
        return (name,)
    return (name, *sorted((key, value) for key, value in arguments.items() if value is not None))


def concrete(schema: GraphQLSchema, value: Any, kind: Any) -> GraphQLObjectType:
    """The object type of ``value``, which is of the abstract type ``kind``."""
    resolved = kind.graphene_type.resolve_type(value, None)
    found = schema.get_type(resolved._meta.name)
    if not isinstance(found, GraphQLObjectType):
        raise TypeError(f"{type(value).__name__} has no object type in the schema")
    return found


def flat(values: Any) -> Sequence[Any]:
    """Single values out of nested lists, None left out."""
    if values is None:
        return ()
    if not isinstance(values, list | tuple):
        return (values,)
    for value in values:
        if value is None or type(value) is list or type(value) is tuple:
            return [one for each in values for one in flat(each)]
    return values


def value_of(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


@cache
def plans_of(model: type[Model]) -> dict[str, Loader]:
    """The loaders of a model's relations, by GraphQL field name."""
    from .loaders import plans

    return plans(model)
