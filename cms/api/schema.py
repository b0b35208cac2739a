"""The schema, assembled from what the apps declare.

grapple makes the types from ``graphql_fields``; here they are pruned to what was declared, grapple's own root fields
are left aside, and the apps' root fields come in through its ``register_schema_query`` hook. ``grapple.schema`` is
never imported: doing so switches a validation rule off for the whole process.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from grapple.registry import registry
from wagtail import hooks

from . import downloads, images
from .blocks import Block, block_types
from .declarations import Declaration
from .interfaces import PageInterface
from .lookahead import plans_of
from .nodes import read, summary
from .objects import registered_types
from .reads import reads_of

ID_DESCRIPTION = "Its id, stable for its life."
QUERY_HOOK = "register_schema_query"
BUILDING = Lock()


def schema() -> graphene.Schema:
    """The schema of this process. Built once, when all apps are ready, however many threads ask first."""
    with BUILDING:
        return build()


@cache
def build() -> graphene.Schema:
    queries = root_queries()
    registry.streamfield_blocks.clear()
    nodes = [*prune_pages(), *prune_models(), images.Image, downloads.Document]
    blocks = [block.type for block in block_types.values()]
    query = type("Query", (*queries, graphene.ObjectType), {"__doc__": "Everything the public may read."})
    built = graphene.Schema(query=query, types=[*nodes, *registered_types(), *blocks, PageInterface, Block])
    for model, node in registry.models.items():
        built.graphql_schema.type_map[node._meta.name].description = summary(model)
    note_bounds(built.graphql_schema)
    return built


def note_bounds(graphql_schema: GraphQLSchema) -> None:
    """Let the ``extensions`` of types and fields say what :mod:`cms.api.cost` must know of them.

    A plain list has its ``maximum``; the parts of a connection have none, for how many there are is for its arguments
    to say. ``work`` is what a field declared, ``loader`` what the look-ahead does for it, ``reads`` the columns that it
    is made of where these are known. The type of a ``model`` is a ``row``.
    """
    media = {node: model for family in (registry.images, registry.documents) for model, node in family.items()}
    kinds: list[Any] = [
        kind
        for kind in graphql_schema.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not kind.name.startswith("__")
    ]
    for kind in kinds:
        model = getattr(kind.graphene_type._meta, "model", None) or media.get(kind.graphene_type)
        if model is not None:
            kind.extensions["model"] = model
            for name, columns in reads_of(model).items():
                if name in kind.fields:
                    kind.fields[name].extensions["reads"] = columns
        if model is not None or kind.graphene_type is PageInterface:
            kind.extensions["row"] = True
        for name, declared in kind.graphene_type._meta.fields.items():
            field = kind.fields[declared.name or to_camel_case(name)]
            for bound in ("maximum", "work"):
                if getattr(declared, bound, None) is not None:
                    field.extensions[bound] = getattr(declared, bound)
        for name, loader in plans_of(model).items() if model is not None else ():
            if name in kind.fields:
                kind.fields[name].extensions["loader"] = loader


def root_queries() -> list[Any]:
    """The root field mixins of our apps, grapple's left out."""
    mixins: list[Any] = []
    for register in hooks.get_hooks(QUERY_HOOK):
        if not register.__module__.startswith("grapple."):
            register(mixins)
    return mixins


def prune_pages() -> list[Any]:
    """Page types with the interface's fields and the declared ones, and nothing of Wagtail's own."""
    interface = set(PageInterface._meta.fields)
    for model, node in list(registry.pages.items()):
        if not hasattr(model, "_meta") or not model.graphql_fields:  # grapple files its base Page under the metaclass
            del registry.pages[model]
            continue
        keep_only(node, interface | declared_names(model))
    return list(registry.pages.values())


def prune_models() -> list[Any]:
    """Types of the other models that declare fields; all others are taken out."""
    for family in (registry.snippets, registry.django_models, registry.settings):
        for model, node in list(family.items()):
            if not getattr(model, "graphql_fields", None):
                del family[model]
                continue
            keep_only(node, declared_names(model))
            if family is registry.snippets:
                node._meta.fields["id"] = graphene.Field(graphene.ID, required=True, description=ID_DESCRIPTION)
    kept = (registry.snippets, registry.django_models, registry.settings)
    return [node for family in kept for node in family.values()]


def keep_only(node: Any, names: set[str]) -> None:
    for name in set(node._meta.fields) - names:
        del node._meta.fields[name]
    if "id" in names:
        node._meta.fields["id"] = graphene.Field(
            graphene.ID, required=True, description=ID_DESCRIPTION, resolver=read("id")
        )


def declared_names(model: Any) -> set[str]:
    return {field.name for field in model.graphql_fields if isinstance(field, Declaration)}
