"""An operation taken apart once: which fields are selected of which type, and what they need to be read.

It depends on the text alone, and on the variables that `@skip` and `@include` look at. All requests that agree in these
share it, whatever their other variables are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import Any

from django.db.models import Model
from graphene.utils.str_converters import to_snake_case
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields
from graphql.execution.values import get_argument_values
from graphql.language import Visitor, visit

from .rows import Columns, Needs

Nodes = tuple[FieldNode, ...]

attribute_of = cache(to_snake_case)
"""The Python name of a field; documents name the schema's fields alone."""


class Field:
    """One field of a selection, by its name in the answer; several nodes of that name are one."""

    def __init__(self, kind: GraphQLObjectType, response: str, nodes: Nodes) -> None:
        self.response = response
        self.nodes = nodes
        self.name = nodes[0].name.value
        self.definition = kind.fields.get(self.name)
        """None for `__typename` and its like."""
        self.below: Any = get_named_type(self.definition.type) if self.definition is not None else None
        self.is_composite = self.below is not None and is_composite_type(self.below)
        self.attribute = attribute_of(self.name)
        self.is_argumentless = self.definition is None or not self.definition.args
        self.is_varied = not self.is_argumentless and has_variables(nodes[0])

    @cached_property
    def unvaried(self) -> dict[str, Any]:
        """The arguments where no variable is among them."""
        return get_argument_values(self.definition, self.nodes[0], None)

    def arguments(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments under their Python names; ``GraphQLError`` where one that is needed has no value."""
        if self.is_argumentless:
            return {}
        if not self.is_varied:
            return dict(self.unvaried)
        return get_argument_values(self.definition, self.nodes[0], dict(variables))


class Places:
    """Where an operation asks for one field: the nodes of each place."""

    def __init__(self, *nodes: Nodes) -> None:
        self.nodes = nodes
        self.key = tuple(map(ids_of, nodes))


def ids_of(nodes: Nodes) -> tuple[int, ...]:
    """What tells nodes from others: their own equality would compare all that is below them."""
    return tuple(map(id, nodes))


class Selection:
    """What is selected of one object type below the same nodes.

    ``error`` is why there is nothing: a directive has no value. graphql-core will meet that too, and tell where it is.
    """

    def __init__(self, kind: GraphQLObjectType, fields: Iterable[Field], error: GraphQLError | None) -> None:
        self.kind = kind
        self.fields = tuple(fields)
        self.error = error
        self.reader: Any = None
        """What :mod:`cms.api.compiler` makes of it."""

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of the fields."""
        return frozenset(field.name for field in self.fields)

    @cached_property
    def values(self) -> int:
        """How many plain values are selected; of a list, all that it may have."""
        number = 0
        for field in self.fields:
            if field.definition is None:
                number += 1
            elif not field.is_composite:
                number += field.definition.extensions.get("maximum", 1)
        return number


class Operation:
    """One operation of a checked document; of ``variables`` those count that `@skip` and `@include` look at."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: dict[str, FragmentDefinitionNode],
        definition: OperationDefinitionNode,
        variables: dict[str, Any],
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.definition = definition
        self.variables = variables
        self.selections: dict[tuple[str, tuple[int, ...]], Selection] = {}
        self.needs_known: dict[Any, Needs] = {}
        self.names_known: dict[Any, frozenset[str]] = {}
        self.finishers: dict[str, Any] = {}
        """What :mod:`cms.api.execution` makes of the root fields."""
        self.size = self.measured()

    def measured(self) -> int:
        """How much memory it takes: its fields, each for each type that it may be asked of, and itself as some more."""
        try:
            return 10 + sum(len(selection.fields) for selection in self.reached([self.root]))
        except GraphQLError:  # a directive has no value, so nothing is selected
            return 10

    @cached_property
    def root(self) -> Selection:
        """The root fields; ``GraphQLError`` where a directive has no value."""
        query = self.schema.query_type
        if query is None:
            raise LookupError("The schema has no queries")
        found = collect_fields(self.schema, self.fragments, self.variables, query, self.definition.selection_set)
        return Selection(query, (Field(query, name, tuple(nodes)) for name, nodes in found.items()), None)

    def selection(self, kind: GraphQLObjectType, nodes: Nodes) -> Selection:
        """What is selected of ``kind`` below ``nodes``."""
        key = (kind.name, ids_of(nodes))
        known = self.selections.get(key)
        if known is None:  # of threads that come at once, all take the same one
            known = self.selections.setdefault(key, self.collected(kind, nodes))
        return known

    def collected(self, kind: GraphQLObjectType, nodes: Nodes) -> Selection:
        try:
            found = collect_sub_fields(self.schema, self.fragments, self.variables, kind, list(nodes))
        except GraphQLError as error:
            return Selection(kind, (), error)
        return Selection(kind, (Field(kind, name, tuple(fields)) for name, fields in found.items()), None)

    def possible(self, kind: Any) -> Iterable[GraphQLObjectType]:
        """The object types that a value of ``kind`` may have."""
        if isinstance(kind, GraphQLObjectType):
            return [kind]
        return self.schema.get_possible_types(kind) if is_composite_type(kind) else []

    def names(self, kind: Any, places: Places) -> frozenset[str]:
        """Names of the fields selected below ``places``, whatever type of ``kind`` is there."""
        key = (kind.name, places.key)
        known = self.names_known.get(key)
        if known is None:
            known = self.names_known[key] = frozenset().union(*(one.names for one in self.at(kind, places)))
        return known

    def at(self, kind: Any, places: Places) -> list[Selection]:
        """What is selected below ``places`` of each type that a value of ``kind`` may have."""
        return [self.selection(one, nodes) for nodes in places.nodes for one in self.possible(kind)]

    @cached_property
    def asked(self) -> Mapping[tuple[str, str], Places]:
        """Where each field of each object type is asked for, by the names of both."""
        found: dict[tuple[str, str], dict[tuple[int, ...], Nodes]] = {}
        for selection in self.reached([self.root]):
            for field in selection.fields:
                found.setdefault((selection.kind.name, field.name), {})[ids_of(field.nodes)] = field.nodes
        return {names: Places(*places.values()) for names, places in found.items()}

    @cached_property
    def needs(self) -> Needs:
        """The columns of each model that are selected anywhere."""
        return needed_by(self.reached([self.root]))

    def needs_of(self, kind: Any, places: Places) -> Needs:
        """The columns that are selected of the rows that ``kind`` is or holds, those behind them left out."""
        key = (kind.name, places.key)
        known = self.needs_known.get(key)
        if known is None:
            known = self.needs_known[key] = needed_by(self.reached(self.at(kind, places), beyond=False))
        return known

    def reached(self, waiting: list[Selection], beyond: bool = True) -> Iterator[Selection]:
        """These selections and those below them, each once; without ``beyond`` none behind the rows of a model."""
        seen: set[int] = set()
        while waiting:
            selection = waiting.pop()
            yield selection
            if selection.kind.extensions.get("model") is not None and not beyond:
                continue
            for field in selection.fields:
                for kind in self.possible(field.below) if field.is_composite else ():
                    below = self.selection(kind, field.nodes)
                    if id(below) not in seen:
                        seen.add(id(below))
                        waiting.append(below)


def needed_by(selections: Iterable[Selection]) -> Needs:
    """The columns of each model that are selected."""
    found: dict[type[Model], Columns | None] = {}
    for selection in selections:
        model: Any = selection.kind.extensions.get("model")
        for field in selection.fields if model is not None else ():
            if field.definition is not None:
                found[model] = joined(found.get(model, frozenset()), field.definition.extensions.get("reads"))
    return found


def joined(columns: Columns | None, others: Columns | None) -> Columns | None:
    """Both sets of columns; all there are where one is that."""
    return None if columns is None or others is None else columns | others


def has_variables(node: FieldNode) -> bool:
    """Whether a variable is among the arguments of a field."""
    return any(variables_in(argument) for argument in node.arguments)


def variables_in(node: Any) -> set[str]:
    """The names of the variables below ``node``."""
    found: set[str] = set()

    class Names(Visitor):
        def enter_variable(self, variable: VariableNode, *_: Any) -> None:
            found.add(variable.name.value)

    visit(node, Names())
    return found
