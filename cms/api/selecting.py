"""What a query selects, read from its text and variables before anything executes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import (
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    SelectionSetNode,
    StringValueNode,
    VariableNode,
    is_abstract_type,
)

Nodes = tuple[FieldNode, ...]


class Selecting:
    """The fields that are selected on a type, fragments followed, `@skip` and `@include` heeded."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self.schema = schema
        self.variables = variables
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }

    def below(self, kind: GraphQLObjectType, nodes: Nodes) -> dict[str, Nodes]:
        """The fields selected on ``kind`` below ``nodes``, by response name."""
        return self.collected(kind, [node.selection_set for node in nodes if node.selection_set is not None])

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

    def argument(self, node: FieldNode, name: str) -> Any:
        """A plain argument of a field; None where it has none of that name."""
        return next((value_of(one.value, self.variables) for one in node.arguments if one.name.value == name), None)

    def arguments(self, node: FieldNode) -> dict[str, Any]:
        """The plain arguments of a field."""
        return {argument.name.value: value_of(argument.value, self.variables) for argument in node.arguments}


def value_of(node: Any, variables: Mapping[str, Any]) -> Any:
    """A number, a boolean or a text, written down or given as a variable; None for anything else."""
    if isinstance(node, VariableNode):
        return variables.get(node.name.value)
    if isinstance(node, IntValueNode):
        return int(node.value[:20])  # more digits are out of bounds all the same
    return node.value if isinstance(node, BooleanValueNode | StringValueNode) else None
