"""How treatments and concerns appear in JSON-LD."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cms.api.connections import MAXIMUM_FIRST
from cms.api.json_ld import TERMS, Node, present
from cms.api.loaders import declared_values
from cms.api.reader import Reader
from cms.api.richtext import rich_texts
from pages.json_ld import (
    AllFacts,
    Nodes,
    author,
    citation,
    organization_reference,
    reference,
    referred,
    review,
    to_node,
    web_page,
)
from pages.loading import PROVIDER, SOURCE

from .models import ConcernPage, ProductBrand, TreatmentPage

PROCEDURE_TYPES = {
    TreatmentPage.Invasiveness.NONINVASIVE: f"{TERMS}/NoninvasiveProcedure",
    TreatmentPage.Invasiveness.PERCUTANEOUS: f"{TERMS}/PercutaneousProcedure",
}
"""schema.org has no type for surgery here: SurgicalProcedure is the node's own type."""
STEPS = {"preparation": "preparation", "howPerformed": "what_happens", "followup": "aftercare"}


def treatments(pages: Sequence[Any], reader: Reader, facts: AllFacts) -> Nodes:
    """A MedicalWebPage, and what it is about: a therapy or a surgical procedure, as a service that is offered."""
    reader.fetch(PROVIDER, [pk for page in pages for pk in (page.author_id, page.reviewed_by_id)])
    areas, brands, sources = (declared_values(name, pages, reader) for name in ("areas", "brands", "sources"))
    concerns = declared_values("concerns", pages, reader, referred(ConcernPage))
    parts = declared_values("composite_of", pages, reader, referred(TreatmentPage))
    labels = reader.fetch(SOURCE, [brand.label_source_id for rows in brands.values() for brand in rows])
    texts = iter(rich_texts([getattr(page, field) for page in pages for field in STEPS.values()], reader))
    nodes = {}
    for page in pages:
        known = facts[page.pk]
        treatment = present(
            {
                **reference(page, reader),
                "description": page.summary,
                "alternateName": page.alias_list,
                "image": to_node(known.image),
                "bodyLocation": [area.name for area in areas[page.pk]],
                **{name: next(texts).text for name in STEPS},
                "procedureType": PROCEDURE_TYPES.get(page.invasiveness),
                "drug": [] if page.is_surgical else [drug(row, labels) for row in brands[page.pk] if is_drug(row)],
                "isRelatedTo": [reference(part, reader) for part in parts[page.pk]],
                "provider": organization_reference(reader),
                "mainEntityOfPage": {"@id": f"{known.url}#page"},
            }
        )
        about = [reference(concern, reader) for concern in concerns[page.pk]]
        more = {"mainEntity": to_node(treatment), "about": about, "author": author(page, reader)}
        citations = [citation(source) for source in sources[page.pk]]
        page_node = web_page(page, known, "MedicalWebPage", **more, citation=citations, **review(page, reader))
        nodes[page.pk] = [page_node, treatment]
    return nodes


def is_drug(brand: Any) -> bool:
    return bool(brand.regulated_as == ProductBrand.RegulatedAs.DRUG)


def drug(brand: Any, labels: dict[Any, Any]) -> Node:
    """A product that is a drug in the eyes of the FDA."""
    label = labels.get(brand.label_source_id)
    return present(
        {
            "@type": "Drug",
            "name": brand.display_name,
            "nonProprietaryName": brand.generic_name,
            "prescriptionStatus": f"{TERMS}/PrescriptionOnly" if brand.prescription_only else None,
            "manufacturer": {"@type": "Organization", "name": brand.maker} if brand.maker else None,
            "prescribingInfo": label.working_url if label else None,
        }
    )


def concerns(pages: Sequence[Any], reader: Reader, facts: AllFacts) -> Nodes:
    """A MedicalCondition where the concern truly is one, else a DefinedTerm, and its page."""
    areas = declared_values("areas", pages, reader)
    helping = declared_values("treatments", pages, reader, referred(TreatmentPage), first=MAXIMUM_FIRST)
    nodes = {}
    for page in pages:
        known = facts[page.pk]
        node = {
            **reference(page, reader),
            "description": page.introduction,
            "alternateName": list(filter(None, [page.clinical_name, *page.synonym_list])),
            "mainEntityOfPage": {"@id": f"{known.url}#page"},
        }
        if page.is_medical:
            node["associatedAnatomy"] = [{"@type": "AnatomicalStructure", "name": area.name} for area in areas[page.pk]]
            therapies = [treatment for treatment in helping[page.pk] if not treatment.is_surgical]
            node["possibleTreatment"] = [reference(treatment, reader) for treatment in therapies]
        kind = "MedicalWebPage" if page.is_medical else "WebPage"
        nodes[page.pk] = [web_page(page, known, kind, mainEntity=to_node(node)), present(node)]
    return nodes
