"""The demo's first comparison, as a website's article route asks for it in one round trip."""

import json
import os
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client

from cms.media.models import MediaDocument, MediaImage
from cms.media.rendering import render_presets

PATH = "/articles/medical-spa-or-day-spa/"
QUERY = """
query ArticleByPath($path: String!) {
  route(path: $path) {
    redirect { to permanent }
    page {
      __typename title path seo { title description canonicalUrl jsonLd } breadcrumbs { title path }
      ... on ComparisonArticlePage {
        introduction
        hero {
          alt decorative credit
          rendition(preset: HERO, format: WEBP) { url width height }
          srcSet(preset: HERO, format: WEBP)
        }
        comparison {
          subjects { key name }
          criteria { key label cells { subjectKey verdict text source { title url } } }
          conclusion { html }
        }
        body {
          __typename
          ... on HeadingBlock { level text anchor }
          ... on RichTextBlock { html }
          ... on TreatmentSectionBlock {
            heading level html
            treatment {
              title path concerns { name slug } sessions { minimum maximum } brands { displayName genericName }
            }
          }
          ... on CalloutBlock { tone heading html }
          ... on CallToActionBlock { label url phone { e164 display } locations { title path } }
        }
        author { displayName path } reviewedBy { displayName credentials { label board { name } } path }
        lastReviewed nextReviewDue sources { title url publisher } related(first: 3) { nodes { title path } }
      }
    }
  }
  organization { name phone { e164 display } }
}
"""


def ask(path: str) -> dict[str, Any]:
    """The data of the golden query; there must be no error."""
    body = json.dumps({"query": QUERY, "variables": {"path": path}})
    response = Client().post("/graphql/", body, content_type="application/json")
    assert response.status_code == 200, response.content
    answer = json.loads(response.content)
    assert "errors" not in answer
    data: dict[str, Any] = answer["data"]
    return data


def test_one_query_answers_the_whole_comparison(demo: list[str]) -> None:
    data = ask(PATH)
    page = data["route"]["page"]

    assert page["title"] == "Medical spa or day spa: which is right for your skin?"
    assert len(page["comparison"]["criteria"]) == 11
    assert [len(row["cells"]) for row in page["comparison"]["criteria"]] == [2] * 11
    assert [block["treatment"]["path"] for block in page["body"] if block["__typename"] == "TreatmentSectionBlock"] == [
        "/treatments/chemical-peel/",
        "/treatments/neurotoxin-injection/",
        "/treatments/dermal-filler/",
    ]
    assert page["body"][-1] == {
        "__typename": "CallToActionBlock",
        "label": "Ask us which you need",
        "url": "https://book.larkfield.example/consultation",
        "phone": {"e164": "+14045550100", "display": "(404) 555-0100"},
        "locations": [
            {"title": "Larkfield Midtown Atlanta", "path": "/locations/midtown-atlanta/"},
            {"title": "Larkfield Alpharetta", "path": "/locations/alpharetta/"},
        ],
    }
    assert page["author"] == {"displayName": "Adaeze Lindqvist, MD", "path": "/providers/adaeze-lindqvist/"}
    assert page["reviewedBy"]["credentials"][0]["board"] == {"name": "American Board of Plastic Surgery"}
    assert len(page["sources"]) == 6
    assert [node["path"] for node in page["related"]["nodes"]][:2] == [
        "/articles/how-to-check-a-credential/",
        "/articles/neurotoxin-or-filler/",
    ]
    assert data["organization"] == {
        "name": "Larkfield Plastic Surgery & Medical Spa",
        "phone": {"e164": "+14045550100", "display": "(404) 555-0100"},
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/articles/med-spa-vs-day-spa/", PATH),
        ("/treatments/photofacial/", "/treatments/ipl/"),
        ("/concerns/age-spots/", "/concerns/brown-spots/"),
    ],
)
def test_moved_addresses_lead_on(demo: list[str], old: str, new: str) -> None:
    assert ask(old)["route"] == {"redirect": {"to": new, "permanent": True}, "page": None}


@pytest.mark.parametrize(
    "path",
    [
        "/articles/questions-before-filler/",
        "/articles/rf-microneedling-after-the-warning/",
        "/treatments/fractional-laser-resurfacing/",
    ],
)
def test_what_is_not_published_is_not_there(demo: list[str], path: str) -> None:
    assert ask(path)["route"] is None


PICTURE = """
{
  treatment(slug: "chemical-peel") { hero { id alt } }
  article(slug: "your-first-peel") { body { ... on TreatmentSectionBlock { image { id alt } } } }
}
"""


def test_a_picture_says_something_else_in_an_article_than_on_its_treatment(demo: list[str]) -> None:
    data = Client().post("/graphql/", {"query": PICTURE}, content_type="application/json").json()["data"]
    image = str(MediaImage.objects.get(title="Layers").pk)
    hero = "Wavy sheets of paper lie one upon another, from dark terracotta at the top to cream."
    here = "Sheets of paper lie one upon another, the uppermost dark and wavy: a peel loosens that layer alone."
    assert data["treatment"]["hero"] == {"id": image, "alt": hero}
    placed = {"id": f"{image}-dffe562f", "alt": here}
    assert [block for block in data["article"]["body"] if block] == [{"image": placed}]


@pytest.mark.s3
def test_its_pictures_are_in_the_store(demo: list[str]) -> None:
    render_presets(MediaImage.objects.get(title="Bottle and bowl"))
    hero = ask(PATH)["route"]["page"]["hero"]
    urls = [hero["rendition"]["url"], *(part.split()[0] for part in hero["srcSet"].split(", "))]

    assert os.environ["S3_BUCKET"]
    assert hero["alt"] == "A tall green bottle with leafy twigs stands beside a wide pale bowl, in front of an arch."
    assert len(urls) == 5
    for url in urls:
        response = requests.get(url, timeout=10)
        assert (response.status_code, response.headers["Content-Type"]) == (200, "image/webp")


def test_the_aftercare_sheet_can_be_had_by_everybody(demo: list[str]) -> None:
    query = """
    { article(slug: "your-first-peel") { body { ... on DocumentBlock {
      label document { title fileType fileSize url }
    } } } }
    """
    answer = Client().post("/graphql/", {"query": query}, content_type="application/json").json()
    [block] = [block for block in answer["data"]["article"]["body"] if block]
    url, size = block["document"].pop("url"), block["document"].pop("fileSize")
    assert block == {
        "label": "Aftercare on one sheet, to print",
        "document": {"title": "Aftercare for a light chemical peel", "fileType": "PDF"},
    }
    assert Client().get(urlsplit(url).path).status_code == 302
    assert MediaDocument.objects.get().file.size == size
