"""The root fields: how a request becomes a reader, and the fields that every app's types share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene
from django.db.models import Model
from django.http import HttpRequest
from graphql import GraphQLResolveInfo, get_named_type
from wagtail.models import Page, Site

from .audience import PUBLIC, Audience
from .connections import Order, connection_type, page_through
from .declarations import PAGE
from .errors import ClientError
from .loaders import put_rows
from .lookahead import Walk, prepare
from .nodes import connection_arguments, node
from .reader import Reader
from .tags import Tags
from .visibility import Gate

SITE_ARGUMENT = graphene.Argument(
    graphene.String, description="The host name of the site to read; the request's own site if not given."
)


LONGEST_HOST = 253
"""A host name's length (RFC 1035): SQLite compares no long ones without regard to case, and there is none to find."""


def reader_for(info: GraphQLResolveInfo, site: str | None = None) -> Reader:
    """A reader for one root field. The gate of a site is shared by all root fields of a request."""
    audience: Audience = info.context.__dict__.get("audience", PUBLIC)
    gates: dict[str | None, Gate] = info.context.__dict__.setdefault("_gates", {})
    if site not in gates:
        gates[site] = Gate(find_site(info, site))
    return Reader(gates[site], tags_of(info.context), audience.preview)


def tags_of(request: HttpRequest) -> Tags:
    """What the answer to ``request`` is made of so far; its root fields share it."""
    tags: Tags = request.__dict__.setdefault("_tags", Tags())
    return tags


def find_site(info: GraphQLResolveInfo, host: str | None) -> Site | None:
    if host is None:
        return Site.find_for_request(info.context)
    known = Site.objects.select_related("root_page").filter(hostname__iexact=searchable(host))
    found = known.first() if len(host) <= LONGEST_HOST else None
    if found is None:
        raise ClientError("There is no site with the host name given as `site`.")
    return found


def searchable(text: str) -> str:
    """``text`` as a database can look for it; ``ClientError`` for NUL and lone surrogates, which none can."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ClientError("The text holds a NUL or a lone surrogate. Send plain Unicode text.")
    return text


def single_field(model: type[Model], description: str) -> graphene.Field:
    """A root field that finds a page of one type by its slug; null when there is none to see."""

    def resolve(root: Any, info: GraphQLResolveInfo, slug: str, site: str | None = None) -> Any:
        reader = reader_for(info, site)
        found = reader.public(of_exact_type(model).filter(slug=searchable(slug))).first()
        page = reader.draft_where(lambda draft: draft.model is model and slug in draft.slugs)
        if found is not None:
            page = reader.adopt(found)
        return prepare(info, reader, page)

    return graphene.Field(
        lambda: node(model._meta.label),
        slug=graphene.Argument(graphene.String, required=True, description="The last part of the page's path."),
        site=SITE_ARGUMENT,
        description=description,
        resolver=resolve,
    )


def list_field(model: type[Model], order: Order, description: str) -> graphene.Field:
    """A root field that lists the pages of one type as a connection, in its default order."""

    def resolve(root: Any, info: GraphQLResolveInfo, site: str | None = None, **arguments: Any) -> Any:
        reader = reader_for(info, site)
        return list_pages(info, reader, of_exact_type(model), order, arguments)

    return graphene.Field(
        lambda: connection_type(node(model._meta.label)),
        **connection_arguments(),
        site=SITE_ARGUMENT,
        required=True,
        description=description,
        resolver=resolve,
    )


def list_pages(
    info: GraphQLResolveInfo, reader: Reader, queryset: Any, order: Order, arguments: Mapping[str, Any]
) -> Any:
    """One part of the public rows of ``queryset``, prepared for the selection of ``info``."""
    reader.tags.sorted(queryset.model)
    part = page_through(reader.public(queryset), order, arguments, total_asked(info, reader))
    if queryset.model is Page:
        ids = [page.pk for page in part.nodes]
        put_rows(part, ids, reader.fetch(PAGE, ids))
    else:
        part.nodes = [reader.adopt(row) for row in part.nodes]
    return prepare(info, reader, part)


def total_asked(info: GraphQLResolveInfo, reader: Reader) -> bool:
    """Whether the connection of ``info`` is asked for its ``totalCount``."""
    return "totalCount" in Walk(info, reader).names(get_named_type(info.return_type), tuple(info.field_nodes))


def of_exact_type(model: Any) -> Any:
    """Pages of ``model`` itself, without those of types derived from it."""
    derived = bool(model.__subclasses__())
    return model._default_manager.exact_type(model) if derived else model._default_manager.all()
