"""All public content, as the API gives it: each query with its answer and the tags of the answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.test import RequestFactory
from graphql import DocumentNode, GraphQLEnumType, GraphQLField, OperationDefinitionNode, get_named_type, parse
from wagtail.models import Page

from cms.api.execution import Variants, execute
from cms.api.roots import tags_of
from cms.api.schema import schema
from tests.api.hidden.walker import Walker, braces
from tests.api.selections import TRANSPARENT, beyond, connection, definition_of, is_relation

LISTS = ("pages", "treatments", "articles", "comparisons", "concerns", "locations", "providers")
WORDS = ("peel", "laser", "home", "doctor", "larch")
WITHOUT_ROWS = ("totalCount", "pageInfo { hasNextPage hasPreviousPage endCursor }", "edges { cursor }")
"""What can be asked of a list that tells of none of its rows."""

SLUGS = {
    "slugs": "wagtailcore.Page",
    "concerns": "treatments.ConcernPage",
    "treatments": "treatments.TreatmentPage",
    "locations": "locations.LocationPage",
    "providers": "providers.ProviderPage",
    "authors": "providers.ProviderPage",
    "areas": "treatments.BodyArea",
    "brands": "treatments.ProductBrand",
    "topics": "pages.Topic",
    "boards": "providers.IssuingBoard",
}
"""The models whose rows conditions of filters name: by their slugs, boards by their ids."""
IN_TREE = ("parent", "under")
TREE = ("/", "/treatments/", "/none/")

Answer = tuple[str, frozenset[str]]
Query = tuple[str, dict[str, Any]]
"""A text, and its variables."""


@dataclass
class Reader:
    """Asks for all there is; ``paths`` are those to look for beside the ones that pages are at."""

    paths: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        built = schema().graphql_schema
        self.walker = Walker(built, {}, {})
        self.fragments = parse(" ".join(self.walker.fragments())).definitions
        self.known: dict[str, Variants] = {}
        kinds = built.get_possible_types(built.type_map["PageInterface"])  # type: ignore[arg-type]
        self.kinds = {kind.graphene_type._meta.model: kind for kind in kinds}  # type: ignore[attr-defined]
        page = " ".join(f"... on {kind.name} {{ ...near_{kind.name} }}" for kind in kinds)
        self.page = f"query($id: ID) {{ page(id: $id) {{ {page} }} }}"

    def queries(self) -> dict[str, Query]:
        """By name: one for each page, for each path, for each list, and for what the site has once."""
        found = {
            f"route {path}": f'route(path: "{path}") {{ path redirect {{ to permanent }} page {{ id }} }}'
            for path in self.paths
        }
        row = "nodes { id title path lastPublishedAt } totalCount"
        found |= {f"list {name}": f"{name}(first: 100) {{ {row} }}" for name in LISTS}
        found |= {
            f"search {word}": f'search(query: "{word}") {{ nodes {{ page {{ id title }} excerpt {{ text }} }} }}'
            for word in WORDS
        }
        found["sitemap"] = "sitemap(first: 100) { nodes { path url lastModified } }"
        found["redirects"] = "redirects(first: 100) { nodes { from to permanent } }"
        found["menu"] = 'navigation(handle: "main") { label url page { id title } children { label url } }'
        found["organization"] = "organization { ...near_Organization }"
        pages = {f"page {pk}": (self.page, {"id": str(pk)}) for pk in Page.objects.values_list("pk", flat=True)}
        return pages | {name: (f"{{ {query} }}", {}) for name, query in found.items()}

    def narrow(self, random: Random) -> Query:
        """One value of one field of one page, if any is left: no other field's tags make up for those that it lacks."""
        pages = sorted(Page.objects.filter(depth__gt=2).values_list("pk", "content_type"))
        if not pages:
            return '{ page(path: "/") { id } }', {}
        pk, content_type = random.choice(pages)
        kind = self.kinds[ContentType.objects.get_for_id(content_type).model_class()]
        name = random.choice([name for name in kind.fields if name not in TRANSPARENT])
        definition = kind.fields[name]
        least = self.least(definition, random) if is_relation(definition) else ""
        call = self.walker.call((kind.name, name), least)
        return f"query($id: ID) {{ page(id: $id) {{ ... on {kind.name} {{ {call} }} }} }}", {"id": str(pk)}

    def filtered(self, random: Random) -> Query:
        """How many rows of a list meet one condition of its filter."""
        name = random.choice(LISTS)
        conditions = get_named_type(definition_of(schema().graphql_schema, ("Query", name)).args["filter"].type).fields
        condition = random.choice([each for each in conditions if each not in {"and", "or", "not"}])
        kind = get_named_type(conditions[condition].type)
        value: str
        if isinstance(kind, GraphQLEnumType):
            value = random.choice(sorted(kind.values))
        elif condition in SLUGS:
            column = "pk" if condition == "boards" else "slug"
            rows = apps.get_model(SLUGS[condition])._default_manager.order_by("pk").values_list(column, flat=True)
            value = json.dumps(str(random.choice(list(rows) or ["none"])))
        elif kind.name == "Boolean":
            value = random.choice(("true", "false"))
        else:
            choices = {"Date": ("2026-03-04", "2020-01-01")}.get(kind.name, TREE if condition in IN_TREE else WORDS)
            value = json.dumps(random.choice(choices))
        return f"{{ {name}(filter: {{{condition}: {value}}}) {{ totalCount }} }}", {}

    def part(self, random: Random) -> Query:
        """What a part of a list tells without its rows."""
        name = random.choice((*LISTS, "sitemap", "redirects", "changes"))
        orders = definition_of(schema().graphql_schema, ("Query", name)).args.get("orderBy")
        values = sorted(get_named_type(orders.type).values) if orders is not None else []
        given = [f"{random.choice(('first', 'last'))}: {random.choice((1, 2, 100))}"]
        given += [f"orderBy: [{random.choice(values)}]"] if values else []
        return f"{{ {name}({', '.join(given)}) {{ {random.choice(WITHOUT_ROWS)} }} }}", {}

    def least(self, definition: GraphQLField, random: Random) -> str:
        """A selection of one value of each type that a field leads to."""
        built = schema().graphql_schema
        inner = braces(
            f"... on {one.name} {{ {random.choice(self.walker.leaves(one) or ['__typename'])} }}"
            for one in beyond(built, definition)
        )
        return braces([random.choice((f"nodes {inner}", *WITHOUT_ROWS))]) if connection(definition) else inner

    def variants(self, text: str) -> Variants:
        """What the API keeps of a document, so that it is taken apart but once."""
        if text not in self.known:
            [definition] = parse(text).definitions
            assert isinstance(definition, OperationDefinitionNode)
            shared = self.fragments if "...near_" in text else ()
            document = DocumentNode(definitions=(definition, *shared))
            self.known[text] = Variants(schema().graphql_schema, document, definition)
        return self.known[text]

    def read(self) -> dict[str, Answer]:
        """Every answer, with the tags that would have a cache forget it."""
        answers: dict[str, Answer] = {}
        for name, (text, variables) in self.queries().items():
            request = RequestFactory().post("/graphql/")
            result = execute(self.variants(text), variables, request)
            assert not result.errors, (name, result.errors)
            answers[name] = json.dumps(result.data, default=str), frozenset(tags_of(request).all())
        return answers
