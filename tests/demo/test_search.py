"""What visitors of the demo clinic's website type, and what they find: the same on every database."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

QUERY = """
query Search($words: String!, $first: Int) {
  search(query: $words, first: $first) { totalCount nodes { page { __typename title path } excerpt { html } } }
}
"""


def search(words: str, first: int = 5) -> Any:
    body = json.dumps({"query": QUERY, "variables": {"words": words, "first": first}})
    response = Client().post("/graphql/", body, content_type="application/json")
    return response.json()["data"]["search"]


@pytest.mark.parametrize(
    ("words", "total", "first"),
    [
        (
            "Botox",
            3,
            [
                "Neurotoxin injection",
                "Liquid facelift",
                "Medical spa or day spa: which is right for your skin?",
            ],
        ),
        ("photofacial", 1, ["IPL photofacial"]),
        ("crows feet", 2, ["Crow's feet", "Neurotoxin injection"]),
        ("Juvéderm", 2, ["Dermal filler", "Liquid facelift"]),
        (
            "what helps with redness",
            18,
            [
                "Redness",
                "IPL photofacial",
                "BBL BroadBand Light",
                "Chemical peel",
                "Larkfield Plastic Surgery & Medical Spa",
            ],
        ),
        ("whitlock", 1, ["Teodora Whitlock"]),
        ("Decatur", 3, ["Larkfield Decatur", "Juniper Achebe-Ross", "Noor Valkenburg"]),
    ],
)
def test_the_first_results(demo: list[str], words: str, total: int, first: list[str]) -> None:
    found = search(words)
    assert (found["totalCount"], [node["page"]["title"] for node in found["nodes"]]) == (total, first)


def test_a_result_as_a_website_gets_it(demo: list[str]) -> None:
    assert search("crows feet", 1)["nodes"] == [
        {
            "page": {"__typename": "ConcernPage", "title": "Crow's feet", "path": "/concerns/crows-feet/"},
            "excerpt": {
                "html": "<mark>Crow&#x27;s</mark> <mark>feet</mark> fan out from the outer corners of the eyes. They "
                "begin as lines that show only in a smile, drawn by the ring of muscle that narrows the eye, and after "
                "years they remain faintly visible at rest as well. Small doses of neurotoxin …"
            },
        }
    ]
