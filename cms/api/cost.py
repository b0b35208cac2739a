"""What a query may cost at most, worked out from its text and variables before anything executes.

A field of objects costs 1 for each object that it may hold: one, or for a list as many as ``first`` or ``last`` asks
for or as its declared maximum allows, each with all that is selected below it. A connection costs 1, and its `nodes`
and `edges` as many as it is asked for. Plain values cost nothing, and neither does introspection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
)

from .connections import DEFAULT_FIRST, MAXIMUM_FIRST
from .errors import ClientError, Code
from .limits import COMBINATIONS, COST
from .messages import cut

Nodes = tuple[FieldNode, ...]


@dataclass(frozen=True)
class Cost:
    """What an operation asks for: in all, and by the response names of its root fields."""

    requested: int
    by_root_field: Mapping[str, int]

    def check(self) -> None:
        """Raise ``ClientError`` when it is more than one query may cost."""
        if self.requested <= COST:
            return
        dearest = max(self.by_root_field, key=lambda name: self.by_root_field[name])
        share = self.by_root_field[dearest]
        raise ClientError(
            f"The query may cost {self.requested:,}; at most {COST:,} are allowed. Its dearest root field is "
            f"`{cut(dearest)}` ({share:,}): ask for fewer rows with `first`, or for fewer lists below each other.",
            Code.TOO_COMPLEX,
        )


def cost_of(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> Cost:
    """The cost of ``operation`` of a validated document; ``ClientError`` when there is no telling.

    ``variables`` may hold anything: what is no number counts as not given, and numbers as within their bounds.
    """
    query = schema.query_type
    if query is None:
        raise LookupError("The schema has no queries")
    given = {
        definition.variable.name.value: value_of(definition.default_value, {})
        for definition in operation.variable_definitions
        if definition.default_value is not None
    }
    return Estimate(schema, document, {**given, **variables}).of(query, operation.selection_set)


class Estimate:
    """One working out. What the same fields cost below is worked out once, however many ways lead to them."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self.schema = schema
        self.variables = variables
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self.known: dict[tuple[Any, ...], int] = {}

    def of(self, query: GraphQLObjectType, selection_set: SelectionSetNode) -> Cost:
        fields = self.collected(query, [selection_set])
        by_root_field = {name: self.field(query, nodes, DEFAULT_FIRST) for name, nodes in fields.items()}
        return Cost(sum(by_root_field.values()), by_root_field)

    def field(self, kind: GraphQLObjectType, nodes: Nodes, rows: int) -> int:
        """What one field costs in one object; ``rows`` is how many the connection around it was asked for."""
        name = nodes[0].name.value
        definition = None if name.startswith("__") else kind.fields.get(name)
        if definition is None or not is_composite_type(get_named_type(definition.type)):
            return 0
        below = get_named_type(definition.type)
        asked = max(self.asked(node) for node in nodes) if "first" in definition.args else None
        if not is_list_type(get_nullable_type(definition.type)):
            return 1 + self.dearest(below, nodes, DEFAULT_FIRST if asked is None else asked)
        return self.length(definition, asked, rows) * (1 + self.dearest(below, nodes, DEFAULT_FIRST))

    def length(self, definition: GraphQLField, asked: int | None, rows: int) -> int:
        if asked is not None:
            return asked
        declared: int = definition.extensions.get("maximum", rows)
        return declared

    def asked(self, node: FieldNode) -> int:
        """How many rows a field with ``first`` is asked for, within the bounds that it will be held to."""
        values = {argument.name.value: value_of(argument.value, self.variables) for argument in node.arguments}
        given = [values.get(name) for name in ("first", "last")]
        numbers = [value for value in given if isinstance(value, int | float)] or [DEFAULT_FIRST]
        return int(min(max(0, *numbers), MAXIMUM_FIRST))

    def dearest(self, kind: Any, nodes: Nodes, rows: int) -> int:
        """What is selected below ``nodes`` costs in one object of ``kind``: of an abstract type, the dearest one."""
        kinds: Iterable[GraphQLObjectType] = self.schema.get_possible_types(kind) if is_abstract_type(kind) else [kind]
        return max((self.below(one, nodes, rows) for one in kinds), default=0)

    def below(self, kind: GraphQLObjectType, nodes: Nodes, rows: int) -> int:
        key = (kind.name, rows, *map(id, nodes))
        if key not in self.known:
            if len(self.known) >= COMBINATIONS:
                message = (
                    f"The query selects more than {COMBINATIONS:,} combinations of fields. "
                    "Spread fewer fragments below each other."
                )
                raise ClientError(message, Code.TOO_COMPLEX)
            self.known[key] = 0
            selected = [node.selection_set for node in nodes if node.selection_set is not None]
            fields = self.collected(kind, selected)
            self.known[key] = sum(self.field(kind, found, rows) for found in fields.values())
        return self.known[key]

    def collected(self, kind: GraphQLObjectType, selected: Iterable[SelectionSetNode]) -> dict[str, Nodes]:
        """The fields selected on ``kind``, by response name: those of the same name are one field in the answer."""
        found: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()
        for selection_set in selected:
            self.collect(kind, selection_set, found, spread)
        return {name: tuple(nodes) for name, nodes in found.items()}

    def collect(
        self,
        kind: GraphQLObjectType,
        selection_set: SelectionSetNode,
        found: dict[str, list[FieldNode]],
        spread: set[str],
    ) -> None:
        for node in selection_set.selections:
            if not self.included(node):
                continue
            if isinstance(node, FieldNode):
                found.setdefault((node.alias or node.name).value, []).append(node)
                continue
            fragment: Any = node
            if isinstance(node, FragmentSpreadNode):
                if node.name.value in spread:
                    continue
                spread.add(node.name.value)
                fragment = self.fragments[node.name.value]
            if self.applies(fragment.type_condition, kind):
                self.collect(kind, fragment.selection_set, found, spread)

    def applies(self, condition: Any, kind: GraphQLObjectType) -> bool:
        if condition is None or condition.name.value == kind.name:
            return True
        named: Any = self.schema.get_type(condition.name.value)
        return is_abstract_type(named) and self.schema.is_sub_type(named, kind)

    def included(self, node: Any) -> bool:
        """Whether `@skip` and `@include` let ``node`` in; a variable that is not given does."""
        for directive in node.directives:
            for argument in directive.arguments:
                value = value_of(argument.value, self.variables)
                if (directive.name.value, value) in {("skip", True), ("include", False)}:
                    return False
        return True


def value_of(node: Any, variables: Mapping[str, Any]) -> Any:
    """A number or a boolean, written down or given as a variable; None for anything else."""
    if isinstance(node, VariableNode):
        return variables.get(node.name.value)
    if isinstance(node, IntValueNode):
        return int(node.value[:20])  # more digits are out of bounds all the same
    return node.value if isinstance(node, BooleanValueNode) else None
