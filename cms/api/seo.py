"""What search engines and shares need of a page, from the same fields that readers see.

An app says how a page type appears in JSON-LD: ``json_ld_loader`` on the model is the dotted path of a function that
takes the pages, the reader and their :class:`Facts` and gives ``{page.pk: [node, …]}``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

from cms.media.alt_text import placed

from .declarations import IMAGE
from .images import image_files, load_renditions
from .json_ld import Node, breadcrumb_list, document, image_object
from .lookahead import Request, Values
from .reader import Reader
from .tree import breadcrumbs

SHAPES = ("HERO", "CARD")
"""The presets an article's picture is offered in besides the one for shares: search engines choose a shape."""


@dataclass
class Facts:
    """What is known of a page when its JSON-LD is made. ``image`` and ``breadcrumbs`` are nodes of the same graph."""

    url: str
    canonical_url: str
    title: str
    description: str
    image: Node | None = None
    shapes: Sequence[str] = ()
    breadcrumbs: Node | None = None


def seo(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    """The ``Seo`` values of pages; pictures, breadcrumbs and JSON-LD only when they are asked for."""
    with_json = "jsonLd" in request.selected
    with_image = with_json or request.selects("openGraph", "image")
    images = share_images(parents, reader) if with_image else {}
    facts = {
        page.pk: Facts(
            url=reader.origin + reader.path_of(page),
            canonical_url=page.canonical_override or reader.origin + reader.path_of(page),
            title=page.seo_title or page.title,
            description=page.share_description(),
        )
        for page in parents
    }
    if with_json:
        add_nodes(parents, reader, facts, images)
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
    """The public picture to share of each page, as it is described there: its own choice, else its hero or portrait."""
    wanted = {page.pk: page.share_pictures() for page in parents}
    found = reader.fetch(IMAGE, [pk for choices in wanted.values() for pk, _ in choices])
    return {
        page: next((placed(found[pk], place) for pk, place in choices if pk in found), None)
        for page, choices in wanted.items()
    }


def add_nodes(parents: Sequence[Any], reader: Reader, facts: Mapping[Any, Facts], images: Mapping[Any, Any]) -> None:
    """Put the picture and the breadcrumbs of each page among its facts."""
    load_renditions([image for image in images.values() if image is not None], reader)
    trails = breadcrumbs(parents, reader)
    for pk, known in facts.items():
        known.breadcrumbs = breadcrumb_list(known.url, reader.origin, trails[pk])
        image = images.get(pk)
        if image is not None:
            known.image = image_object(image, "OPEN_GRAPH", f"{known.url}#image")
            files = [image_files(image, preset, "JPEG") for preset in SHAPES]
            known.shapes = [sizes[-1].url for sizes in files if sizes]


def json_ld(parents: Sequence[Any], reader: Reader, facts: dict[Any, Facts]) -> dict[Any, str]:
    """One JSON-LD document for each page."""
    by_loader: dict[str, list[Any]] = {}
    for page in parents:
        by_loader.setdefault(page.json_ld_loader, []).append(page)
    documents = {}
    for path, pages in by_loader.items():
        for pk, nodes in import_string(path)(pages, reader, facts).items():
            known = facts[pk]
            documents[pk] = document([*nodes, *filter(None, (known.image, known.breadcrumbs))])
    return documents
