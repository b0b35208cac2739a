"""The root fields: how a request becomes a reader, and the fields that every app's types share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import graphene
from django.db.models import Model
from django.http import HttpRequest
from django.http.request import split_domain_port
from graphql import GraphQLResolveInfo, get_named_type
from wagtail.models import Page, Site

from .audience import PUBLIC, Audience
from .conditions import Values
from .connections import ConnectionValue, Wanted, connection_type, page_through
from .declarations import PAGE
from .errors import ClientError
from .everywhere import Everywhere, everywhere
from .filters import Conditions, Filter, together
from .inputs import searchable
from .limits import Work
from .lists import Rows
from .loaders import ROWS
from .lookahead import SELECTED, Request, Walk, operation_of, prepare
from .messages import quoted
from .moments import Moments
from .nodes import connection_arguments, node
from .objects import WorkField
from .operations import Places
from .orders import Order, Orders
from .reader import Reader, of_exact_type
from .rows import ordered
from .tags import Tags
from .visibility import Gate, public

SITE_ARGUMENT = graphene.Argument(
    graphene.String, description="The host name of the site to read; the request's own site if not given."
)


def reader_for(info: GraphQLResolveInfo, site: str | None = None) -> Reader:
    """A reader for one root field. The gate of a site is shared by all root fields of a request."""
    audience: Audience = info.context.__dict__.get("audience", PUBLIC)
    gates: dict[str | None, Gate] = info.context.__dict__.setdefault("_gates", {})
    if site not in gates:
        held = everywhere_of(info.context)
        gates[site] = Gate(find_site(info, site), moments=moments_of(info.context), held=held)
    return Reader(gates[site], tags_of(info.context), audience.preview, operation_of(info).needs)


def tags_of(request: HttpRequest) -> Tags:
    """What the answer to ``request`` is made of so far; its root fields share it."""
    tags: Tags = request.__dict__.setdefault("_tags", Tags())
    return tags


def moments_of(request: HttpRequest) -> Moments:
    """When the answer to ``request`` will differ by the clock; its root fields share it."""
    moments: Moments = request.__dict__.setdefault("_moments", Moments())
    return moments


def everywhere_of(request: HttpRequest) -> Everywhere:
    """What decides visibility everywhere; its root fields share it."""
    held: Everywhere | None = request.__dict__.get("_everywhere")
    if held is None:
        request.__dict__["_everywhere"] = held = everywhere()
    return held


def find_site(info: GraphQLResolveInfo, host: str | None) -> Site | None:
    """The site of that host name, or the one that the request is for; ``ClientError`` where there is no such."""
    request, held = info.context, everywhere_of(info.context)
    if host is None:
        return held.site_of(split_domain_port(request._get_raw_host())[0], request.get_port())
    found = held.site_named(searchable(host))
    if found is None:
        raise ClientError(f"There is no site named {quoted(host)}. Leave `site` out for this one.")
    return found


def single_field(model: type[Model], description: str) -> graphene.Field:
    """A root field that finds a page of one type by its slug; null when there is none to see."""

    def resolve(root: Any, info: GraphQLResolveInfo, slug: str, site: str | None = None) -> Any:
        reader = reader_for(info, site)
        found = reader.find(model, "slug", searchable(slug))
        page = reader.draft_where(lambda draft: draft.model is model and slug in draft.slugs)
        return prepare(info, reader, found if found is not None else page)

    return graphene.Field(
        lambda: node(model._meta.label),
        slug=graphene.Argument(graphene.String, required=True, description="The last part of the page's path."),
        site=SITE_ARGUMENT,
        description=description,
        resolver=resolve,
    )


@dataclass(frozen=True)
class Listing:
    """What a client may choose of a root list: a filter and an order."""

    filter: Filter
    orders: Orders

    def arguments(self) -> dict[str, graphene.Argument]:
        return {"filter": self.filter.argument(), "order_by": self.orders.argument, **connection_arguments()}

    def rows(self, info: GraphQLResolveInfo, reader: Reader, queryset: Any, given: Any) -> Rows:
        """The public rows of ``queryset`` that pass a client's filter."""
        values: Values = {}
        parts = self.filter.take(given, reader, conditions_of(info), values)
        model = queryset.model
        return Rows(
            reader.gate,
            ("root list", parts),
            model,
            () if model is Page else ordered(model, reader.needed(model, frozenset())),
            lambda gate: public(queryset, gate).filter(together(parts, gate)),
            **values,
        )


def list_field(model: type[Model], listing: Listing, description: str) -> graphene.Field:
    """A root field that lists the pages of one type as a connection."""

    def resolve(root: Any, info: GraphQLResolveInfo, site: str | None = None, **arguments: Any) -> Any:
        return list_pages(info, reader_for(info, site), of_exact_type(model), listing, arguments)

    return WorkField(
        lambda: connection_type(node(model._meta.label)),
        work=Work.LIST,
        **listing.arguments(),
        site=SITE_ARGUMENT,
        required=True,
        description=description,
        resolver=resolve,
    )


def list_pages(
    info: GraphQLResolveInfo, reader: Reader, queryset: Any, listing: Listing, arguments: dict[str, Any]
) -> Any:
    """One part of the public rows of ``queryset``, prepared for the selection of ``info``."""
    model = queryset.model
    reader.tags.sorted(model)
    order = listing.orders.chosen(arguments.pop("order_by", None))
    rows = listing.rows(info, reader, queryset, arguments.pop("filter", None))
    part = part_of(info, reader, rows, order, arguments)
    if model is Page:
        part.nodes = [page.pk for page in part.nodes]
        part.put_rows(
            reader.fetch(
                PAGE,
                part.nodes,
                SELECTED,
                operation_of(info).needs_of(get_named_type(info.return_type), Places(tuple(info.field_nodes))),
            )
        )
    else:
        part.nodes = [reader.adopt(row) for row in part.nodes]
    return prepare(info, reader, part)


def part_of(
    info: GraphQLResolveInfo, reader: Reader, rows: Rows, order: Order, arguments: Mapping[str, Any]
) -> ConnectionValue:
    """The part of ``rows``, public ones only, that a connection asks for; nodes are rows, if any are selected."""
    request = Request(Walk(info, reader), Places(tuple(info.field_nodes)), get_named_type(info.return_type), arguments)
    wanted = Wanted(
        total=request.selects("totalCount"),
        next_page=request.selects("pageInfo", "hasNextPage"),
        previous_page=request.selects("pageInfo", "hasPreviousPage"),
    )
    part = page_through(rows, order, arguments, list_name(info, reader), wanted)
    if not request.selected & ROWS:
        part.put_rows({})
    return part


def list_name(info: GraphQLResolveInfo, reader: Reader) -> str:
    """What the cursors of a root list are sealed for: its field and its site. Filters may change between parts."""
    return f"{info.field_name} {reader.site.pk if reader.site is not None else None}"


def conditions_of(info: GraphQLResolveInfo) -> Conditions:
    """How many conditions the filters of this request may still hold."""
    conditions: Conditions = info.context.__dict__.setdefault("_conditions", Conditions())
    return conditions
