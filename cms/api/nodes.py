"""Declarations become graphene fields here.

A resolver only reads: an attribute for a :class:`~cms.api.declarations.Value`, what the look-ahead attached for a
relation. A relation that was not planned raises; nothing is ever read unfiltered.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any

import graphene
from django.apps import apps
from django.db import models
from grapple.models import GraphQLField
from grapple.registry import registry

from . import declarations as declared
from .connections import DEFAULT_FIRST, MAXIMUM_FIRST, connection_type
from .lookahead import loaded
from .objects import named_type, with_maximum

Resolver = Callable[..., Any]


def grapple_field(declaration: declared.Declaration) -> tuple[GraphQLField, Callable[[Any], graphene.Field]]:
    """What grapple's type builder takes: its own field, and a wrapper that makes the graphene field."""
    return GraphQLField(declaration.name, graphene.String), lambda _: graphene_field(declaration)


def graphene_field(declaration: declared.Declaration) -> graphene.Field:
    """The graphene field of ``declaration``, with its resolver."""
    match declaration:
        case declared.Value():
            of: Any = lambda: as_list(named_type(declaration.type), declaration.many)  # noqa: E731
            return field(declaration, of, read(declaration.source or declaration.name), declaration.maximum)
        case declared.Choice():
            enum = as_list(enum_type(declaration.enum, declaration.choices), declaration.many)
            return field(declaration, enum, read_choice(declaration.source or declaration.name), declaration.maximum)
        case declared.Html():
            return field(declaration, lambda: named_type("RichText"), read_loaded(declaration.name))
        case declared.ToOne():
            return field(declaration, lambda: node(declaration.target), read_loaded(declaration.name))
        case declared.ToMany():
            return list_of(declaration, lambda: node(declaration.target), declaration.maximum)
        case declared.Rows():
            return list_of(declaration, lambda: node(declaration.model), declaration.maximum)
        case declared.Blocks():
            return list_of(declaration, block_interface, declaration.maximum)
        case declared.Loaded():
            return loaded_field(declaration)
        case declared.Connection():
            return field(
                declaration,
                lambda: connection_type(node(declaration.target)),
                read_loaded(declaration.name),
                arguments=connection_arguments(),
            )
    raise TypeError(f"Not a declaration: {declaration!r}")


def loaded_field(declaration: declared.Loaded) -> graphene.Field:
    def of() -> Any:
        name = declaration.target or declaration.type or "String"
        one = node(name) if name == declared.PAGE or "." in name else named_type(name)
        return as_list(one, declaration.many)

    arguments = {}
    if declaration.first:
        arguments["first"] = graphene.Argument(
            graphene.Int,
            default_value=DEFAULT_FIRST,
            description=f"How many to give: 1 to {MAXIMUM_FIRST}.",
        )
    made = field(declaration, of, read_loaded(declaration.name), declaration.maximum, arguments)
    if declaration.first:
        made.maximum = MAXIMUM_FIRST
    return made


def list_of(declaration: declared.Declaration, of: Callable[[], Any], maximum: int) -> graphene.Field:
    """A plain list of what the look-ahead attached."""
    return field(declaration, lambda: as_list(of(), True), read_loaded(declaration.name), maximum)


def connection_arguments() -> dict[str, graphene.Argument]:
    """The arguments of every connection."""
    return {
        "first": graphene.Argument(
            graphene.Int,
            description=f"How many to give from the start, or from `after` on: 1 to {MAXIMUM_FIRST}. "
            f"{DEFAULT_FIRST} where neither `first` nor `last` is given; both at once are refused.",
        ),
        "after": graphene.Argument(graphene.String, description="Give only rows that follow this cursor."),
        "last": graphene.Argument(
            graphene.Int,
            description=f"How many to give from the end, or back from `before`: 1 to {MAXIMUM_FIRST}. "
            "They come in the list's own order.",
        ),
        "before": graphene.Argument(graphene.String, description="Give only rows that come before this cursor."),
    }


def field(
    declaration: declared.Declaration,
    of: Any,
    resolver: Resolver,
    maximum: int | None = None,
    arguments: dict[str, graphene.Argument] | None = None,
) -> graphene.Field:
    description = declaration.description
    if maximum is not None and f"most {maximum}" not in description:
        description = with_maximum(description, maximum)
    made = graphene.Field(
        of,
        name=declaration.name.removesuffix("_") if declaration.name.endswith("_") else None,
        args=arguments or {},
        required=declaration.required,
        description=description,
        resolver=resolver,
    )
    made.maximum = maximum
    return made


def as_list(of: Any, many: bool) -> Any:
    return graphene.List(graphene.NonNull(of)) if many else of


def node(target: str) -> Any:
    """The graphene type of a model label or of ``PAGE``."""
    if target == declared.PAGE:
        from .interfaces import PageInterface

        return PageInterface
    model = apps.get_model(target)
    if model in registry.images:
        return registry.images[model]
    return registry.models[model]


def block_interface() -> Any:
    from .blocks import Block

    return Block


def read(source: str) -> Resolver:
    def value_of(root: Any) -> Any:
        value = getattr(root, source)
        return value() if callable(value) else value

    return reading(value_of)


def read_choice(source: str) -> Resolver:
    def value_of(root: Any) -> Any:
        value = getattr(root, source)
        return None if value == "" else value

    return reading(value_of)


def reading(value_of: Callable[[Any], Any]) -> Resolver:
    """A resolver that ``reads`` as ``value_of`` does, which :mod:`cms.api.compiler` calls by itself."""

    def resolve(root: Any, info: graphene.ResolveInfo) -> Any:
        return value_of(root)

    resolve.reads = value_of  # type: ignore[attr-defined]
    return resolve


def read_loaded(name: str) -> Resolver:
    """A resolver that reads what the look-ahead ``loads`` under a name."""

    def resolve(root: Any, info: graphene.ResolveInfo, **arguments: Any) -> Any:
        return loaded(root, name, arguments)

    resolve.loads = name  # type: ignore[attr-defined]
    return resolve


@cache
def enum_type(name: str, choices: type[models.Choices]) -> Any:
    """The enum ``name`` of a ``TextChoices`` class: described by its docstring, members by their label."""

    def describe(member: Any) -> str:
        return summary(choices) if member is None else f"{choices(member.value).label}."

    return graphene.Enum.from_enum(Enum(name, {member.name: member.value for member in choices}), description=describe)


def summary(cls: type) -> str:
    """The first paragraph of a class's docstring, on one line, without markup of ours."""
    paragraph = (cls.__doc__ or "").strip().split("\n\n")[0]
    return " ".join(paragraph.replace("``", "").split())
