"""A small clinic to search, and the queries that do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any

import pytest

from tests import factories as make
from tests.admin.conftest import run_tasks
from tests.factories import SmallSite

FIND = """
query Find($words: String!, $types: [PageType!], $site: String) {
  search(query: $words, types: $types, site: $site, first: 100) { totalCount nodes { page { title } } }
}
"""
QUOTE = "query Quote($words: String!) { search(query: $words) { nodes { page { title } excerpt { html text } } } }"
PART = """
query Part($words: String!, $first: Int, $after: String, $types: [PageType!]) {
  search(query: $words, first: $first, after: $after, types: $types) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { page { title } } } nodes { page { title } }
  }
}
"""


@pytest.fixture(scope="module")
def clinic(kept_site: SmallSite, lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[SimpleNamespace]:
    """A few pages that share words, indexed."""
    with lasting():
        feet = make.ConcernPageFactory(title="Crow’s feet", clinical_name="Canthal rhytids", synonyms="Laugh lines")
        spots = make.ConcernPageFactory(title="Brown spots", synonyms="Age spots")
        botox = make.ProductBrandFactory(
            display_name="BOTOX® Cosmetic", plain_names="Botox", generic_name="onabotulinumtoxinA"
        )
        filler = make.ProductBrandFactory(display_name="JUVÉDERM®", plain_names="", generic_name="hyaluronic acid gel")
        toxin = make.TreatmentPageFactory(
            title="Neurotoxin injection", other_names="Wrinkle relaxers", concern_links=[feet], brand_links=[botox]
        )
        make.TreatmentPageFactory(title="Dermal filler", brand_links=[filler], concern_links=[spots])
        make.TreatmentPageFactory(
            title="Intense pulsed light", other_names="IPL\nPhotofacial", concern_links=[spots],
            device_links=[make.DeviceFactory(name="Lumenis M22")], area_links=[make.BodyAreaFactory(name="Décolleté")],
        )  # fmt: skip
        make.ArticlePageFactory(title="Photofacials, step by step", introduction="From booking to the last session.")
        make.ArticlePageFactory(title="Before you book", introduction="Ask who will hold the needle of Botox.")
        make.ComparisonArticlePageFactory(
            title="Two kinds of spa", subjects=[make.subject("a", "Resort"), make.subject("b", "Hammam")]
        )
        director = make.ProviderPageFactory(title="Dana Reyes", role="physician", languages="Portuguese")
        make.LocationPageFactory(
            title="Midtown", city="Decatur", parking="Behind the cedars.", medical_director=director
        )
        run_tasks()
        yield SimpleNamespace(feet=feet, botox=botox, toxin=toxin)


def titles(answer: dict[str, Any]) -> list[str]:
    return [node["page"]["title"] for node in answer["search"]["nodes"]]
