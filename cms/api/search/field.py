"""The root field ``search`` and its types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import graphene
from graphql import GraphQLResolveInfo, get_named_type
from wagtail.models import Page

from cms.api.connections import ConnectionValue, Window, connection_type
from cms.api.declarations import PAGE
from cms.api.errors import ClientError
from cms.api.inputs import searchable
from cms.api.limits import SEARCH_TERM, Work
from cms.api.lookahead import Request, Walk
from cms.api.nodes import connection_arguments, node
from cms.api.objects import WorkField, object_type
from cms.api.operations import Places
from cms.api.page_types import models_of, page_type_enum
from cms.api.reader import Reader
from cms.api.roots import SITE_ARGUMENT, reader_for
from cms.search.words import TERMS, Term, terms, words

from .cursors import cursor, fingerprint, read_cursors, seal
from .excerpts import Excerpt, excerpts
from .ranking import MOST, ranked

DESCRIPTION = (
    "Pages that hold every word of the query, the most relevant first; at most 200, and `totalCount` counts no more. "
    "The order stays as it was while its cursors are used; they are good for 10 minutes."
)
QUERY_DESCRIPTION = (
    f"What somebody typed, at most {SEARCH_TERM} characters. Words match from their beginning; case, accents and "
    f"apostrophes make no difference. The first {TERMS} words count. Without any word in it, nothing is found."
)


@object_type
class SearchExcerpt(graphene.ObjectType):
    """A piece of a page's public text, around the words that were found."""

    html = graphene.String(
        required=True, description="Escaped text in which `mark` elements, and no others, hold the words found."
    )
    text = graphene.String(required=True, description="The same without markup; empty where the page has no text.")


@object_type
class SearchResult(graphene.ObjectType):
    """A page that was found."""

    page = graphene.Field(lambda: node(PAGE), required=True, description="The page itself.")
    excerpt = WorkField(
        SearchExcerpt,
        work=Work.DOCUMENT,
        required=True,
        description="Where its text holds the words; its beginning where only its title or other names do.",
    )


@dataclass(frozen=True)
class Found:
    """A page that was found; the excerpt is there if it was asked for."""

    page: Page
    excerpt: Excerpt | None


def search_field() -> graphene.Field:
    """The root field."""
    return WorkField(
        lambda: connection_type(SearchResult),
        work=lambda given: Work.WORD * len(sought_by(given.get("query"))),
        query=graphene.Argument(graphene.String, required=True, description=QUERY_DESCRIPTION),
        types=graphene.Argument(
            graphene.List(graphene.NonNull(page_type_enum())),
            description="Find pages of these types only; of all types if not given, of none if empty.",
        ),
        **connection_arguments(),
        site=SITE_ARGUMENT,
        required=True,
        description=DESCRIPTION,
        resolver=resolve,
    )


def sought_by(query: Any) -> list[Term]:
    """The words that a search looks for; none where ``query`` is no text, or too long."""
    return terms(query) if isinstance(query, str) and len(query) <= SEARCH_TERM else []


def resolve(
    root: Any,
    info: GraphQLResolveInfo,
    query: str,
    types: list[Any] | None = None,
    site: str | None = None,
    **arguments: Any,
) -> ConnectionValue:
    if len(query) > SEARCH_TERM:
        raise ClientError(f"`query` has {len(query):,} characters; at most {SEARCH_TERM} are searched for. Shorten it.")
    reader = reader_for(info, site)
    reader.tags.sorted(Page)
    reader.tags.searched()
    sought = terms(searchable(query))
    walk = Walk(info, reader)
    nodes, kind = tuple(info.field_nodes), get_named_type(info.return_type)
    request = Request(walk, Places(nodes), kind, arguments)
    part = one_part(query, sought, models_of(types), reader, request)
    walk.run(part, kind, nodes)
    return part


def one_part(
    query: str, sought: list[Term], models: list[type[Page]], reader: Reader, request: Request
) -> ConnectionValue:
    """The part of the ranked list that the arguments ask for, without what has been hidden since it was ranked."""
    window, gate = Window.of(request.arguments), reader.gate
    search = fingerprint(words(query), (model._meta.label for model in models), gate.site.pk if gate.site else None)
    cursors = {name: getattr(window, name) for name in ("after", "before")}
    given = {name: searchable(text) for name, text in cursors.items() if text is not None}
    if given:
        sealed, ids, places = read_cursors(given, search, gate)
        public = reader.visible(ids)
        visible = [place for place, pk in enumerate(ids) if pk in public]
    else:
        ids = ranked(query, sought, models, reader) if sought and models else []
        sealed = seal(search, ids, gate) if shows_cursors(request) else ""
        visible, places = list(range(len(ids))), {}
    start, end = places.get("after", -1) + 1, places.get("before", len(ids))
    between = [place for place in visible if start <= place < end]
    asked = between[-window.size :] if window.backward else between[: window.size]
    if asked:
        start, end = asked[0], asked[-1] + 1
    rows = reader.fetch(PAGE, [ids[place] for place in asked])
    shown = [place for place in asked if ids[place] in rows]
    return ConnectionValue(
        nodes=results([rows[ids[place]] for place in shown], sought, reader, request),
        keys=shown,
        seal=partial(cursor, sealed),
        has_next_page=any(place >= end for place in visible),
        has_previous_page=any(place < start for place in visible),
        total_count=min(len(visible), MOST),
    )


def shows_cursors(request: Request) -> bool:
    """Whether somebody sees the seal."""
    ways = (("edges", "cursor"), ("pageInfo", "startCursor"), ("pageInfo", "endCursor"))
    return any(request.selects(*way) for way in ways)


def results(pages: list[Any], sought: list[Term], reader: Reader, request: Request) -> list[Found]:
    if request.selects("nodes", "excerpt") or request.selects("edges", "node", "excerpt"):
        return [Found(*each) for each in zip(pages, excerpts(pages, sought, reader), strict=True)]
    return [Found(page, None) for page in pages]
