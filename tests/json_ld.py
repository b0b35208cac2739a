"""How tests read a page's JSON-LD."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Ask
from tests.vocabulary import absent, faults, nodes_of

QUERY = "query ($path: String!) { page(path: $path) { seo { jsonLd } } }"
EVERY = "{ pages(first: 100) { nodes { path pageType seo { jsonLd } } } }"


def graph_at(ask: Ask, path: str) -> list[dict[str, Any]]:
    return nodes_of(ask(QUERY, path=path)["page"]["seo"]["jsonLd"])


def node(graph: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """The one node of a type, or of a list of types that begins with it."""
    [found] = [node for node in graph if node["@type"] == kind or node["@type"][0] == kind]
    return found


def check_all(ask: Ask) -> tuple[set[str], list[str]]:
    """The types of all pages there are, and what is wrong in their graphs."""
    found = ask(EVERY)["pages"]["nodes"]
    graphs = {page["path"]: nodes_of(page["seo"]["jsonLd"]) for page in found}
    wrong = [f"{path}: {fault}" for path, graph in graphs.items() for fault in (*faults(graph), *absent(graph))]
    return {page["pageType"] for page in found}, wrong


PAGE_TYPES = {
    *("HomePage", "StandardPage", "ArticleIndexPage", "TreatmentIndexPage", "ConcernIndexPage", "LocationIndexPage"),
    *("ProviderIndexPage", "ArticlePage", "ComparisonArticlePage", "TreatmentPage", "ConcernPage", "LocationPage"),
    "ProviderPage",
}
