"""What a query selects, and which relations follow which in a schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
    is_interface_type,
)

TRANSPARENT = {"edges", "nodes", "node"}
"""Fields of a connection that lead on to what the connection lists."""

Relation = tuple[str, str]
"""An object type and a field of it that gives objects."""
Pair = tuple[Relation, Relation]


@dataclass
class Selected:
    """Fields selected on each object type, and pairs of relations selected one below the other."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    fields: set[Relation] = field(default_factory=set)
    pairs: set[Pair] = field(default_factory=set)
    seen: set[tuple[str, frozenset[str], frozenset[Relation]]] = field(default_factory=set)

    def read(self, selections: SelectionSetNode | None, kinds: frozenset[str], above: frozenset[Relation]) -> None:
        """Note what is selected on values of ``kinds``, which the relations ``above`` lead to."""
        for node in selections.selections if selections is not None else ():
            if isinstance(node, FieldNode):
                self.read_field(node, kinds, above)
            elif isinstance(node, FragmentSpreadNode):
                self.read_fragment(self.fragments[node.name.value], kinds, above)
            else:
                condition = node.type_condition  # type: ignore[attr-defined]
                narrowed = kinds & self.names(condition.name.value) if condition is not None else kinds
                self.read(node.selection_set, narrowed, above)  # type: ignore[attr-defined]

    def read_fragment(
        self, fragment: FragmentDefinitionNode, kinds: frozenset[str], above: frozenset[Relation]
    ) -> None:
        narrowed = kinds & self.names(fragment.type_condition.name.value)
        key = (fragment.name.value, narrowed, above)
        if narrowed and key not in self.seen:
            self.seen.add(key)
            self.read(fragment.selection_set, narrowed, above)

    def read_field(self, node: FieldNode, kinds: frozenset[str], above: frozenset[Relation]) -> None:
        name = node.name.value
        for kind in kinds if not name.startswith("__") else ():
            here = (kind, name)
            self.fields.add(here)
            definition = definition_of(self.schema, here)
            if not is_relation(definition):
                continue
            below = frozenset(one.name for one in possible(self.schema, get_named_type(definition.type)))
            if name in TRANSPARENT:
                self.read(node.selection_set, below, above)
                continue
            self.pairs.update((before, here) for before in above if leads(self.schema, before, kind))
            self.read(node.selection_set, below, frozenset([here]))

    def names(self, kind: str) -> frozenset[str]:
        return frozenset(one.name for one in possible(self.schema, self.schema.type_map[kind]))


def selected(schema: GraphQLSchema, document: DocumentNode) -> Selected:
    """What the operations of ``document`` select."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    found = Selected(schema, fragments)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            found.read(node.selection_set, frozenset(["Query"]), frozenset())
    return found


def definition_of(schema: GraphQLSchema, relation: Relation) -> GraphQLField:
    kind: Any = schema.type_map[relation[0]]
    found: GraphQLField = kind.fields[relation[1]]
    return found


def possible(schema: GraphQLSchema, kind: Any) -> list[GraphQLObjectType]:
    """The object types that a value of ``kind`` may have."""
    if isinstance(kind, GraphQLObjectType):
        return [kind]
    return list(schema.get_possible_types(kind)) if is_interface_type(kind) else []


def is_relation(definition: GraphQLField) -> bool:
    return is_composite_type(get_named_type(definition.type))


def connection(definition: GraphQLField) -> str:
    """The name of the connection that a field gives; nothing for other fields."""
    name: str = get_named_type(definition.type).name
    return name if name.endswith("Connection") else ""


def beyond(schema: GraphQLSchema, definition: GraphQLField) -> list[GraphQLObjectType]:
    """The object types a relation leads to; of a connection, those of its nodes."""
    kind = get_named_type(definition.type)
    if connection(definition):
        kind = get_named_type(kind.fields["nodes"].type)
    return possible(schema, kind)


def leads(schema: GraphQLSchema, relation: Relation, target: str) -> bool:
    """Whether ``relation`` may lead to a value of the object type ``target``, a connection's own type included."""
    definition = definition_of(schema, relation)
    return target in {connection(definition), *(one.name for one in beyond(schema, definition))}


@cache
def relations(schema: GraphQLSchema) -> list[Relation]:
    """Every relation of every object type; fields that only pass on are none."""
    return [
        (kind.name, name)
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name, definition in kind.fields.items()
        if name not in TRANSPARENT and is_relation(definition)
    ]


def pairs(schema: GraphQLSchema) -> Iterator[Pair]:
    """Every two relations of which the second starts where the first leads."""
    known = relations(schema)
    for first in known:
        for second in known:
            if leads(schema, first, second[0]):
                yield first, second
