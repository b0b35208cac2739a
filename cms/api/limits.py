"""Limits on what a client may ask, checked before anything executes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import cached_property
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)

from .errors import ClientError, Code
from .messages import quoted

BODY_BYTES = 100 * 1024
TOKENS = 2_000
DEPTH = 12
ALIASES = 60
ROOT_FIELDS = 60
INTROSPECTIONS = 2
"""How many fields `__schema` and `__type` one document may hold; what they hold in turn takes no aliases."""
COMPARISONS = 25_000
"""How much may be spent on telling whether fields of the same name agree; each unit takes some 3 microseconds."""
SEARCH_TERM = 200
"""Characters of a search term."""
COST = 10_000
"""How much one operation may cost; see :mod:`cms.api.cost`."""
COMBINATIONS = 5_000
"""How many different selections, each on one type, are looked at to tell what an operation costs."""
OBJECTS = 20_000
"""How many objects, blocks and parts of connections one answer may hold, each as often as it appears."""
ANSWER_BYTES = 5 * 1024 * 1024
"""How large an answer may be: a long text under sixty aliases in a hundred rows is little work, and many megabytes."""
REFUSALS = 1_000
"""At how many places of an answer its own fields may be refused; of more, the root field is, once."""
WORK = 50_000
"""How much work one operation may be, in units of about 10 microseconds: what :class:`Work` says of each part."""
ANSWER_WORK = 60_000
"""The same with the rows and values that came in the place of the rows that were asked for.

More than what an operation may be, so that one which is let in is hardly ever stopped when almost all of it is done.
"""
VARIABLES = 3_000
"""How many values the variables may hold, those inside of lists and objects counted: filters take up to 2,500."""
VARIABLE_DEPTH = 20
"""How many lists and objects of the variables may lie inside each other; a filter takes no more than 13."""


class Work(IntEnum):
    """What the parts of an answer take, measured on many rows of everything; see `bench/RESULTS.md`."""

    VALUE = 1
    OBJECT = 1
    ROW = 25
    LOOKUP = 250
    WORD = 2_500
    """A word that a search looks for."""
    DOCUMENT = 100
    """A text that is made and not only read: a page's JSON-LD, an excerpt."""
    ROUTE = 1_000
    """What may be at a path: a page, or ten redirects, one after the other."""
    LIST = 2_500
    """A root list: it may have to look at all rows to put them in order, to find those that pass, or to count them."""
    SCAN = 10_000
    """A list that looks at every page of the site."""


def check_variables(variables: Mapping[str, Any]) -> None:
    """Raise ``ClientError`` where ``variables``, which are JSON, hold too much to be looked at one by one."""
    level: list[Any] = [variables]
    found = 0
    for _ in range(VARIABLE_DEPTH + 1):
        level = [one for value in level for one in (value.values() if isinstance(value, dict) else value)]
        found += len(level)
        if found > VARIABLES:
            message = f"The variables hold more than {VARIABLES:,} values, those inside of lists and objects counted."
            raise ClientError(message, Code.TOO_COMPLEX)
        level = [value for value in level if isinstance(value, dict | list)]
    if level:
        raise ClientError(
            f"The variables are nested too deeply: at most {VARIABLE_DEPTH} lists and objects inside each other.",
            Code.TOO_COMPLEX,
        )


def excesses(document: DocumentNode) -> list[GraphQLError]:
    """What ``document`` has too much of, fragments counted wherever they are spread.

    Holds for any document that parses: what is wrong with its fragments is for the specified rules to say.
    """
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    found = []
    for what, limit, count in (
        ("root fields", ROOT_FIELDS, Count(fragments, lambda field: 1, deep=False)),
        ("fields `__schema` and `__type`", INTROSPECTIONS, Count(fragments, is_introspection, deep=False)),
        ("aliases", ALIASES, Count(fragments, lambda field: 1 if field.alias else 0, deep=True)),
    ):
        if sum(count.within(operation.selection_set) for operation in operations) > limit:
            message = (
                f"The query has more than {limit} {what}; those of a fragment count wherever it is spread. "
                "Ask in several requests."
            )
            found.append(ClientError(message, Code.TOO_COMPLEX))
    return list(found)


def is_introspection(field: FieldNode) -> int:
    """1 for `__schema` and `__type`, else 0."""
    return int(field.name.value in {"__schema", "__type"})


class Count:
    """Counts fields of selection sets; each fragment is looked through once, however often it is spread."""

    def __init__(
        self, fragments: dict[str, FragmentDefinitionNode], weigh: Callable[[FieldNode], int], deep: bool
    ) -> None:
        self.fragments = fragments
        self.weigh = weigh
        self.deep = deep
        self.known: dict[str, int] = {}

    def within(self, selection_set: SelectionSetNode | None) -> int:
        return sum(map(self.of, selection_set.selections)) if selection_set is not None else 0

    def of(self, node: Any) -> int:
        if isinstance(node, FieldNode):
            return self.weigh(node) + (self.within(node.selection_set) if self.deep else 0)
        if isinstance(node, FragmentSpreadNode):
            return self.of_fragment(node.name.value)
        return self.within(node.selection_set)

    def of_fragment(self, name: str) -> int:
        if name not in self.known:
            self.known[name] = 0  # a fragment that spreads itself ends here
            if name in self.fragments:
                self.known[name] = self.within(self.fragments[name].selection_set)
        return self.known[name]


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
            message = (
                f"The query is nested {depth} fields deep; at most {DEPTH} are allowed. "
                "Ask for what lies deeper in a request of its own."
            )
            self.report_error(ClientError(message, Code.TOO_COMPLEX))

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


class NoAliasesInIntrospection(ValidationRule):
    """Refuses aliases below `__schema` and `__type`: with them a short query asks for the whole schema many times."""

    found = False

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent = self.context.get_parent_type()
        if node.alias is None or parent is None or not parent.name.startswith("__") or self.found:
            return
        self.found = True
        message = (
            f"The fields of introspection take no aliases; one is {quoted(node.alias.value)}. "
            "Leave them out below `__schema` and `__type`."
        )
        self.report_error(ClientError(message, Code.TOO_COMPLEX))


class IntrospectionIsOff(ValidationRule):
    """Refuses `__schema` and `__type`; `__typename` stays, for clients' caches need it."""

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        if is_introspection(node):
            message = "Introspection is off here. The schema is in `schema.graphql` of the release."
            self.report_error(ClientError(message, Code.VALIDATION_FAILED))
