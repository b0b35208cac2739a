"""What search engines and shares need of a page, from the same fields that readers see.

An app says how a page type appears in JSON-LD: ``json_ld_loader`` on the model is the dotted path of a function that
takes the pages, the reader and their :class:`Facts` and gives ``{page.pk: [node, …]}``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.module_loading import import_string

from .declarations import IMAGE
from .images import image_files, load_renditions
from .lookahead import Request, Values
from .reader import Reader
from .tree import breadcrumbs


@dataclass
class Facts:
    """What is known of a page when its JSON-LD is made."""

    url: str
    canonical_url: str
    title: str
    description: str
    origin: str
    image_url: str | None
    breadcrumbs: list[dict[str, str]]


def seo(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    """The ``Seo`` values of pages; pictures, breadcrumbs and JSON-LD only when they are asked for."""
    with_json = "jsonLd" in request.selected
    with_image = with_json or request.selects("openGraph", "image")
    images = share_images(parents, reader) if with_image else {}
    trails = breadcrumbs(parents, reader) if with_json else {}
    if with_json:
        load_renditions([image for image in images.values() if image is not None], reader)
    facts = {
        page.pk: Facts(
            url=reader.origin + reader.path_of(page),
            canonical_url=page.canonical_override or reader.origin + reader.path_of(page),
            title=page.seo_title or page.title,
            description=page.share_description(),
            origin=reader.origin,
            image_url=share_url(images.get(page.pk)) if with_json else None,
            breadcrumbs=trails.get(page.pk, []),
        )
        for page in parents
    }
    graphs = json_ld(parents, reader, facts) if with_json else {}
    return {page.pk: seo_value(page, facts[page.pk], images.get(page.pk), graphs.get(page.pk)) for page in parents}


def seo_value(page: Any, facts: Facts, image: Any, graph: str | None) -> dict[str, Any]:
    return {
        "title": facts.title,
        "description": facts.description,
        "canonical_url": facts.canonical_url,
        "robots": "noindex, follow" if page.hide_from_search_engines else "index, follow",
        "open_graph": {"title": facts.title, "description": facts.description, "image": image},
        "json_ld": graph,
    }


def share_images(parents: Sequence[Any], reader: Reader) -> dict[Any, Any]:
    """The public picture to share of each page: its own choice, else its hero or portrait."""
    wanted = {page.pk: [page.social_image_id, page.hero_id_or_none()] for page in parents}
    found = reader.fetch(IMAGE, [pk for pair in wanted.values() for pk in pair])
    return {page: next((found[pk] for pk in pair if pk in found), None) for page, pair in wanted.items()}


def share_url(image: Any) -> str | None:
    files = image_files(image, "OPEN_GRAPH", "JPEG") if image is not None else []
    return files[-1].url if files else None


def json_ld(parents: Sequence[Any], reader: Reader, facts: dict[Any, Facts]) -> dict[Any, str]:
    """One JSON-LD document for each page, safe inside a script element."""
    by_loader: dict[str, list[Any]] = {}
    for page in parents:
        by_loader.setdefault(page.json_ld_loader, []).append(page)
    documents = {}
    for path, pages in by_loader.items():
        for pk, nodes in import_string(path)(pages, reader, facts).items():
            graph = {"@context": "https://schema.org", "@graph": [*nodes, breadcrumb_list(facts[pk])]}
            documents[pk] = orjson.dumps(graph).decode().replace("<", "\\u003c")
    return documents


def breadcrumb_list(facts: Facts) -> dict[str, Any]:
    """schema.org BreadcrumbList; positions start at 1."""
    return {
        "@type": "BreadcrumbList",
        "@id": f"{facts.url}#breadcrumbs",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": step["title"], "item": facts.origin + step["path"]}
            for position, step in enumerate(facts.breadcrumbs, start=1)
        ],
    }
