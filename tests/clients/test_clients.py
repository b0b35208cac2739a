"""Real clients ask a real server: the specification's audits, generated types, Apollo Client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import ArticlePageFactory, ImageFactory, TreatmentPageFactory, make_site, stored_blocks

from .conftest import node

pytestmark = [pytest.mark.clients, pytest.mark.once]

Run = Callable[..., Any]
TITLES = ["Chemical peel", "Dermal filler"]


@pytest.fixture
def content(transactional_db: None) -> None:
    make_site(title="Larkfield")
    for title in TITLES:
        TreatmentPageFactory(title=title)


@pytest.mark.postgresql
def test_every_audit_of_graphql_over_http_passes(server: str, content: None, run_json: Run) -> None:
    results = run_json("audit.mjs", server)
    failed = [(one["id"], one["name"], one["reason"]) for one in results if one["status"] != "ok"]
    assert failed == []
    assert Counter((one["name"].split()[0], one["status"]) for one in results) == {
        ("MUST", "ok"): 13,
        ("SHOULD", "ok"): 23,
        ("MAY", "ok"): 25,
    }


def test_the_ready_queries_have_types_that_a_strict_website_compiles_with(generated: None) -> None:
    assert node("node_modules/.bin/tsc", "--project", ".") == ""


@pytest.mark.postgresql
def test_apollo_client_is_served_and_shows_our_errors(
    server: str, content: None, generated: None, run_json: Run
) -> None:
    parts = ("post", "get", "unknown_field", "too_many", "too_many_by_get", "cache")
    assert run_json("apollo.mjs", server, *parts) == {
        "post": {"titles": TITLES, "wire": [["POST", "text", 200]]},
        "get": {"titles": TITLES, "wire": [["GET", "text", 200]]},
        "unknown_field": {
            "errors": [
                {
                    "message": 'Cannot query field "nme" on type "Organization". Did you mean "name"?',
                    "code": "GRAPHQL_VALIDATION_FAILED",
                }
            ],
            "wire": [["POST", "text", 400]],
        },
        "too_many": {
            "errors": [{"message": "`first` must be between 1 and 100; it is 101.", "code": "BAD_REQUEST"}],
            "wire": [["POST", "text", 200]],
        },
        "too_many_by_get": {
            "errors": [{"message": "`first` must be between 1 and 100; it is 101.", "code": "BAD_REQUEST"}],
            "wire": [["GET", "text", 200]],
        },
        "cache": {"title": "Larkfield", "wire": [["POST", "text", 200]]},
    }


@pytest.mark.postgresql
def test_apollo_client_keeps_the_words_a_picture_has_in_each_place(
    server: str, content: None, generated: None, run_json: Run
) -> None:
    leaf = ImageFactory(description="A leaf", rendered=False)
    blocks = (("image", {"image": leaf.pk}), ("image", {"image": leaf.pk, "alt": "In fall"}))
    ArticlePageFactory(slug="leaves", hero=leaf, hero_alt="Before our door", body=stored_blocks(*blocks))
    words = ["Before our door", "A leaf", "In fall"]
    assert run_json("apollo.mjs", server, "alts") == {"alts": {"came": words, "kept": words}}


@pytest.mark.postgresql
def test_apollo_client_sends_a_querys_text_once(server: str, content: None, generated: None, run_json: Run) -> None:
    pytest.importorskip("cms.api.trusted")
    assert run_json("apollo.mjs", server, "hash_unknown", "hash_known") == {
        "hash_unknown": {"titles": TITLES, "wire": [["GET", "hash", 400], ["POST", "text", 200]]},
        "hash_known": {"titles": TITLES, "wire": [["GET", "hash", 200]]},
    }
