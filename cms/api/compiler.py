"""Selections compiled into plain functions from what was loaded to the answer.

Below the root nothing is asked of anybody, so an answer without errors is a matter of reading attributes and putting
them into dictionaries. Whatever is not as expected (an error, a null where the schema promises none, a value of
another sort) is :class:`Unanswered`: then graphql-core makes the answer of the same loaded values, and tells where what
is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.db.models import Model
from graphene.types.resolver import dict_or_attr_resolver
from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    Undefined,
)

from .errors import ClientError
from .lookahead import ATTACHED, attachment_key, concrete
from .operations import Field, Operation, Selection

Variables = Mapping[str, Any]
Get = Callable[[Any, Variables], Any]
"""Gives what a field holds of a value."""
Finish = Callable[[Any, Variables], Any]
"""Gives what stands in the answer for what a field holds."""


class Unanswered(Exception):
    """graphql-core has to make the answer."""


PLAIN: Mapping[str, type] = {"String": str, "ID": str, "Boolean": bool}
"""Scalars whose values of a class stand in the answer as they are."""
ANSWERS = "_answers"
"""Where a row keeps what stands for it in the answer, by selection: many ways may lead to it."""


def answer(operation: Operation, selection: Selection, value: Any, variables: Variables) -> Any:
    """What is selected of ``value``; once for a row, which is of one request alone."""
    reader = selection.reader
    if reader is None:
        selection.reader = reader = reader_of(operation, selection)
    if not isinstance(value, Model):
        return reader(value, variables)
    attributes = value.__dict__
    known = attributes.get(ANSWERS)
    if known is None:
        attributes[ANSWERS] = known = {}
    found = known.get(selection)
    if found is None:
        known[selection] = found = reader(value, variables)
    return found


def reader_of(operation: Operation, selection: Selection) -> Finish:
    """The function that reads all of a selection."""
    if selection.error is not None:
        return refuse
    parts = [(field.response, part_of(operation, selection.kind, field)) for field in selection.fields]

    def read(value: Any, variables: Variables) -> dict[str, Any]:
        return {name: part(value, variables) for name, part in parts}

    return read


def refuse(value: Any, variables: Variables) -> Any:
    raise Unanswered


def part_of(operation: Operation, kind: GraphQLObjectType, field: Field) -> Get:
    """The function that gives what a field of ``kind`` has in the answer."""
    if field.definition is None:
        if field.name != "__typename":
            return refuse
        name = kind.name
        return lambda value, variables: name
    finish = finisher(operation, field, field.definition.type)
    read = getattr(field.definition.resolve, "reads", None)
    if read is not None:
        return read_part(read, finish, as_it_is(field.definition.type))
    get = getter(field)
    return lambda value, variables: finish(get(value, variables), variables)


def read_part(read: Callable[[Any], Any], finish: Finish, plain: type | None) -> Get:
    """The same of a field that is read without arguments; what is ``plain`` stands in the answer as it is."""

    def part(value: Any, variables: Variables) -> Any:
        found = read(value)
        return found if type(found) is plain else finish(found, variables)

    return part


def getter(field: Field) -> Get:
    """What reads a field, as its resolver would."""
    assert field.definition is not None  # noqa: S101 (for mypy: the caller has looked)
    resolve: Any = field.definition.resolve
    if hasattr(resolve, "loads"):
        return loaded_getter(field, resolve.loads)
    if isinstance(resolve, partial) and resolve.func is dict_or_attr_resolver:
        return partial(read_either, *resolve.args)
    if field.is_argumentless:
        return lambda value, variables: resolve(value, None)
    return lambda value, variables: resolve(value, None, **field.arguments(variables))


def read_either(name: str, default: Any, value: Any, variables: Variables) -> Any:
    return value.get(name, default) if isinstance(value, dict) else getattr(value, name, default)


def loaded_getter(field: Field, name: str) -> Get:
    """What reads a relation that the look-ahead has attached."""
    constant = None if field.is_varied else attachment_key(name, field.arguments({}))

    def get(value: Any, variables: Variables) -> Any:
        key = attachment_key(name, field.arguments(variables)) if constant is None else constant
        found = value.__dict__[ATTACHED][key]
        if isinstance(found, ClientError):
            raise Unanswered
        return found

    return get


def finisher(operation: Operation, field: Field, kind: Any) -> Finish:
    """What makes the answer of a value of ``kind``."""
    if isinstance(kind, GraphQLNonNull):
        return not_null(finisher(operation, field, kind.of_type))
    if isinstance(kind, GraphQLList):
        return in_list(finisher(operation, field, kind.of_type))
    if isinstance(kind, GraphQLObjectType):
        return of_object(operation, field, kind)
    if field.is_composite:
        return of_any_type(operation, field, kind)
    return of_enum(kind) if isinstance(kind, GraphQLEnumType) else of_scalar(kind)


def not_null(finish: Finish) -> Finish:
    def finish_it(value: Any, variables: Variables) -> Any:
        found = finish(value, variables)
        if found is None:
            raise Unanswered
        return found

    return finish_it


def in_list(finish: Finish) -> Finish:
    def finish_all(values: Any, variables: Variables) -> Any:
        if values is None:
            return None
        if not isinstance(values, list | tuple):
            raise Unanswered
        return [finish(value, variables) for value in values]

    return finish_all


def of_object(operation: Operation, field: Field, kind: GraphQLObjectType) -> Finish:
    selection = operation.selection(kind, field.nodes)

    def finish(value: Any, variables: Variables) -> Any:
        return None if value is None else answer(operation, selection, value, variables)

    return finish


def of_any_type(operation: Operation, field: Field, kind: Any) -> Finish:
    def finish(value: Any, variables: Variables) -> Any:
        if value is None:
            return None
        selection = operation.selection(concrete(operation.schema, value, kind), field.nodes)
        return answer(operation, selection, value, variables)

    return finish


def of_enum(kind: GraphQLEnumType) -> Finish:
    known: dict[str, Any] = {}

    def finish(value: Any, variables: Variables) -> Any:
        if value is None:
            return None
        if type(value) is not str:
            return serialized(kind, value)
        found = known.get(value)
        if found is None:
            known[value] = found = serialized(kind, value)
        return found

    return finish


def as_it_is(kind: Any) -> type | None:
    """The class whose values are in an answer as they are, where ``kind`` is such a scalar."""
    named = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    return PLAIN.get(named.name) if isinstance(named, GraphQLScalarType) else None


def of_scalar(kind: Any) -> Finish:
    plain = PLAIN.get(kind.name)

    def finish(value: Any, variables: Variables) -> Any:
        if value is None or type(value) is plain:
            return value
        return serialized(kind, value)

    return finish


def serialized(kind: Any, value: Any) -> Any:
    found = kind.serialize(value)
    if found is None or found is Undefined:
        raise Unanswered
    return found
