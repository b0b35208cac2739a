"""Limits on what a client may ask, checked before anything executes."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)

from .errors import ClientError, Code

BODY_BYTES = 100 * 1024
TOKENS = 2_000
DEPTH = 12


class DepthRule(ValidationRule):
    """Refuses operations nested deeper than ``DEPTH`` fields; introspection does not count.

    Runs on documents that the specified rules have passed, so fragments exist and do not spread themselves.
    """

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.fragment_depths: dict[str, int] = {}

    @cached_property
    def fragments(self) -> dict[str, FragmentDefinitionNode]:
        return {
            node.name.value: node
            for node in self.context.document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        depth = self.depth(node.selection_set)
        if depth > DEPTH:
            self.report_error(
                ClientError(f"The query is nested {depth} fields deep; at most {DEPTH} are allowed.", Code.TOO_COMPLEX)
            )

    def depth(self, selection_set: SelectionSetNode | None) -> int:
        if selection_set is None:
            return 0
        return max((self.selection_depth(node) for node in selection_set.selections), default=0)

    def selection_depth(self, node: Any) -> int:
        if isinstance(node, FieldNode):
            return 0 if node.name.value.startswith("__") else 1 + self.depth(node.selection_set)
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name not in self.fragment_depths:
                self.fragment_depths[name] = self.depth(self.fragments[name].selection_set)
            return self.fragment_depths[name]
        return self.depth(node.selection_set)
