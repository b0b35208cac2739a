"""JSON-LD of every page type, on rich content."""

from __future__ import annotations

import pytest

from tests.api.conftest import Ask
from tests.json_ld import PAGE_TYPES, check_all, graph_at, node

from .clinic import Clinic
from .expected import FRONT_END


def test_rich_content_is_said_in_schema_orgs_words(clinic: Clinic, db: None, ask: Ask) -> None:
    assert check_all(ask) == (PAGE_TYPES, [])


def test_a_physician_is_a_person_and_a_practice(clinic: Clinic, db: None, ask: Ask) -> None:
    graph = graph_at(ask, "/providers/ada-larch/")
    person, practice = node(graph, "Person"), node(graph, "IndividualPhysician")
    told = ask('{ provider(slug: "ada-larch") { credentials { label } locations { title path } displayName } }')
    provider = told["provider"]
    assert [held["name"] for held in person["hasCredential"]] == [held["label"] for held in provider["credentials"]]
    assert person["hasCredential"][0]["credentialCategory"] == "certification"
    assert person["hasCredential"][-1]["validIn"] == {"@type": "AdministrativeArea", "name": "GA"}
    assert [place["name"] for place in person["workLocation"]] == [place["title"] for place in provider["locations"]]
    assert practice["name"] == provider["displayName"]
    assert practice["practicesAt"] == person["workLocation"]
    assert practice["medicalSpecialty"] == ["https://schema.org/PlasticSurgery"]


@pytest.mark.parametrize("medical", [True, False])
def test_an_article_and_its_page(clinic: Clinic, db: None, ask: Ask, medical: bool) -> None:
    path = "/articles/medical-spa-or-day-spa/"
    type(clinic["comparison"]).objects.filter(pk=clinic["comparison"].pk).update(is_medical=medical)
    graph = graph_at(ask, path)
    assert [found["@type"] for found in graph] == [
        "MedicalWebPage" if medical else "WebPage",
        *("Article", "ImageObject", "BreadcrumbList"),
    ]
    article = node(graph, "Article")
    assert article["image"][0] == {"@id": f"{FRONT_END}{path}#image"}
    assert len(article["image"]) == 3
    assert [subject["name"] for subject in article["about"][:2]] == ["Medical spa", "Day spa"]
    assert node(graph, "ImageObject")["creditText"] == "Ida Moore"
    assert (graph[0]["lastReviewed"], graph[0]["reviewedBy"]["name"]) == ("2026-01-20", "Ada Larch")


@pytest.mark.parametrize(
    ("path", "kind", "recommended"),
    [
        (
            "/locations/midtown/",
            "MedicalClinic",
            {"geo", "openingHoursSpecification", "telephone", "url", "image", "hasMap", "parentOrganization"},
        ),
        ("/articles/medical-spa-or-day-spa/", "Article", {"image", "datePublished", "dateModified", "author"}),
        ("/articles/medical-spa-or-day-spa/", "ImageObject", {"creditText"}),
        ("/treatments/chemical-peel/", "MedicalWebPage", {"lastReviewed", "reviewedBy", "author", "citation"}),
        ("/providers/ada-larch/", "IndividualPhysician", {"address", "telephone", "medicalSpecialty", "practicesAt"}),
        ("/", "Organization", {"logo", "sameAs", "telephone"}),
    ],
)
def test_what_search_engines_recommend_is_there(
    clinic: Clinic, db: None, ask: Ask, path: str, kind: str, recommended: set[str]
) -> None:
    found = node(graph_at(ask, path), kind)
    assert recommended - set(found) == set()
    if kind == "Article":
        assert {"name", "url"} <= set(found["author"])
