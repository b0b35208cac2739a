"""Queries that read every field over every relation and over every pair of consecutive relations of the schema."""

from __future__ import annotations

import base64
import binascii
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    parse,
)

from tests.api.selections import (
    TRANSPARENT,
    Pair,
    Relation,
    beyond,
    connection,
    definition_of,
    is_relation,
    relations,
)

ELSEWHERE = re.compile(r"https://(?:other|nested)\.example/[\w/-]*")
"""Addresses on the world's other sites: what is public there may be linked to, and no more of it is told."""

VALUES = {"preset": "HERO", "first": "100"}
"""For arguments below the root: as many rows as may be asked for."""


@dataclass
class Walker:
    """Makes the queries.

    ``roots`` holds, for each root field, the argument lists to read it with; ``pages`` ids of pages to start from, for
    each type. What a type has is written down once, as a fragment, and all queries share it: ``leaves_T`` holds the
    leaves of T, ``near_T`` those and all that T's relations lead to, ``far_T`` one step more.
    """

    schema: GraphQLSchema
    roots: dict[str, list[str]]
    pages: dict[str, list[int]]

    def documents(self, depth: str = "far") -> Iterator[DocumentNode]:
        """One query for each object type that has relations: they start there, and go ``depth``."""
        fragments = parse(" ".join(self.fragments())).definitions
        for kind in dict.fromkeys(name for name, _ in relations(self.schema)):
            if not kind.endswith("Connection"):
                yield DocumentNode(definitions=(*parse(self.query(kind, depth)).definitions, *fragments))

    def fragments(self) -> Iterator[str]:
        for kind in self.schema.type_map.values():
            if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__") and kind.name != "Query":
                yield f"fragment leaves_{kind.name} on {kind.name} {braces(self.leaves(kind))}"
                for name, below in (("near", "leaves"), ("far", "near")):
                    fields = self.relations_of(kind, below)
                    yield f"fragment {name}_{kind.name} on {kind.name} {braces([f'...leaves_{kind.name}', *fields])}"

    def query(self, kind: str, depth: str) -> str:
        if kind == "Query":
            below = "near" if depth == "far" else "leaves"
            return braces(self.root(name, self.inside(("Query", name), below)) for name in self.roots)
        way = self.shortest_way(kind)
        inner = f"...{depth}_{kind}"
        for relation in reversed(way):
            inner = f"nodes {braces([inner])}" if connection(definition_of(self.schema, relation)) else inner
            if relation[0] == "Query":
                return braces([self.root(relation[1], braces([inner]))])
            inner = f"... on {relation[0]} {braces([self.call(relation, braces([inner]))])}"
        start = way[0][0] if way else kind
        return braces(f'page_{pk}: page(id: "{pk}") {braces([inner])}' for pk in self.pages[start])

    def shortest_way(self, target: str) -> list[Relation]:
        """Relations from the query or a page that can be fetched by its id to the type ``target``."""
        waiting: deque[tuple[str, list[Relation]]] = deque((kind, []) for kind in (*self.pages, "Query"))
        seen = {"Query", *self.pages}
        while waiting:
            kind, way = waiting.popleft()
            if kind == target:
                return way
            for relation in relations(self.schema):
                if relation[0] == kind:
                    for following in beyond(self.schema, definition_of(self.schema, relation)):
                        if following.name not in seen:
                            seen.add(following.name)
                            waiting.append((following.name, [*way, relation]))
        raise LookupError(f"No relation leads to {target}")

    def root(self, name: str, selection: str) -> str:
        return " ".join(
            f"{name}_{position}: {name}{arguments} {selection}" for position, arguments in enumerate(self.roots[name])
        )

    def call(self, relation: Relation, selection: str) -> str:
        """A field with its arguments, and what is selected below it."""
        given = [
            f"{argument}: {VALUES[argument]}"
            for argument, how in definition_of(self.schema, relation).args.items()
            if argument in VALUES or is_required_argument(how)
        ]
        return f"{relation[1]}{'(' + ', '.join(given) + ')' if given else ''} {selection}"

    def inside(self, relation: Relation, depth: str) -> str:
        """Everything of what ``relation`` leads to, as the fragments ``depth`` hold it."""
        definition = definition_of(self.schema, relation)
        inner = braces(f"...{depth}_{one.name}" for one in beyond(self.schema, definition))
        if not connection(definition):
            return inner
        edge = get_named_type(get_named_type(definition.type).fields["edges"].type).name
        edges = f"edges {braces([f'...leaves_{edge}', 'node { __typename }'])}"
        return braces([f"totalCount {edges} pageInfo {{ ...leaves_PageInfo }} nodes", inner])

    def leaves(self, kind: GraphQLObjectType) -> list[str]:
        return [
            self.call((kind.name, name), "")
            for name, definition in kind.fields.items()
            if is_leaf_type(get_named_type(definition.type))
        ]

    def relations_of(self, kind: GraphQLObjectType, depth: str) -> list[str]:
        return [
            self.call((kind.name, name), self.inside((kind.name, name), depth))
            for name, definition in kind.fields.items()
            if is_relation(definition) and name not in TRANSPARENT
        ]


def braces(parts: Any) -> str:
    """A selection set, the type's name in it."""
    return "{ __typename %s }" % " ".join(parts)  # noqa: UP031


@dataclass
class Reading:
    """What answers held: relations and pairs that led somewhere, relations that led to something marked, and leaks."""

    schema: GraphQLSchema
    mark: str
    reached: set[Relation] = field(default_factory=set)
    reached_pairs: set[Pair] = field(default_factory=set)
    marked: set[Relation] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)
    ids: set[tuple[str, str]] = field(default_factory=set)

    def read(self, value: dict[str, Any], above: Relation | None = None, path: str = "") -> None:
        kind = value["__typename"]
        if "id" in value:
            self.ids.add((kind, value["id"]))
        for key, inner in value.items():
            name = key.partition("_")[0] if kind == "Query" else key
            here = f"{path}.{key}"
            if key == "__typename" or not is_relation(definition_of(self.schema, (kind, name))):
                self.look(inner, here)
                continue
            relation = above if name in TRANSPARENT else (kind, name)
            for member in members(inner):
                if name not in TRANSPARENT:
                    self.enter(relation, member, above)
                elif self.holds_mark(member):
                    self.marked.add(relation)  # type: ignore[arg-type]
                self.read(member, relation, here)

    def enter(self, relation: Relation, member: dict[str, Any], above: Relation | None) -> None:
        if member.get("nodes") == []:
            return
        self.reached.add(relation)
        if above is not None:
            self.reached_pairs.add((above, relation))
        if self.holds_mark(member):
            self.marked.add(relation)

    def look(self, value: Any, path: str) -> None:
        for told in texts(value):
            text = ELSEWHERE.sub("", told)
            if self.mark in text or self.mark in decoded(text):
                self.leaks.append(f"{path}: {text[:200]}")

    def holds_mark(self, member: dict[str, Any]) -> bool:
        own = [value for value in member.values() if not isinstance(value, dict)]
        return any(self.mark in text for value in own for text in texts(value, deep=False))


def members(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from members(item)


def texts(value: Any, deep: bool = True) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and (deep or not any(isinstance(item, dict) for item in value)):
        for item in value:
            yield from texts(item, deep)


def decoded(text: str) -> str:
    """What a cursor says; nothing for other texts."""
    try:
        return base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""
