"""Look-ahead: walk the selection set once, collect ids, and ask one gated query for each target.

A root resolver fetches its rows and calls :func:`prepare`. Level by level, all rows of a type that are reached by the
same selection form a group; each relation selected in a group is loaded for all its rows together and attached to
them. A request therefore costs statements by its shape, not by its rows. Resolvers below the root read what was
attached (:func:`loaded`); what was not planned raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db.models import Model
from graphene.utils.str_converters import to_snake_case
from graphql import FieldNode, GraphQLObjectType, GraphQLResolveInfo, get_named_type, is_composite_type
from graphql.execution.collect_fields import collect_sub_fields
from graphql.execution.values import get_argument_values

from .reader import Reader

Nodes = tuple[FieldNode, ...]
Values = dict[Any, Any]
"""A relation's values by the parents' primary keys."""


@dataclass
class Request:
    """One relation as a client asked for it: its arguments and what is selected below it."""

    walk: Walk
    nodes: Nodes
    type: Any
    arguments: Mapping[str, Any]

    @cached_property
    def selected(self) -> frozenset[str]:
        """Names of the fields selected directly below; for an abstract type, of any possible type."""
        return self.walk.names(self.type, self.nodes)

    def selects(self, *path: str) -> bool:
        """Whether ``path`` is selected below, such as ``("openGraph", "image")``."""
        level = [(self.type, self.nodes)]
        for name in path:
            level = [
                (get_named_type(kind.fields[name].type), tuple(fields))
                for parent, nodes in level
                for kind in self.walk.possible(parent)
                for fields in self.walk.sub_fields(kind, nodes).values()
                if fields[0].name.value == name
            ]
        return bool(level)


Loader = Callable[[Sequence[Any], Reader, Request], Values]
"""Gives the values of one relation for all parents of a group, in a bounded number of statements."""


class Walk:
    """One pass over the selection set below a root field."""

    def __init__(self, info: GraphQLResolveInfo, reader: Reader) -> None:
        self.schema = info.schema
        self.fragments = info.fragments
        self.variables = info.variable_values
        self.reader = reader
        self.collected: dict[tuple[str, tuple[int, ...]], dict[str, list[FieldNode]]] = {}

    def sub_fields(self, kind: GraphQLObjectType, nodes: Nodes) -> dict[str, list[FieldNode]]:
        """The fields selected on ``kind`` below ``nodes``, by response name."""
        key = (kind.name, tuple(map(id, nodes)))
        if key not in self.collected:
            self.collected[key] = collect_sub_fields(self.schema, self.fragments, self.variables, kind, list(nodes))
        return self.collected[key]

    def possible(self, kind: Any) -> Iterable[GraphQLObjectType]:
        if isinstance(kind, GraphQLObjectType):
            return [kind]
        return self.schema.get_possible_types(kind) if is_composite_type(kind) else []

    def names(self, kind: Any, nodes: Nodes) -> frozenset[str]:
        return frozenset(
            fields[0].name.value for one in self.possible(kind) for fields in self.sub_fields(one, nodes).values()
        )

    def run(self, values: Any, kind: Any, nodes: Nodes) -> None:
        """Load everything selected below ``values``, which are of the abstract or object type ``kind``."""
        level = self.grouped([(values, kind, nodes)])
        while level:
            below: list[tuple[Any, Any, Nodes]] = []
            for members, one, nodes in level:
                below.extend(self.descend(members, one, nodes))
            level = self.grouped(below)

    def grouped(self, reached: Iterable[tuple[Any, Any, Nodes]]) -> list[tuple[list[Any], GraphQLObjectType, Nodes]]:
        """Values by concrete type and selection; each value once in a group."""
        groups: dict[tuple[str, tuple[int, ...]], tuple[dict[int, Any], GraphQLObjectType, Nodes]] = {}
        for values, kind, nodes in reached:
            for value in flat(values):
                one = self.concrete(value, kind)
                key = (one.name, tuple(map(id, nodes)))
                groups.setdefault(key, ({}, one, nodes))[0][id(value)] = value
        return [(list(members.values()), one, nodes) for members, one, nodes in groups.values()]

    def concrete(self, value: Any, kind: Any) -> GraphQLObjectType:
        if isinstance(kind, GraphQLObjectType):
            return kind
        resolved = kind.graphene_type.resolve_type(value, None)
        found = self.schema.get_type(resolved._meta.name)
        if not isinstance(found, GraphQLObjectType):
            raise TypeError(f"{type(value).__name__} has no object type in the schema")
        return found

    def descend(self, members: list[Any], kind: GraphQLObjectType, nodes: Nodes) -> Iterable[tuple[Any, Any, Nodes]]:
        """Load what ``members`` are asked for; give what was reached."""
        plans = plans_of(type(members[0])) if isinstance(members[0], Model) else {}
        for fields in self.sub_fields(kind, nodes).values():
            field_nodes = tuple(fields)
            name = fields[0].name.value
            definition = kind.fields.get(name)
            if definition is None:  # __typename
                continue
            below = get_named_type(definition.type)
            plan = plans.get(name)
            if plan is not None:
                arguments = python_arguments(definition, get_argument_values(definition, fields[0], self.variables))
                request = Request(self, field_nodes, below, arguments)
                values: Any = self.load(members, name, plan, request)
            elif is_composite_type(below) and not isinstance(members[0], Model):
                values = [value_of(member, to_snake_case(name)) for member in members]
            else:
                continue
            if is_composite_type(below):
                yield values, below, field_nodes

    def load(self, members: list[Any], name: str, plan: Loader, request: Request) -> list[Any]:
        """The values of one relation for all members, loaded for those that have none yet."""
        key = attachment_key(to_snake_case(name), request.arguments)
        waiting = [member for member in members if needs(member, key, request)]
        if waiting:
            values = plan(waiting, self.reader, request)
            for member in waiting:
                attached(member)[key] = values.get(member.pk)
        return [attached(member)[key] for member in members]


def prepare(info: GraphQLResolveInfo, reader: Reader, value: Any) -> Any:
    """Load everything that the root field of ``info`` asks of ``value``, and give ``value`` back."""
    Walk(info, reader).run(value, get_named_type(info.return_type), tuple(info.field_nodes))
    return value


def loaded(row: Any, name: str, arguments: Mapping[str, Any]) -> Any:
    """What was attached to ``row`` for a relation; RuntimeError when it was not planned."""
    try:
        return attached(row)[attachment_key(name, arguments)]
    except KeyError:
        raise RuntimeError(f"{type(row).__name__}.{name} was not planned by the look-ahead") from None


def attached(row: Any) -> dict[Any, Any]:
    values: dict[Any, Any] = row.__dict__.setdefault("_attached", {})
    return values


def needs(row: Any, key: Any, request: Request) -> bool:
    """Whether a relation is still to be loaded; a connection that gave no total is loaded again when one is asked."""
    if key not in attached(row):
        return True
    total = getattr(attached(row)[key], "total_count", 0)
    return total is None and "totalCount" in request.selected


def attachment_key(name: str, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    return (name, *sorted((key, value) for key, value in arguments.items() if value is not None))


def python_arguments(definition: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {
        (definition.args[name].out_name or name) if name in definition.args else name: value
        for name, value in arguments.items()
    }


def flat(values: Any) -> Iterable[Any]:
    """Single values out of nested lists, None left out."""
    if values is None:
        return
    if isinstance(values, list | tuple):
        for value in values:
            yield from flat(value)
    else:
        yield values


def value_of(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


@cache
def plans_of(model: type[Model]) -> dict[str, Loader]:
    """The loaders of a model's relations, by GraphQL field name."""
    from .loaders import plans

    return plans(model)
