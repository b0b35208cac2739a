"""Nothing hidden is told by any field, over any relation, over any two relations one after the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Q
from django.test import RequestFactory
from graphql import DocumentNode, GraphQLObjectType, build_schema, execute_sync, get_operation_ast, parse

from cms.api import everywhere, visibility
from cms.api.execution import Variants, execute
from cms.api.schema import schema
from tests.api.selections import Pair, Relation, beyond, connection, definition_of, pairs, relations, selected

from .walker import Reading, Walker
from .world import MARK, REASONS, World, point_at

CONTRACT = build_schema((Path(__file__).parents[3] / "schema.graphql").read_text())
"""What front ends were told, to compare with what the queries read."""

ROOTS = {
    "treatment": "TreatmentPage",
    "concern": "ConcernPage",
    "location": "LocationPage",
    "provider": "ProviderPage",
    "article": "ArticlePage",
    "comparison": "ComparisonArticlePage",
}
FOUND = ("home", "standard", "article", "comparison", "treatment", "concern", "location", "provider")
"""Words that find the pages of each type."""
pytestmark = pytest.mark.usefixtures("any_cost")

HIDEABLE = {
    "Announcement",
    "Author",
    "Availability",
    "Breadcrumb",
    "Credential",
    "Disclaimer",
    "Document",
    "Image",
    "NavigationItem",
    "Redirect",
    "SearchExcerpt",
}
"""Types besides pages and routes of which there are hidden ones, or ones that name something hidden."""


@pytest.fixture(scope="module")
def documents(world: World) -> list[DocumentNode]:
    starts = {kind: 2 if kind in {"StandardPage", "TreatmentPage"} else 1 for kind in world.pages}
    return list(walker(world, {kind: world.pages[kind][:number] for kind, number in starts.items()}).documents())


def walker(world: World, starts: dict[str, list[Any]]) -> Walker:
    paths = [page.url_path.removeprefix("/larch-hill") for page in map(world.first, world.pages)]
    hidden = world.hidden["TreatmentPage"]["draft"].url_path.removeprefix("/larch-hill")
    return Walker(
        schema().graphql_schema,
        roots={
            **{name: [f'(slug: "{world.first(kind).slug}")'] for name, kind in ROOTS.items()},
            **{f"{name}s": ["(first: 100)"] for name in (*ROOTS, "page", "redirect")},
            "sitemap": ["(first: 100)"],
            "changes": ["(first: 100)"],
            "page": [f'(path: "{path}")' for path in paths],
            "route": [f'(path: "{path}")' for path in (*paths, "/old/", "/old-0/", hidden)],
            "organization": [""],
            "navigation": ['(handle: "main")'],
            "search": [f'(query: "{word}", first: 100)' for word in (MARK, *FOUND)],
        },
        pages={kind: [page.pk for page in pages] for kind, pages in starts.items()},
    )


def read(documents: list[DocumentNode]) -> Reading:
    reading = Reading(schema().graphql_schema, MARK)
    for document in documents:
        operation = get_operation_ast(document)
        assert operation is not None
        result = execute(Variants(reading.schema, document, operation), {}, RequestFactory().get("/graphql/"))
        assert not result.errors, result.errors
        reading.read(result.data)
    return reading


def tells_nothing(reading: Reading, world: World) -> None:
    """The mark is nowhere, and nothing hidden is there under its id."""
    assert reading.leaks == []
    hidden = {(type(page).__name__, str(page.pk)) for page in world.every_hidden_page()}
    hidden |= {("Image", str(image.pk)) for image in world.hidden_images}
    hidden |= {("Document", str(document.pk)) for document in world.hidden_documents}
    assert reading.ids & hidden == set()


def test_every_pair_of_relations_is_read(documents: list[DocumentNode], db: None, tell: Callable[[str], None]) -> None:
    covered: set[Pair] = set()
    for document in documents:
        covered |= selected(schema().graphql_schema, document).pairs
    expected = set(pairs(CONTRACT))
    tell(f"pairs covered = {len(covered)}, pairs in the SDL = {len(expected)}")
    assert covered == expected


def test_every_field_is_read(documents: list[DocumentNode], db: None) -> None:
    fields: set[Relation] = set()
    for document in documents:
        fields |= selected(schema().graphql_schema, document).fields
    assert fields == {(kind.name, name) for kind in object_types() for name in kind.fields}


def object_types() -> list[GraphQLObjectType]:
    kinds = CONTRACT.type_map.values()
    return [kind for kind in kinds if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")]


def test_what_may_be_seen_is_seen_over_every_pair_and_nothing_else_is(
    world: World, documents: list[DocumentNode], db: None, tell: Callable[[str], None]
) -> None:
    reading = read(documents)

    tells_nothing(reading, world)
    assert reading.reached == set(relations(CONTRACT))
    may_exist = {pair for pair in pairs(CONTRACT) if may_hold(pair)}
    met = reading.reached_pairs & may_exist
    tell(f"pairs that led somewhere = {len(met)} of {len(may_exist)} that the page tree allows")
    assert may_exist - reading.reached_pairs == set()


def test_single_references_to_hidden_things_tell_nothing(
    world: World, documents: list[DocumentNode], db: None, soak: bool
) -> None:
    """Each reference leads to another hidden thing each turn: one turn has all reasons, seven all pairings."""
    for turn in range(len(REASONS) if soak else 1):
        point_at(world, turn)
        tells_nothing(read(documents), world)


def test_the_mark_was_on_every_relation(
    world: World, db: None, monkeypatch: pytest.MonkeyPatch, tell: Callable[[str], None]
) -> None:
    """With the gate open the same content gives the mark away on every relation to something that can be hidden."""
    for name in ("pages", "media", "dated"):
        monkeypatch.setattr(visibility.Gate, name, lambda *_: Q())
    for model in visibility._rules:
        monkeypatch.setitem(visibility._rules, model, lambda _: Q())
    monkeypatch.setattr(everywhere, "seen", {})  # statements are compiled with the gate as it was
    point_at(world, 0)

    starts = {
        kind: [*pages, *world.below_hidden[kind], world.hidden[kind]["draft"]] for kind, pages in world.pages.items()
    }
    marked = read(list(walker(world, starts).documents("near"))).marked

    can_be_hidden = {relation for relation in relations(CONTRACT) if leads_to_something_hideable(relation)}
    tell(f"relations planted = {len(marked & can_be_hidden)} of {len(can_be_hidden)} to what can be hidden")
    assert sorted(can_be_hidden - marked) == []


def leads_to_something_hideable(relation: Relation) -> bool:
    targets = {kind.name for kind in beyond(CONTRACT, definition_of(CONTRACT, relation))}
    by_key = relation[0] == "Query" and not connection(definition_of(CONTRACT, relation))
    return not by_key and any(name.endswith("Page") or name in HIDEABLE for name in targets)


def may_hold(pair: Pair) -> bool:
    """Whether the rules of the page tree, and of menus, allow content in which both relations lead somewhere."""
    first, second = pair
    if first == second == ("NavigationItem", "children"):
        return False  # menus have two levels
    targets = [kind.name for kind in beyond(CONTRACT, definition_of(CONTRACT, second))]
    return allowed(first, second[0]) and any(allowed(second, target) for target in targets)


def allowed(relation: Relation, target: str) -> bool:
    kind, name = relation
    models: dict[str, Any] = {model.__name__: model for model in apps.get_models()}
    if name == "children" and target.endswith("Page"):
        return models[target] in models[kind].clean_subpage_models()
    if name == "parent" and target.endswith("Page"):
        return models[target] in models[kind].clean_parent_page_models()
    return True


def test_nothing_hidden_is_found_by_its_key(world: World, db: None) -> None:
    asked: list[str] = []
    elsewhere = {pages[reason].pk for pages in world.hidden.values() for reason in ("other site", "nested site")}
    for position, page in enumerate(world.every_hidden_page()):
        path = page.url_path.removeprefix("/larch-hill")
        single = [name for name, kind in ROOTS.items() if kind == type(page).__name__]
        asked += [f'page(path: "{path}")', f'page(id: "{page.pk}")', f'route(path: "{path}")']
        asked += [f'{name}(slug: "{page.slug}")' for name in single]
        if page.pk not in elsewhere:
            asked.append(f'route(path: "/old-{position}/")')
    query = " ".join(f"a{number}: {field} {{ __typename }}" for number, field in enumerate(asked))
    result = execute_sync(schema().graphql_schema, parse(f"{{ {query} }}"), context_value=RequestFactory().get("/"))
    assert result.errors is None
    assert set(result.data.values()) == {None}
    assert len(asked) == 91 * 4 + 6 * 7 - len(elsewhere)
