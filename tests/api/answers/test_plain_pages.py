"""Home, standard and index pages: every field, whole answers."""

from __future__ import annotations

import pytest

from tests.api.conftest import Ask

from .clinic import Clinic
from .expected import COMMON, common


def test_every_field_of_the_home_page(clinic: Clinic, db: None, ask_every_field: Ask) -> None:
    query = """
    query { page(path: "/") { ...Common ... on HomePage { introduction hero { title } body { __typename } } } }
    """
    assert ask_every_field("HomePage", COMMON + query)["page"] == {
        **common(
            clinic["home"],
            [("Home", "/")],
            [
                ("ArticleIndexPage", "/articles/"),
                ("TreatmentIndexPage", "/treatments/"),
                ("ConcernIndexPage", "/concerns/"),
                ("LocationIndexPage", "/locations/"),
                ("ProviderIndexPage", "/providers/"),
                ("StandardPage", "/about-us/"),
            ],
            description="Skin care under a physician's eye.",
        ),
        "introduction": "Skin care under a physician's eye.",
        "hero": None,
        "body": [],
    }


def test_every_field_of_a_standard_page(clinic: Clinic, db: None, ask_every_field: Ask) -> None:
    query = """
    query {
      page(path: "/about-us/") {
        ...Common
        ... on StandardPage { introduction body { id blockType ... on QuoteBlock { text attribution } } }
      }
    }
    """
    assert ask_every_field("StandardPage", COMMON + query)["page"] == {
        **common(
            clinic["about"],
            [("Home", "/"), ("About us", "/about-us/")],
            [("StandardPage", "/about-us/our-team/")],
            description="What we stand for.",
        ),
        "introduction": "What we stand for.",
        "body": [
            {
                "id": "00000000-0000-4000-8000-000000000001",
                "blockType": "QuoteBlock",
                "text": "First, listen.",
                "attribution": "Ada Larch",
            }
        ],
    }


@pytest.mark.parametrize(
    ("name", "children"),
    [
        (
            "article",
            [
                ("ArticlePage", "/articles/your-first-peel/"),
                ("ComparisonArticlePage", "/articles/medical-spa-or-day-spa/"),
            ],
        ),
        (
            "treatment",
            [
                ("TreatmentPage", "/treatments/microneedling/"),
                ("TreatmentPage", "/treatments/chemical-peel/"),
                ("TreatmentPage", "/treatments/skin-renewal/"),
            ],
        ),
        ("concern", [("ConcernPage", "/concerns/fine-lines/"), ("ConcernPage", "/concerns/sun-spots/")]),
        ("location", [("LocationPage", "/locations/midtown/")]),
        ("provider", [("ProviderPage", "/providers/ada-larch/"), ("ProviderPage", "/providers/nina-reed/")]),
    ],
)
def test_every_field_of_an_index(
    clinic: Clinic, db: None, ask_every_field: Ask, name: str, children: list[tuple[str, str]]
) -> None:
    kind, path, title = f"{name.title()}IndexPage", f"/{name}s/", f"{name.title()}s"
    query = f'query {{ page(path: "{path}") {{ ...Common ... on {kind} {{ introduction }} }} }}'
    assert ask_every_field(kind, COMMON + query)["page"] == {
        **common(clinic[f"{name}s"], [("Home", "/"), (title, path)], children),
        "introduction": "",
    }
