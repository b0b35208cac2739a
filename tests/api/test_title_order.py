"""Lists by title: capital and small letters alike, and the same order on every database."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

from locations.models import Availability
from tests.factories import (
    ConcernPageFactory,
    LocationPageFactory,
    ProviderPageFactory,
    TreatmentPageFactory,
    make_site,
)

from .conftest import Ask

TITLES = [
    "acne wash",
    "eMatrix",
    "Peel (light)",
    "Peel-off",
    "Radiofrequency",
    "RF microneedling",
    "Zinc",
    "\u00c9clat",
]
SAME = ["Peel-off", "PEEL-OFF", "peel-off"]


@pytest.fixture(scope="module", autouse=True)
def rows(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """One treatment, location, provider and concern for each title, made in no order, all of them together."""
    with lasting():
        make_site()
        mixed = random.Random(7).sample(TITLES, len(TITLES))
        concerns = [ConcernPageFactory(title=title, history=False) for title in mixed]
        providers = [ProviderPageFactory(title=title, role="physician", history=False) for title in mixed]
        locations = [LocationPageFactory(title=title, medical_director=providers[0], history=False) for title in mixed]
        treatments = [TreatmentPageFactory(title=title, concern_links=concerns, history=False) for title in mixed]
        Availability.objects.bulk_create(
            Availability(treatment=treatment, provider=provider, location=location)
            for treatment in treatments
            for provider in providers
            for location in locations
        )
        yield


@pytest.mark.parametrize("name", ["treatments", "concerns", "locations", "providers"])
@pytest.mark.parametrize("step", [1, 3, 100])
def test_root_lists_go_by_title_part_after_part(db: None, ask: Ask, name: str, step: int) -> None:
    query = f"""
    query ($after: String) {{
      {name}(first: {step}, after: $after) {{ nodes {{ title }} pageInfo {{ hasNextPage endCursor }} }}
    }}
    """
    part: dict[str, Any] = ask(query)[name]
    titles = [node["title"] for node in part["nodes"]]
    while part["pageInfo"]["hasNextPage"]:
        part = ask(query, after=part["pageInfo"]["endCursor"])[name]
        titles += [node["title"] for node in part["nodes"]]
    assert titles == TITLES


def test_of_titles_that_differ_in_capitals_only_the_older_comes_first(db: None, ask: Ask) -> None:
    for title in SAME[1:]:
        ConcernPageFactory(title=title, slug=f"peel-off-{SAME.index(title)}", history=False)
    query = "query ($after: String) { concerns(first: 4, after: $after) { nodes { title } pageInfo { endCursor } } }"
    first = ask(query)["concerns"]
    second = ask(query, after=first["pageInfo"]["endCursor"])["concerns"]
    titles = [node["title"] for part in (first, second) for node in part["nodes"]]
    assert titles == ["acne wash", "eMatrix", "Peel (light)", *SAME, "Radiofrequency", "RF microneedling"]


@pytest.mark.parametrize(
    ("root", "relation"),
    [
        ("treatments", "providers"),
        ("treatments", "locations"),
        ("concerns", "treatments(first: 20)"),
        ("locations", "treatments(first: 20)"),
        ("locations", "providers(first: 20)"),
        ("providers", "treatments(first: 20)"),
        ("providers", "locations"),
    ],
)
def test_relations_by_title_go_by_it_too(db: None, ask: Ask, root: str, relation: str) -> None:
    [node] = ask(f"{{ {root}(first: 1) {{ nodes {{ found: {relation} {{ title }} }} }} }}")[root]["nodes"]
    assert [found["title"] for found in node["found"]] == TITLES


def test_availability_goes_by_treatment_then_provider(db: None, ask: Ask) -> None:
    query = """
    query ($after: String) {
      locations(first: 1) {
        nodes {
          availability(first: 50, after: $after) {
            nodes { treatment { title } provider { title } } pageInfo { endCursor }
          }
        }
      }
    }
    """
    first = ask(query)["locations"]["nodes"][0]["availability"]
    second = ask(query, after=first["pageInfo"]["endCursor"])["locations"]["nodes"][0]["availability"]
    pairs = [(node["treatment"]["title"], node["provider"]["title"]) for node in (*first["nodes"], *second["nodes"])]
    assert pairs == [(treatment, provider) for treatment in TITLES for provider in TITLES]
