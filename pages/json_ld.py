"""How pages appear in JSON-LD (schema.org): a WebPage each, an Article for articles, who speaks on the home page.

A page type says in ``schema_type`` and ``schema_anchor`` what it is about, so that others can refer to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cms.api.images import load_renditions
from cms.api.json_ld import TERMS, Node, image_object, present
from cms.api.loaders import children, declared_values, label_model
from cms.api.reader import Reader
from cms.api.rows import Columns
from cms.api.seo import Facts
from cms.api.statements import Among

from .loading import PROVIDER, organization
from .models import ComparisonArticlePage

SPECIALTIES = {"plastic surgery": f"{TERMS}/PlasticSurgery", "dermatology": f"{TERMS}/Dermatology"}
"""Specialties of certifications that schema.org knows, in its words."""

Nodes = dict[Any, list[Node]]
AllFacts = Mapping[Any, Facts]


def web_pages(pages: Sequence[Any], reader: Reader, facts: AllFacts) -> Nodes:
    """A WebPage for each page; a CollectionPage for those that hold a list."""
    return {page.pk: [web_page(page, facts[page.pk], page.schema_type)] for page in pages}


def web_page(page: Any, facts: Facts, kind: str = "WebPage", **more: Any) -> Node:
    """The node of a page itself."""
    node = {
        "@type": kind,
        "@id": f"{facts.url}#page",
        "url": facts.url,
        "name": facts.title,
        "description": facts.description,
        "primaryImageOfPage": to_node(facts.image),
        "datePublished": iso(page.first_published_at),
        "dateModified": iso(page.last_published_at),
        "breadcrumb": to_node(facts.breadcrumbs),
    }
    return present({**node, **more})


def home_pages(pages: Sequence[Any], reader: Reader, facts: AllFacts) -> Nodes:
    """A WebPage, the WebSite it belongs to, and the Organization that speaks there."""
    publisher = organization(reader)
    site = present(
        {
            "@type": "WebSite",
            "@id": f"{reader.origin}/#website",
            "url": f"{reader.origin}/",
            "name": publisher.public_name,
            "publisher": to_node(organization_reference(reader)),
        }
    )
    about: dict[str, Any] = {"isPartOf": to_node(site), "about": to_node(organization_reference(reader))}
    return {page.pk: [web_page(page, facts[page.pk], **about), site, whole_organization(reader)] for page in pages}


def whole_organization(reader: Reader) -> Node:
    """All that is public of the organization."""
    publisher = organization(reader)
    logo = declared_values("logo", [publisher], reader)[publisher.pk]
    load_renditions([logo] if logo else [], reader)
    return present(
        {
            **organization_reference(reader),
            "legalName": publisher.legal_name,
            "telephone": e164(publisher.phone_or_none),
            "logo": image_object(logo, "CARD", f"{reader.origin}/#logo") if logo else None,
            "sameAs": [link.url for link in children([publisher], "social_links")[publisher.pk]],
        }
    )


def organization_reference(reader: Reader) -> Node:
    """The organization as other nodes name it."""
    address = f"{reader.origin}/"
    name = organization(reader).public_name
    return {"@type": "Organization", "@id": f"{address}#organization", "name": name, "url": address}


def articles(pages: Sequence[Any], reader: Reader, facts: AllFacts) -> Nodes:
    """A page, medical where its content is, and its Article."""
    reader.fetch(PROVIDER, [pk for page in pages for pk in (page.author_id, page.reviewed_by_id)])
    sources, treatments, topics = (declared_values(name, pages, reader) for name in ("sources", "treatments", "topics"))
    comparisons = [page for page in pages if isinstance(page, ComparisonArticlePage)]
    subjects = children(comparisons, "subjects") if comparisons else {}
    nodes = {}
    for page in pages:
        known = facts[page.pk]
        article = present(
            {
                "@type": "Article",
                "@id": f"{known.url}#article",
                "headline": page.title,
                "description": known.description,
                "image": [*filter(None, [to_node(known.image)]), *known.shapes],
                "datePublished": page.published_on.isoformat(),
                "dateModified": iso(page.last_published_at),
                "author": author(page, reader),
                "publisher": organization_reference(reader),
                "mainEntityOfPage": {"@id": f"{known.url}#page"},
                "keywords": [topic.name for topic in topics[page.pk]],
                "about": [
                    *({"@type": "Thing", "name": row.name} for row in subjects.get(page.pk, ())),
                    *(reference(treatment, reader) for treatment in treatments[page.pk]),
                ],
                "citation": [citation(source) for source in sources[page.pk]],
            }
        )
        kind = "MedicalWebPage" if page.is_medical else "WebPage"
        page_node = web_page(page, known, kind, mainEntity=to_node(article), **review(page, reader))
        nodes[page.pk] = [page_node, article]
    return nodes


def review(page: Any, reader: Reader) -> Node:
    """Who reviewed a page and when; the reviewer only while they are public."""
    reviewer = reader.fetch(PROVIDER, [page.reviewed_by_id]).get(page.reviewed_by_id)
    return {"lastReviewed": iso(page.last_reviewed), "reviewedBy": person(reviewer, reader) if reviewer else None}


def author(page: Any, reader: Reader) -> Node:
    """A Person for a provider or a byline; the organization where it speaks itself."""
    provider = reader.fetch(PROVIDER, [page.author_id]).get(page.author_id)
    if provider is not None:
        return person(provider, reader)
    return {"@type": "Person", "name": page.byline} if page.byline else organization_reference(reader)


def person(provider: Any, reader: Reader) -> Node:
    """A provider as other nodes name them."""
    more = {"honorificSuffix": provider.post_nominals, "jobTitle": provider.job_title}
    return present({**reference(provider, reader), **more})


def specialties_of(providers: Iterable[Any], reader: Reader) -> dict[Any, list[str]]:
    """The specialties, in schema.org's words, in which each of ``providers`` (ids) is certified today."""
    model, ids, found = label_model("providers.Certification"), list(providers), dict[Any, list[str]]()
    if not ids:
        return found
    for row in reader.rows_where(
        "of providers", model, lambda: model.objects.filter(Among("provider_id")).order_by("issued", "pk"), ids=ids
    ):
        reader.tags.saw(row)
        term = SPECIALTIES.get(row.specialty.strip().lower())
        if term and term not in found.setdefault(row.provider_id, []):
            found[row.provider_id].append(term)
    return found


def reference(page: Any, reader: Reader) -> Node:
    """What a page is about, as other nodes name it."""
    url = reader.origin + reader.path_of(page)
    return {"@type": page.schema_type, "@id": f"{url}#{page.schema_anchor}", "name": page.title, "url": url}


def referred(model: Any) -> Columns:
    """The columns that :func:`reference` looks at."""
    return frozenset(("title", "url_path", *model.schema_columns))


def citation(source: Any) -> Node:
    """A source that a page rests on."""
    publisher = {"@type": "Organization", "name": source.publisher} if source.publisher else None
    return present(
        {
            "@type": "CreativeWork",
            "name": source.title,
            "url": source.working_url,
            "publisher": publisher,
            "datePublished": iso(source.published),
        }
    )


def to_node(node: Node | None) -> Node | None:
    """A pointer to another node of the graph."""
    return {"@id": node["@id"]} if node else None


def iso(value: Any) -> str | None:
    """A date or moment as the API's other fields give it."""
    return value.isoformat() if value else None


def e164(phone: Any) -> str | None:
    """A telephone number with its country's code."""
    return str(phone.as_e164) if phone else None
