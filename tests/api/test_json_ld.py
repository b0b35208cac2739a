"""JSON-LD: what each page type says, and that it is said in schema.org's words."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.test import Client
from wagtail.models import PageViewRestriction

from tests.api.conftest import Ask
from tests.factories import (
    ArticlePageFactory,
    AvailabilityFactory,
    CertificationFactory,
    ComparisonArticlePageFactory,
    ConcernPageFactory,
    ImageFactory,
    LocationPageFactory,
    OrganizationFactory,
    ProductBrandFactory,
    ProviderPageFactory,
    SmallSite,
    SourceFactory,
    StandardPageFactory,
    TreatmentPageFactory,
    exception,
    hours,
)
from tests.json_ld import PAGE_TYPES, QUERY, check_all, graph_at, node
from tests.vocabulary import absent, faults, nodes_of

FRONT_END = "https://www.example.com"


def opening(opens: str, closes: str, *days: str) -> dict[str, Any]:
    named = {"dayOfWeek": [f"https://schema.org/{day}" for day in days]} if days else {}
    return {"@type": "OpeningHoursSpecification", **named, "opens": opens, "closes": closes}


def test_the_least_content_is_said_in_schema_orgs_words(site: SmallSite, ask: Ask) -> None:
    for factory in (StandardPageFactory, ArticlePageFactory, ComparisonArticlePageFactory, LocationPageFactory):
        factory()
    TreatmentPageFactory(kind="surgical")
    ConcernPageFactory(category="acne")
    ProviderPageFactory(role="physician", post_nominals="")
    assert check_all(ask) == (PAGE_TYPES, [])


def test_the_checks_find_what_is_wrong() -> None:
    graph = [
        {"@type": "MedicalSpa", "name": "x"},
        {"@type": "MedicalClinic", "name": "x", "branchOf": {"@type": "Organization", "name": "y"}, "colour": "red"},
        {"@type": "Person", "@id": "#a", "name": "x", "telephone": 1, "headline": "y", "worksFor": {"@id": "#b"}},
        {"@type": "MedicalTherapy", "procedureType": "https://schema.org/Surgery", "relevantSpecialty": "skin"},
        {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 0}]},
        {"@type": "AggregateRating", "ratingValue": 5},
    ]
    assert faults(graph) == [
        "types ['MedicalSpa']",
        "['MedicalClinic'] branchOf: is superseded by parentOrganization",
        "['MedicalClinic'] colour: is no property",
        "['Person'] telephone: 1 is none of ('Text',)",
        "['Person'] headline: belongs to ('CreativeWork',)",
        "['Person'] worksFor: {'@id': '#b'} is none of ('Organization',)",
        "['MedicalTherapy'] procedureType: 'https://schema.org/Surgery' is none of ('MedicalProcedureType',)",
        "['MedicalTherapy'] relevantSpecialty: 'skin' is none of ('MedicalSpecialty',)",
        "types ['AggregateRating']",
    ]
    assert absent([graph[1], graph[4]]) == ["MedicalClinic has no address", "BreadcrumbList has the positions [0]"]


def test_nothing_breaks_out_of_the_script_element(site: SmallSite, ask: Ask) -> None:
    name = "</script><script>alert(1)</script><!--"
    StandardPageFactory(title=name, slug="about", parent=site.home)
    found = ask(QUERY, path="/about/")["page"]["seo"]["jsonLd"]
    assert "<" not in found
    assert node(nodes_of(found), "WebPage")["name"] == name


def test_the_home_page_says_who_speaks(site: SmallSite, ask: Ask) -> None:
    logo = ImageFactory(description="A larch", credit="Ida Moore")
    OrganizationFactory(logo=logo)
    graph = graph_at(ask, "/")
    assert [found["@type"] for found in graph] == ["WebPage", "WebSite", "Organization"]
    organization = node(graph, "Organization")
    picture = organization.pop("logo")
    assert picture.pop("contentUrl").endswith(".jpg")
    assert picture == {
        "@type": "ImageObject",
        "@id": f"{FRONT_END}/#logo",
        "caption": "A larch",
        "creditText": "Ida Moore",
    }
    assert organization == {
        "@type": "Organization",
        "@id": f"{FRONT_END}/#organization",
        "name": "Larch Hill Medical Spa",
        "url": f"{FRONT_END}/",
        "legalName": "Larch Hill Aesthetics, LLC",
        "telephone": "+14045550100",
    }
    assert node(graph, "WebSite") == {
        "@type": "WebSite",
        "@id": f"{FRONT_END}/#website",
        "url": f"{FRONT_END}/",
        "name": "Larch Hill Medical Spa",
        "publisher": {"@id": f"{FRONT_END}/#organization"},
    }


def test_a_location_is_a_clinic_with_its_hours(site: SmallSite, ask: Ask) -> None:
    OrganizationFactory()
    director = ProviderPageFactory(title="Ada Larch", post_nominals="MD", role="physician")
    CertificationFactory(provider=director, specialty="Plastic Surgery")
    location = LocationPageFactory(
        title="Midtown",
        medical_director=director,
        hours=[
            *(hours(day, "09:00", "17:00") for day in (0, 1)),
            hours(4, "18:00", "01:00"),
            hours(6, "00:00", "00:00"),
            hours(0, "10:00", "14:00", season_from=date(2026, 7, 1), season_until=date(2026, 7, 31)),
            hours(1, "10:00", "14:00", season_from=date(2025, 7, 1), season_until=date(2025, 7, 31)),
        ],
        exceptions=[
            exception(date(2026, 3, 3)),
            exception(date(2026, 3, 5)),
            exception(date(2026, 3, 6), "10:00", "12:30"),
        ],
    )
    treatment = TreatmentPageFactory(title="Peel")
    row = AvailabilityFactory(treatment=treatment, provider=director, location=location, accepting_patients=False)
    clinic = node(graph_at(ask, "/locations/midtown/"), "MedicalClinic")
    here = f"{FRONT_END}/locations/midtown/"
    person = {
        "@type": "Person",
        "@id": f"{FRONT_END}/providers/ada-larch/#person",
        "name": "Ada Larch",
        "url": f"{FRONT_END}/providers/ada-larch/",
        "honorificSuffix": "MD",
    }
    answer = ask('{ location(slug: "midtown") { address { lines city region postalCode country } } }')["location"]
    address = answer["address"]
    assert clinic == {
        "@type": "MedicalClinic",
        "@id": f"{here}#clinic",
        "name": "Midtown",
        "url": here,
        "description": "Near the park.",
        "telephone": "+14045550100",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(address["lines"]),
            "addressLocality": address["city"],
            "addressRegion": address["region"],
            "postalCode": address["postalCode"],
            "addressCountry": address["country"],
        },
        "parentOrganization": {
            "@type": "Organization",
            "@id": f"{FRONT_END}/#organization",
            "name": "Larch Hill Medical Spa",
            "url": f"{FRONT_END}/",
        },
        "employee": person,
        "medicalSpecialty": ["https://schema.org/PlasticSurgery"],
        "availableService": [
            {
                "@type": ["MedicalTherapy", "Service"],
                "@id": f"{FRONT_END}/treatments/peel/#treatment",
                "name": "Peel",
                "url": f"{FRONT_END}/treatments/peel/",
            }
        ],
        "openingHoursSpecification": [
            opening("09:00", "17:00", "Monday", "Tuesday"),
            opening("18:00", "01:00", "Friday"),
            opening("00:00", "23:59", "Sunday"),
            {**opening("10:00", "14:00", "Monday"), "validFrom": "2026-07-01", "validThrough": "2026-07-31"},
        ],
        "specialOpeningHoursSpecification": [
            {"@type": "OpeningHoursSpecification", "validFrom": "2026-03-05", "validThrough": "2026-03-05"},
            {**opening("10:00", "12:30"), "validFrom": "2026-03-06", "validThrough": "2026-03-06"},
        ],
        "isAcceptingNewPatients": False,
        "mainEntityOfPage": {"@id": f"{here}#page"},
    }
    row.delete()
    PageViewRestriction.objects.create(page=director, restriction_type=PageViewRestriction.LOGIN)
    type(location).objects.update(status="temporarily_closed")
    bare = node(graph_at(ask, "/locations/midtown/"), "MedicalClinic")
    gone = {"employee", "medicalSpecialty", "availableService", "openingHoursSpecification"}
    gone |= {"specialOpeningHoursSpecification", "isAcceptingNewPatients"}
    assert bare == {name: value for name, value in clinic.items() if name not in gone}


def test_a_treatment_is_a_therapy_and_a_service(site: SmallSite, ask: Ask) -> None:
    OrganizationFactory()
    reviewer = ProviderPageFactory(title="Ada Larch", role="physician", post_nominals="")
    brand = ProductBrandFactory(
        display_name="TOXIN®", generic_name="toxinum", regulated_as="drug", prescription_only=True, maker="Maker",
        label_source=SourceFactory(url="https://sources.example/label"),
    )  # fmt: skip
    concern = ConcernPageFactory(title="Acne", category="acne")
    part = TreatmentPageFactory(title="Part")
    TreatmentPageFactory(
        title="Smoothing", kind="composite", other_names="Liquid lift\nGlow", invasiveness="percutaneous",
        preparation="<p>No <b>sun</b>.</p><p>No wine.</p>", aftercare="<p>Rest.</p>", concern_links=[concern],
        brand_links=[brand, ProductBrandFactory()], component_links=[part],
        source_links=[SourceFactory(title="A study")],
        reviewed_by=reviewer, last_reviewed=date(2026, 1, 20), author=reviewer,
    )  # fmt: skip
    graph = graph_at(ask, "/treatments/smoothing/")
    here = f"{FRONT_END}/treatments/smoothing/"
    person = {
        "@type": "Person",
        "@id": f"{FRONT_END}/providers/ada-larch/#person",
        "name": "Ada Larch",
        "url": f"{FRONT_END}/providers/ada-larch/",
    }
    organization = {
        "@type": "Organization",
        "@id": f"{FRONT_END}/#organization",
        "name": "Larch Hill Medical Spa",
        "url": f"{FRONT_END}/",
    }
    assert node(graph, "MedicalTherapy") == {
        "@type": ["MedicalTherapy", "Service"],
        "@id": f"{here}#treatment",
        "name": "Smoothing",
        "url": here,
        "description": "It smooths the skin.",
        "alternateName": ["Liquid lift", "Glow"],
        "preparation": "No sun. No wine.",
        "followup": "Rest.",
        "procedureType": "https://schema.org/PercutaneousProcedure",
        "drug": [
            {
                "@type": "Drug",
                "name": "TOXIN®",
                "nonProprietaryName": "toxinum",
                "prescriptionStatus": "https://schema.org/PrescriptionOnly",
                "manufacturer": {"@type": "Organization", "name": "Maker"},
                "prescribingInfo": "https://sources.example/label",
            }
        ],
        "isRelatedTo": [
            {
                "@type": ["MedicalTherapy", "Service"],
                "@id": f"{FRONT_END}/treatments/part/#treatment",
                "name": "Part",
                "url": f"{FRONT_END}/treatments/part/",
            }
        ],
        "provider": organization,
        "mainEntityOfPage": {"@id": f"{here}#page"},
    }
    page = node(graph, "MedicalWebPage")
    assert {name: page[name] for name in ("mainEntity", "about", "author", "lastReviewed", "reviewedBy")} == {
        "mainEntity": {"@id": f"{here}#treatment"},
        "about": [
            {
                "@type": "MedicalCondition",
                "@id": f"{FRONT_END}/concerns/acne/#concern",
                "name": "Acne",
                "url": f"{FRONT_END}/concerns/acne/",
            }
        ],
        "author": person,
        "lastReviewed": "2026-01-20",
        "reviewedBy": person,
    }
    for hidden in (reviewer, concern, part):
        hidden.unpublish()
    graph = graph_at(ask, "/treatments/smoothing/")
    page, therapy = node(graph, "MedicalWebPage"), node(graph, "MedicalTherapy")
    assert page["author"] == {"@type": "Person", "name": "Ada Larch"}
    assert not {"about", "reviewedBy"} & set(page)
    assert "isRelatedTo" not in therapy
    for slug in ("ada-larch", "acne", "/part/"):
        assert slug not in json.dumps(graph)


def test_surgery_is_a_procedure_and_no_treatment_of_a_condition(site: SmallSite, ask: Ask) -> None:
    acne = ConcernPageFactory(title="Acne", category="acne", clinical_name="Acne vulgaris", synonyms="Pimples")
    TreatmentPageFactory(title="Lift", kind="surgical", concern_links=[acne])
    TreatmentPageFactory(title="Peel", concern_links=[acne])
    assert node(graph_at(ask, "/treatments/lift/"), "SurgicalProcedure")["@type"] == ["SurgicalProcedure", "Service"]
    condition = node(graph_at(ask, "/concerns/acne/"), "MedicalCondition")
    assert condition["alternateName"] == ["Acne vulgaris", "Pimples"]
    assert [found["name"] for found in condition["possibleTreatment"]] == ["Peel"]
    type(acne).objects.filter(pk=acne.pk).update(category="lines")
    graph = graph_at(ask, "/concerns/acne/")
    assert [found["@type"] for found in graph] == ["WebPage", "DefinedTerm", "BreadcrumbList"]


def test_who_is_no_physician_or_works_nowhere_is_a_person_alone(site: SmallSite, ask: Ask) -> None:
    nurse, physician = ProviderPageFactory(title="Nurse"), ProviderPageFactory(title="Doctor", role="physician")
    AvailabilityFactory(treatment=TreatmentPageFactory(), provider=nurse, location=LocationPageFactory())
    for page in (nurse, physician):
        kinds = [found["@type"] for found in graph_at(ask, f"/providers/{page.slug}/")]
        assert kinds == ["ProfilePage", "Person", "BreadcrumbList"]


def test_a_clinic_is_old_once_its_director_is_certified_in_something_else(site: SmallSite, client: Client) -> None:
    director = ProviderPageFactory(role="physician")
    certification = CertificationFactory(provider=director, specialty="Plastic Surgery")
    LocationPageFactory(title="Midtown", medical_director=director)
    query = '{ page(path: "/locations/midtown/") { seo { jsonLd } } }'
    response = client.get("/graphql/", {"query": query})
    assert "PlasticSurgery" in response.content.decode()
    assert f"certification-{certification.pk}" in response.headers["Surrogate-Key"].split()
