"""What the demo's pages say to search engines is in schema.org's words, and everything required is there."""

import json
from typing import Any

from django.test import Client

from tests.vocabulary import absent, every_node, faults, nodes_of, types_of

QUERY = """
query ($after: String) {
  pages(first: 50, after: $after) { pageInfo { hasNextPage endCursor } nodes { path seo { jsonLd } } }
}
"""


def every_page() -> dict[str, list[dict[str, Any]]]:
    """The graph of each page by its path."""
    graphs: dict[str, list[dict[str, Any]]] = {}
    after, more = None, True
    while more:
        body = json.dumps({"query": QUERY, "variables": {"after": after}})
        answer = json.loads(Client().post("/graphql/", body, content_type="application/json").content)
        pages = answer["data"]["pages"]
        graphs |= {page["path"]: nodes_of(page["seo"]["jsonLd"]) for page in pages["nodes"]}
        after, more = pages["pageInfo"]["endCursor"], pages["pageInfo"]["hasNextPage"]
    return graphs


def test_all_graphs_are_sound(demo: list[str]) -> None:
    graphs = every_page()

    assert len(graphs) > 60
    wrong = [f"{path}: {fault}" for path, graph in graphs.items() for fault in (*faults(graph), *absent(graph))]
    assert wrong == []
    kinds = {kind for graph in graphs.values() for node in every_node(graph) for kind in types_of(node)}
    assert kinds >= {
        *("WebPage", "MedicalWebPage", "CollectionPage", "ProfilePage", "WebSite", "Organization", "Article"),
        *("MedicalTherapy", "SurgicalProcedure", "Service", "MedicalCondition", "DefinedTerm", "Drug"),
        *("MedicalClinic", "PostalAddress", "GeoCoordinates", "OpeningHoursSpecification", "IndividualPhysician"),
        *("Person", "EducationalOccupationalCredential", "BreadcrumbList", "ListItem", "CreativeWork"),
    }
