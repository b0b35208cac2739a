"""How pages appear in JSON-LD (schema.org): a WebPage each, and an Article for articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cms.api.reader import Reader
from cms.api.seo import Facts

from .loading import authors, organization

Node = dict[str, Any]


def web_pages(pages: Sequence[Any], reader: Reader, facts: Mapping[Any, Facts]) -> dict[Any, list[Node]]:
    """A WebPage for each page."""
    return {page.pk: [web_page(page, facts[page.pk])] for page in pages}


def web_page(page: Any, facts: Facts) -> Node:
    return present(
        {
            "@type": "WebPage",
            "@id": f"{facts.url}#page",
            "url": facts.url,
            "name": facts.title,
            "description": facts.description,
            "image": facts.image_url,
            "datePublished": moment(page.first_published_at),
            "dateModified": moment(page.last_published_at),
            "breadcrumb": {"@id": f"{facts.url}#breadcrumbs"},
        }
    )


def articles(pages: Sequence[Any], reader: Reader, facts: Mapping[Any, Facts]) -> dict[Any, list[Node]]:
    """A WebPage and an Article for each article, with its author and publisher."""
    written_by = authors(pages, reader)
    publisher = {"@type": "Organization", "name": organization(reader).public_name, "url": reader.origin + "/"}
    return {
        page.pk: [
            web_page(page, facts[page.pk]),
            present(
                {
                    "@type": "Article",
                    "@id": f"{facts[page.pk].url}#article",
                    "headline": page.title,
                    "description": facts[page.pk].description,
                    "image": facts[page.pk].image_url,
                    "datePublished": page.published_on.isoformat(),
                    "dateModified": moment(page.last_published_at),
                    "author": author_node(written_by[page.pk], reader),
                    "publisher": publisher,
                    "mainEntityOfPage": {"@id": f"{facts[page.pk].url}#page"},
                }
            ),
        ]
        for page in pages
    }


def author_node(author: Mapping[str, str | None], reader: Reader) -> Node:
    """A Person for a provider or a byline; the organization where it speaks itself."""
    name = author["display_name"]
    if author["path"] is None and name == organization(reader).public_name:
        return {"@type": "Organization", "name": name, "url": reader.origin + "/"}
    return present({"@type": "Person", "name": name, "url": author["path"] and reader.origin + author["path"]})


def moment(value: Any) -> str | None:
    return value.isoformat() if value else None


def present(node: Node) -> Node:
    """``node`` without the properties that have no value."""
    return {key: value for key, value in node.items() if value}
