"""What a query selects, and which relations follow which in a schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_composite_type,
    is_interface_type,
    visit,
)

TRANSPARENT = {"edges", "nodes", "node"}
"""Fields of a connection that lead on to what the connection lists."""

Relation = tuple[str, str]
"""An object type and a field of it that gives objects."""
Pair = tuple[Relation, Relation]


@dataclass
class Selected(Visitor):
    """Fields selected on each object type, and pairs of relations selected one below the other."""

    schema: GraphQLSchema
    fields: set[Relation] = field(default_factory=set)
    pairs: set[Pair] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()
        self.info = TypeInfo(self.schema)
        self.way: list[list[Relation]] = []

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent, definition = self.info.get_parent_type(), self.info.get_field_def()
        if parent is None or definition is None or node.name.value.startswith("__"):
            self.way.append([])
            return
        here = [(one.name, node.name.value) for one in possible(self.schema, parent)]
        self.fields.update(here)
        above = next((relations for relations in reversed(self.way) if relations), [])
        if node.name.value in TRANSPARENT or not is_relation(definition):
            self.way.append([])
            return
        self.pairs.update((before, one) for before in above for one in here if leads(self.schema, before, one[0]))
        self.way.append(here)

    def leave_field(self, *_: object) -> None:
        self.way.pop()


def selected(schema: GraphQLSchema, document: DocumentNode) -> Selected:
    """What ``document`` selects, fragments spelled out where they are used: it must hold inline fragments only."""
    found = Selected(schema)
    visit(document, TypeInfoVisitor(found.info, found))
    return found


def possible(schema: GraphQLSchema, kind: object) -> list[GraphQLObjectType]:
    """The object types that a value of ``kind`` may have."""
    if isinstance(kind, GraphQLObjectType):
        return [kind]
    return list(schema.get_possible_types(kind)) if is_interface_type(kind) else []  # type: ignore[arg-type]


def is_relation(definition: GraphQLField) -> bool:
    return is_composite_type(get_named_type(definition.type))


def beyond(schema: GraphQLSchema, definition: GraphQLField) -> object:
    """The type a relation leads to, the connection left out."""
    kind = get_named_type(definition.type)
    if isinstance(kind, GraphQLObjectType) and kind.name.endswith("Connection"):
        return get_named_type(kind.fields["nodes"].type)
    return kind


def leads(schema: GraphQLSchema, relation: Relation, target: str) -> bool:
    """Whether ``relation`` may lead to a value of the object type ``target``."""
    definition = schema.get_type(relation[0]).fields[relation[1]]  # type: ignore[union-attr]
    return target in {one.name for one in possible(schema, beyond(schema, definition))} | {connection(definition)}


def connection(definition: GraphQLField) -> str:
    name: str = get_named_type(definition.type).name
    return name if name.endswith("Connection") else ""


def relations(schema: GraphQLSchema) -> list[Relation]:
    """Every relation of every object type; those of edges only pass on."""
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
    by_type: dict[str, list[Relation]] = {}
    for relation in known:
        by_type.setdefault(relation[0], []).append(relation)
    for first in known:
        definition = schema.get_type(first[0]).fields[first[1]]  # type: ignore[union-attr]
        for target in possible(schema, beyond(schema, definition)):
            for second in by_type.get(target.name, []):
                yield first, second
        for second in by_type.get(connection(definition), []):  # pageInfo
            yield first, second
