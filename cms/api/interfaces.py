"""What all page types share, and what the gate lets through of them."""

from __future__ import annotations

from typing import Any

import graphene
from grapple.registry import registry

from .declarations import PAGE, Connection, GraphQLFields, Loaded, Value
from .limits import Work
from .nodes import graphene_field
from .objects import WorkField, object_type

NO_INTERFACE = None
"""What ``GRAPPLE["SNIPPET_INTERFACE"]`` names: registers share no interface."""

PAGE_FIELDS: GraphQLFields = [
    Value("title", required=True, description="The page's name."),
    Value("slug", required=True, description="The last part of its path, unique among pages of its type on the site."),
    Loaded(
        "path", type="String", loader="cms.api.tree.paths", reads=("url_path",), required=True,
        description="Where it stands on the site; starts and ends with a slash.",
    ),
    Loaded(
        "url", type="String", loader="cms.api.tree.urls", reads=("url_path",), required=True,
        description="Its absolute address on the front end, never the CMS's.",
    ),
    Loaded(
        "page_type", type="String", loader="cms.api.tree.page_types", reads=(), required=True,
        description="The name of its type, as `__typename`.",
    ),
    Value(
        "first_published_at", type="DateTime",
        description="When it first went live; null while it never was published.",
    ),
    Value(
        "last_published_at", type="DateTime",
        description="When it last went live with changes; null while it never was published.",
    ),
    Loaded("seo", type="Seo", loader="cms.api.seo.seo", required=True, description="For search engines and shares."),
    Loaded(
        "breadcrumbs", type="Breadcrumb", loader="cms.api.tree.breadcrumbs", reads=("path", "title", "url_path"),
        many=True, maximum=20, required=True,
        description="The way from the home page to this page, both included; pages that are not public are left out.",
    ),
    Loaded(
        "parent", target=PAGE, loader="cms.api.tree.parents", reads=("path",),
        description="The page above; null for the home page, or when it is not public.",
    ),
    Connection(
        "children", target=PAGE, loader="cms.api.tree.children", reads=("path",), required=True,
        description="The public pages below, in the order editors gave them.",
    ),
]  # fmt: skip
"""The interface's fields, declared as those of models are; ``id`` comes from the primary key."""


class PageInterface(graphene.Interface):
    """What every page has."""

    id = graphene.ID(required=True, description="The page's id, stable for its life.")
    vars().update({declaration.name: graphene_field(declaration) for declaration in PAGE_FIELDS})

    @classmethod
    def resolve_type(cls, instance: Any, info: graphene.ResolveInfo) -> Any:
        return registry.pages[type(instance)]


@object_type
class OpenGraph(graphene.ObjectType):
    """What is shown when a page is shared."""

    title = graphene.String(required=True, description="The title to share.")
    description = graphene.String(required=True, description="The words to share; may be empty.")
    image = graphene.Field(
        lambda: registry_image(),
        description="The picture to share, in the preset OPEN_GRAPH; null without a public one.",
    )


@object_type
class Seo(graphene.ObjectType):
    """What search engines and shares need."""

    title = graphene.String(required=True, description="For the title element.")
    description = graphene.String(required=True, description="For the description; may be empty.")
    canonical_url = graphene.String(required=True, description="The address search engines should credit.")
    robots = graphene.String(required=True, description="For the robots element: `index, follow` or `noindex, follow`.")
    open_graph = graphene.Field(OpenGraph, required=True, description="What is shown when the page is shared.")
    json_ld = WorkField(
        graphene.String,
        work=Work.DOCUMENT,
        required=True,
        description="One JSON-LD document with a single `@graph`, ready for a script element.",
    )


def registry_image() -> Any:
    from .nodes import node

    return node("media.MediaImage")
