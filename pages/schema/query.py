"""Root fields of the pages app: routes, pages of any type, articles, and site-wide content."""

from __future__ import annotations

from typing import Any

import graphene
from django.db.models import Q
from graphql import GraphQLResolveInfo
from wagtail.models import Page

from cms.api.connections import connection_type
from cms.api.declarations import PAGE
from cms.api.errors import ClientError
from cms.api.inputs import primary_key, searchable
from cms.api.limits import Work
from cms.api.lists import Rows
from cms.api.lookahead import prepare
from cms.api.nodes import connection_arguments, node
from cms.api.objects import BoundedList, Redirect, WorkField
from cms.api.orders import Column, Order
from cms.api.paths import at_path
from cms.api.roots import SITE_ARGUMENT, list_field, list_pages, part_of, reader_for, single_field
from cms.api.search.field import search_field
from cms.api.versions import VERSION_ARGUMENT, is_draft_wanted, show_newest
from cms.delivery.field import changes_field
from pages.loading import organization
from pages.menus import menu_items
from pages.models import ArticlePage, ComparisonArticlePage
from pages.redirects import ends, listed, listed_value
from pages.routing import find_page, find_route
from pages.sitemap import ENTRY_COLUMNS, entry, indexable

from .listings import ARTICLES, COMPARISONS, PAGES
from .types import NavigationItem, Route, SitemapPage

TREE_ORDER = Order(Column("path"))
OLDEST_FIRST = Order()


class Query(graphene.ObjectType):
    """Everything the public may read."""

    route = WorkField(
        Route,
        work=Work.ROUTE,
        path=graphene.Argument(graphene.String, required=True, description="A path on the site, such as /articles/."),
        site=SITE_ARGUMENT,
        version=VERSION_ARGUMENT,
        description="What is at a path: a page or a redirect; null when there is nothing. Slashes, case and encoding "
        "need not be exact.",
    )
    page = graphene.Field(
        lambda: node(PAGE),
        path=graphene.Argument(graphene.String, description="The page's path on the site."),
        id=graphene.Argument(graphene.ID, description="The page's id."),
        site=SITE_ARGUMENT,
        version=VERSION_ARGUMENT,
        description="A page by its path or by its id: exactly one of them. Null when there is none.",
    )
    pages = WorkField(
        lambda: connection_type(node(PAGE)),
        work=Work.LIST,
        **PAGES.arguments(),
        site=SITE_ARGUMENT,
        required=True,
        description="Pages of the site, of any type, in the order of the tree if not said otherwise.",
    )
    article = single_field(ArticlePage, "An article by its slug; null when there is none.")
    articles = list_field(
        ArticlePage, ARTICLES, "Articles, the newest first if not said otherwise. Comparisons have a list of their own."
    )
    comparison = single_field(ComparisonArticlePage, "A comparison article by its slug; null when there is none.")
    comparisons = list_field(
        ComparisonArticlePage, COMPARISONS, "Comparison articles, the newest first if not said otherwise."
    )
    search = search_field()
    organization = graphene.Field(
        lambda: node("pages.Organization"), site=SITE_ARGUMENT, required=True, description="Who speaks on this site."
    )
    sitemap = WorkField(
        lambda: connection_type(SitemapPage),
        work=Work.SCAN,
        **connection_arguments(),
        site=SITE_ARGUMENT,
        required=True,
        description="The pages that search engines should list, in the order of the tree: public ones that are not "
        "hidden from search engines, not credited to another address, and have not moved.",
    )
    redirects = WorkField(
        lambda: connection_type(Redirect),
        work=Work.SCAN,
        **connection_arguments(),
        site=SITE_ARGUMENT,
        required=True,
        description="The redirects of the site, the oldest first, for hosts of static files: those that lead to "
        "something public, from paths at which there is no page. `from` may end in a query string.",
    )
    changes = changes_field()
    navigation = BoundedList(
        NavigationItem,
        12,
        "The entries of a menu; none where there is no such menu.",
        handle=graphene.Argument(graphene.String, required=True, description="The menu's handle, such as main."),
        site=SITE_ARGUMENT,
    )

    @staticmethod
    def resolve_route(
        root: Any, info: GraphQLResolveInfo, path: str, site: str | None = None, version: Any = None
    ) -> Any:
        reader = reader_for(info, site)
        path = searchable(path)
        if is_draft_wanted(version):
            show_newest(info, reader, at_path(path, reader))
        return prepare(info, reader, find_route(path, reader))

    @staticmethod
    def resolve_page(
        root: Any,
        info: GraphQLResolveInfo,
        path: str | None = None,
        id: str | None = None,
        site: str | None = None,
        version: Any = None,
    ) -> Any:
        if (path is None) == (id is None):
            raise ClientError("`page` takes exactly one of `path` and `id`.")
        reader = reader_for(info, site)
        if is_draft_wanted(version):
            asked_for = at_path(searchable(path), reader) if path is not None else Q(pk=primary_key(id))
            show_newest(info, reader, asked_for)
        if path is not None:
            return prepare(info, reader, find_page(searchable(path), reader))
        pk = primary_key(id)
        page = reader.fetch(PAGE, [pk]).get(pk) or reader.draft_where(lambda draft: draft.id == id)
        return prepare(info, reader, page)

    @staticmethod
    def resolve_pages(root: Any, info: GraphQLResolveInfo, site: str | None = None, **arguments: Any) -> Any:
        return list_pages(info, reader_for(info, site), Page.objects.all(), PAGES, arguments)

    @staticmethod
    def resolve_sitemap(root: Any, info: GraphQLResolveInfo, site: str | None = None, **arguments: Any) -> Any:
        reader = reader_for(info, site)
        reader.tags.sorted(Page)
        rows = Rows(reader.gate, "sitemap", Page, ENTRY_COLUMNS, indexable, origin=reader.origin)
        part = part_of(info, reader, rows, TREE_ORDER, arguments)
        part.nodes = [entry(page, reader) for page in part.nodes]
        return prepare(info, reader, part)

    @staticmethod
    def resolve_redirects(root: Any, info: GraphQLResolveInfo, site: str | None = None, **arguments: Any) -> Any:
        reader = reader_for(info, site)
        reader.tags.sorted(Page)
        part = part_of(info, reader, listed(reader), OLDEST_FIRST, arguments)
        found = ends(part.nodes, reader)
        values = {row.pk: listed_value(row, found[row.pk]) for row in part.nodes if row.pk in found}
        part.nodes = [row.pk for row in part.nodes]
        part.put_rows(values)
        return prepare(info, reader, part)

    @staticmethod
    def resolve_organization(root: Any, info: GraphQLResolveInfo, site: str | None = None) -> Any:
        reader = reader_for(info, site)
        return prepare(info, reader, organization(reader))

    @staticmethod
    def resolve_navigation(root: Any, info: GraphQLResolveInfo, handle: str, site: str | None = None) -> Any:
        reader = reader_for(info, site)
        return prepare(info, reader, menu_items(searchable(handle), reader))
