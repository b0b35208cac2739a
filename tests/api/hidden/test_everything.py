"""One query that selects every field of every page type and every block at once."""

from __future__ import annotations

from graphql import GraphQLObjectType, get_named_type, is_composite_type, is_required_argument

from cms.api.documents import checked
from cms.api.schema import schema
from tests.api.conftest import Ask
from tests.api.selections import selected

from .world import PAGE_TYPES, World

BUILT = schema().graphql_schema


def members(interface: str) -> list[GraphQLObjectType]:
    return list(BUILT.get_possible_types(BUILT.type_map[interface]))  # type: ignore[arg-type]


def every_field(kind: GraphQLObjectType) -> str:
    fields = []
    for name, field in kind.fields.items():
        assert not any(map(is_required_argument, field.args.values()))
        inner = "{ ...block }" if name == "body" else "{ __typename }"
        fields.append(f"{name} {inner}" if is_composite_type(get_named_type(field.type)) else name)
    return f"... on {kind.name} {{ {' '.join(fields)} }}"


def everything() -> str:
    blocks = " ".join(map(every_field, members("Block")))
    pages = " ".join(map(every_field, members("PageInterface")))
    return f"{{ pages(first: 100) {{ nodes {{ {pages} }} }} }} fragment block on Block {{ {blocks} }}"


def test_it_is_valid_within_the_limits_and_answers(world: World, db: None, ask: Ask, any_cost: None) -> None:
    found = checked(everything())
    assert found.errors == ()
    assert found.document is not None
    kinds = {kind.name: kind for kind in (*members("PageInterface"), *members("Block"))}
    fields = {relation for relation in selected(BUILT, found.document).fields if relation[0] in kinds}
    assert fields == {(name, field) for name, kind in kinds.items() for field in kind.fields}

    nodes = ask(everything())["pages"]["nodes"]

    assert {node["pageType"] for node in nodes} == set(PAGE_TYPES)
    blocks = {block["blockType"] for node in nodes for block in node.get("body", ())}
    assert blocks == {kind.name for kind in members("Block")}
    for node in nodes:
        assert set(node) == set(kinds[node["pageType"]].fields)
