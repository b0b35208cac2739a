"""Executing an operation: its root fields load what they need, and compiled functions make the answer of it.

Where these cannot, graphql-core makes it of what the root fields have given already: nothing is loaded twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock
from typing import Any

from cachetools import LRUCache, cached
from django.http import HttpRequest
from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLResolveInfo,
    GraphQLSchema,
    MiddlewareManager,
    OperationDefinitionNode,
    execute_sync,
)
from graphql.execution.values import get_variable_values
from graphql.pyutils import Path

from .compiler import Unanswered, finisher
from .cost import Costs
from .lookahead import OPERATION
from .operations import Field, Operation, variables_in

logger = logging.getLogger(__name__)

MOST_FIELDS = 50_000
"""How many fields the operations may have that a process keeps taken apart, each counted for each type that it may be
asked of; one takes some 0.6 KB. All documents of the docs together have 2,300."""


class Given:
    """What the root fields have given so far, by their names in the answer: a value, or why there is none."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.errors: dict[str, Exception] = {}

    def __bool__(self) -> bool:
        """Whether any has been asked."""
        return bool(self.values or self.errors)

    def ask(self, name: str, resolve: Callable[[], Any]) -> Any:
        """What ``resolve`` gives, now or before."""
        if name in self.errors:
            raise self.errors[name].with_traceback(None)
        if name not in self.values:
            try:
                self.values[name] = resolve()
            except Exception as error:
                self.errors[name] = error
                raise
        return self.values[name]


class Again(MiddlewareManager):
    """Lets graphql-core have what root fields have given."""

    def __init__(self, given: Given, roots: set[Any]) -> None:
        super().__init__()
        self.given = given
        self.roots = roots

    def get_field_resolver(self, field_resolver: Any) -> Any:
        """The resolver itself, or in the place of a root field's one that asks only once."""
        if field_resolver not in self.roots:
            return field_resolver

        def resolve(root: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
            if info.path.prev is not None:
                return field_resolver(root, info, **arguments)
            return self.given.ask(str(info.path.key), lambda: field_resolver(root, info, **arguments))

        return resolve


class Variants:
    """An operation of a document: what it costs, and it taken apart for each way to skip and include asked for."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        definition: OperationDefinitionNode,
    ) -> None:
        self.schema = schema
        self.document = document
        self.definition = definition
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self.deciding = sorted(variables_in_directives(document))
        self.costs = Costs(schema, document, definition)

    def of(self, variables: dict[str, Any]) -> Operation:
        """The one for these variables."""
        return taken_apart(self, tuple((name, variables[name]) for name in self.deciding if name in variables))


@cached(LRUCache(MOST_FIELDS, getsizeof=lambda operation: operation.size), lock=Lock())
def taken_apart(variants: Variants, deciding: tuple[tuple[str, Any], ...]) -> Operation:
    """The operation for these values of the variables that decide what is skipped."""
    return Operation(variants.schema, variants.fragments, variants.definition, dict(deciding))


def execute(variants: Variants, asked: dict[str, Any], request: HttpRequest, **options: Any) -> ExecutionResult:
    """The answer to an operation with the variables that a client has sent; ``options`` are graphql-core's."""
    given, failure = Given(), None
    definition = variants.definition
    variables = get_variable_values(variants.schema, definition.variable_definitions or (), asked, 1)
    if isinstance(variables, dict):
        operation = variants.of(variables)
        request.__dict__[OPERATION] = operation
        try:
            return ExecutionResult(answer(operation, variables, request, given), None)
        except Unanswered:
            pass
        except Exception as error:  # noqa: BLE001 (whatever it is, graphql-core meets it again and says what it is)
            failure = error
    result = execute_sync(
        variants.schema,
        variants.document,
        context_value=request,
        variable_values=asked,
        operation_name=definition.name.value if definition.name is not None else None,
        middleware=Again(given, resolvers_of(variants.schema)) if given else None,
        **options,
    )
    if failure is not None and not result.errors:
        logger.error("What was compiled of a query failed, and graphql-core answered it", exc_info=failure)
    return result


def answer(operation: Operation, variables: dict[str, Any], request: HttpRequest, given: Given) -> dict[str, Any]:
    """The data of an answer without errors."""
    found: dict[str, Any] = {}
    for field in operation.root.fields:
        if field.definition is None:
            if field.name != "__typename":
                raise Unanswered
            found[field.response] = operation.root.kind.name
            continue
        info = info_of(operation, field, variables, request)
        resolve: Any = field.definition.resolve
        value = given.ask(field.response, lambda: resolve(None, info, **field.arguments(variables)))  # noqa: B023
        finish = operation.finishers.get(field.response)
        if finish is None:
            finish = operation.finishers[field.response] = finisher(operation, field, field.definition.type)
        found[field.response] = finish(value, variables)
    return found


def info_of(operation: Operation, field: Field, variables: dict[str, Any], request: HttpRequest) -> GraphQLResolveInfo:
    """What graphql-core tells a resolver."""
    assert field.definition is not None  # noqa: S101 (for mypy: the caller has looked)
    return GraphQLResolveInfo(
        field.name,
        list(field.nodes),
        field.definition.type,
        operation.root.kind,
        Path(None, field.response, operation.root.kind.name),
        operation.schema,
        operation.fragments,
        None,
        operation.definition,
        variables,
        request,
        lambda _: False,
    )


def resolvers_of(schema: GraphQLSchema) -> set[Any]:
    """The resolvers of the root fields."""
    query = schema.query_type
    return {field.resolve for field in query.fields.values()} if query is not None else set()


def variables_in_directives(document: DocumentNode) -> set[str]:
    """The names of the variables that directives look at."""
    found: set[str] = set()
    waiting: list[Any] = list(document.definitions)
    while waiting:
        node = waiting.pop()
        for directive in getattr(node, "directives", None) or ():
            found |= variables_in(directive)
        selected = getattr(node, "selection_set", None)
        if selected is not None:
            waiting.extend(selected.selections)
    return found
