"""A query text becomes a checked document once; the same text costs nothing the next time."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

from cachetools import LRUCache, cached
from django.conf import settings
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged
from graphql.validation.validate import ValidationAbortedError

from .errors import ClientError, Code
from .execution import Variants
from .limits import COMPARISONS, DEPTH, TOKENS, DepthRule, IntrospectionIsOff, NoAliasesInIntrospection, excesses
from .messages import quoted
from .schema import schema

MOST_CHARACTERS = 200_000
"""How much the query texts may be that a process keeps checked: a document takes some 250 times as much as its text."""
CHARACTERS_EACH = 500

TOO_DEEP = f"The query is nested too deeply to be read: at most {DEPTH} fields deep are allowed. Write it flatter."
TOO_MANY_TOKENS = f"The query has more than {TOKENS:,} tokens. Select fewer fields, or ask in several requests."
TOO_MANY_COMPARISONS = (
    f"The query selects too many fields side by side: more than {COMPARISONS:,} comparisons would be needed "
    "to tell whether they agree. Select each field once."
)

PARSERS_LIMITS = {
    f"Document contains more than {TOKENS} tokens": TOO_MANY_TOKENS,
    "Document is nested too deeply": TOO_DEEP,
}
"""What graphql-core's parser says of a document that it gives up, and what we say."""

# The library's own setting, which it reads at each validation.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = COMPARISONS


class NotAQuery(ClientError):
    """The chosen operation is a mutation or a subscription; HTTP has a status of its own for those sent by GET."""


@dataclass(frozen=True)
class Checked:
    """A query text after parsing and validation: the document, or why there is none; ``size`` is what it counts for."""

    document: DocumentNode | None
    errors: tuple[GraphQLError, ...]
    size: int
    operations: dict[int, Variants] = field(default_factory=dict)

    def variants(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> Variants:
        """One of the document's operations, taken apart once for all who ask for it."""
        known = self.operations.get(id(operation))
        if known is None:
            if self.document is None:
                raise LookupError("What cannot be read has no operations")
            self.operations[id(operation)] = known = Variants(schema, self.document, operation)
        return known


def checked(query: str) -> Checked:
    """Parse ``query`` and find what is wrong with it."""
    return checked_once(query, settings.GRAPHQL_INTROSPECTION)


@cached(LRUCache(MOST_CHARACTERS, getsizeof=lambda checked: checked.size), lock=Lock())
def checked_once(query: str, introspection: bool) -> Checked:
    document, errors = read(query, introspection)
    return Checked(None if errors else document, errors, CHARACTERS_EACH + len(query))


def read(query: str, introspection: bool) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    """The document, if ``query`` can be parsed, and what is wrong with it."""
    try:
        document = parse(query, max_tokens=TOKENS, no_location=False)
    except GraphQLError as error:
        return None, (unread(error),)
    except RecursionError:
        return None, (ClientError(TOO_DEEP, Code.TOO_COMPLEX),)
    errors = problems(document, introspection)
    return document, tuple(with_code(error, Code.VALIDATION_FAILED) for error in errors)


def problems(document: DocumentNode, introspection: bool) -> list[GraphQLError]:
    """What is wrong with ``document``: what it has too much of first, for that is cheap to find."""
    graphql_schema = schema().graphql_schema
    rules = specified_rules if introspection else (*specified_rules, IntrospectionIsOff)
    try:
        return (
            excesses(document)
            or [
                explained(error)
                for error in validate(
                    graphql_schema, document, rules, max_errors=10, hide_suggestions=not introspection
                )
            ]
            or validate(graphql_schema, document, [DepthRule, NoAliasesInIntrospection], max_errors=10)
        )
    except RecursionError:
        return [ClientError(TOO_DEEP, Code.TOO_COMPLEX)]


def explained(error: GraphQLError) -> GraphQLError:
    """``error`` itself; where graphql-core gave up comparing fields with each other, what to do about it."""
    if isinstance(error, ValidationAbortedError) and error.message == "Validation aborted.":
        return ClientError(TOO_MANY_COMPARISONS, Code.TOO_COMPLEX)
    return error


def unread(error: GraphQLError) -> GraphQLError:
    """``error``, for which a text could not be parsed; where it is over a limit of the parser, what to do about it."""
    for said, message in PARSERS_LIMITS.items():
        if said in error.message:
            return ClientError(message, Code.TOO_COMPLEX)
    return with_code(error, Code.PARSE_FAILED)


def with_code(error: GraphQLError, code: Code) -> GraphQLError:
    if not (error.extensions or {}).get("code"):
        error.extensions = {**(error.extensions or {}), "code": code.value}
    return error


def chosen_operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation to run; ``ClientError`` when the name is missing or wrong."""
    operation = get_operation_ast(document, name)
    if operation is None:
        reason = f"There is no operation named {quoted(name)}" if name else "The document holds several operations"
        raise ClientError(f"{reason}: `operationName` must name one of them.")
    if operation.operation is not OperationType.QUERY:
        raise NotAQuery("Only queries are served: the API is read only.")
    return operation
