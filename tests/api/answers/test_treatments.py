"""Treatments and concerns: every field, whole answers."""

from __future__ import annotations

from tests.api.conftest import Ask

from .clinic import Clinic
from .expected import COMMON, common

TREATMENT = (
    COMMON
    + """
query ($slug: String!) {
  treatment(slug: $slug) {
    ...Common
    summary kind aliases hero { title alt }
    sections { key heading html }
    concerns { name slug } areas { id name slug parent { name } }
    brands {
      id displayName slug genericName productClass regulatedAs prescriptionOnly maker trademarkLine
      labelSource { title }
    }
    devices { id name maker technology { id name slug } clearance clearanceNumber clearanceVerb }
    sessions { minimum maximum intervalWeeks } durationMinutes downtime onset lastsMonths { minimum maximum }
    anaesthesia invasiveness compositeOf { title } providers { displayName } locations { name }
    sources { id title publisher url kind published accessed }
    author { displayName path } reviewedBy { displayName } lastReviewed nextReviewDue
    related { totalCount nodes { __typename path } }
  }
}
"""
)
WAY = [("Home", "/"), ("Treatments", "/treatments/")]


def test_every_field_of_a_treatment(clinic: Clinic, db: None, ask_every_field: Ask) -> None:
    peel = clinic["peel"]
    assert ask_every_field("TreatmentPage", TREATMENT, slug="chemical-peel")["treatment"] == {
        **common(
            peel,
            [*WAY, ("Chemical peel", "/treatments/chemical-peel/")],
            description="It renews the surface.",
            image=clinic["hero"],
        ),
        "summary": "It renews the surface.",
        "kind": "PEEL",
        "aliases": ["Light peel", "Glow peel"],
        "hero": {"title": "Treatment room", "alt": "A bright room with a couch"},
        "sections": [
            {
                "key": "overview",
                "heading": "Overview",
                "html": "<p>A solution loosens the uppermost layer.</p>",
            },
            {"key": "why-its-done", "heading": "Why it's done", "html": "<p>For a more even tone.</p>"},
            {"key": "suitability", "heading": "Who it's for", "html": "<p>Most skin types; not in pregnancy.</p>"},
            {
                "key": "aftercare",
                "heading": "Aftercare",
                "html": '<p>Read on <a href="/concerns/fine-lines/">fine lines</a>.</p>',
            },
            {"key": "risks", "heading": "Risks", "html": "<p>Redness; rarely a scar.</p>"},
        ],
        "concerns": [{"name": "Fine lines", "slug": "fine-lines"}, {"name": "Sun spots", "slug": "sun-spots"}],
        "areas": [{"id": str(clinic["face"].pk), "name": "Face", "slug": "face", "parent": None}],
        "brands": [
            {
                "id": str(clinic["brand"].pk),
                "displayName": "FILLER®",
                "slug": "filler",
                "genericName": "hyaluronic acid",
                "productClass": "HA_FILLER",
                "regulatedAs": "DEVICE",
                "prescriptionOnly": True,
                "maker": "Fill Company",
                "trademarkLine": "FILLER is a mark of Fill Company.",
                "labelSource": {"title": "Label of FILLER"},
            }
        ],
        "devices": [
            {
                "id": str(clinic["device"].pk),
                "name": "Lumen One",
                "maker": None,
                "technology": {"id": str(clinic["light"].pk), "name": "Pulsed light", "slug": "pulsed-light"},
                "clearance": "CLEARED",
                "clearanceNumber": "K123456",
                "clearanceVerb": "cleared",
            }
        ],
        "sessions": {"minimum": 3, "maximum": 6, "intervalWeeks": 4},
        "durationMinutes": 45,
        "downtime": "DAYS_1_TO_3",
        "onset": "After a week",
        "lastsMonths": {"minimum": 2, "maximum": 4},
        "anaesthesia": "NONE",
        "invasiveness": "NONINVASIVE",
        "compositeOf": [],
        "providers": [{"displayName": "Ada Larch, MD"}, {"displayName": "Nina Reed, RN"}],
        "locations": [{"name": "Midtown"}],
        "sources": [
            {
                "id": str(clinic["guideline"].pk),
                "title": "Peels in practice",
                "publisher": "Society of Skin",
                "url": "https://sources.example/peels",
                "kind": "GUIDELINE",
                "published": "2024-06-01",
                "accessed": "2026-01-15",
            }
        ],
        "author": {"displayName": "Ada Larch, MD", "path": "/providers/ada-larch/"},
        "reviewedBy": {"displayName": "Ada Larch, MD"},
        "lastReviewed": "2026-01-20",
        "nextReviewDue": "2027-01-20",
        "related": {
            "totalCount": 5,
            "nodes": [
                {"__typename": "ConcernPage", "path": "/concerns/fine-lines/"},
                {"__typename": "ArticlePage", "path": "/articles/your-first-peel/"},
                {"__typename": "ComparisonArticlePage", "path": "/articles/medical-spa-or-day-spa/"},
                {"__typename": "TreatmentPage", "path": "/treatments/microneedling/"},
                {"__typename": "TreatmentPage", "path": "/treatments/skin-renewal/"},
            ],
        },
    }


def test_a_composite_treatment_of_which_little_is_said(clinic: Clinic, db: None, ask_every_field: Ask) -> None:
    assert ask_every_field("TreatmentPage", TREATMENT, slug="skin-renewal")["treatment"] == {
        **common(
            clinic["renewal"],
            [*WAY, ("Skin renewal", "/treatments/skin-renewal/")],
            description="It smooths the skin.",
        ),
        "summary": "It smooths the skin.",
        "kind": "COMPOSITE",
        "aliases": [],
        "hero": None,
        "sections": [
            {
                "key": "overview",
                "heading": "Overview",
                "html": "<p>A solution loosens the uppermost layer.</p>",
            },
            {"key": "why-its-done", "heading": "Why it's done", "html": "<p>For a more even tone.</p>"},
            {"key": "suitability", "heading": "Who it's for", "html": "<p>Most skin types; not in pregnancy.</p>"},
            {"key": "risks", "heading": "Risks", "html": "<p>Redness; rarely a scar.</p>"},
        ],
        "concerns": [{"name": "Sun spots", "slug": "sun-spots"}],
        "areas": [],
        "brands": [],
        "devices": [],
        "sessions": None,
        "durationMinutes": None,
        "downtime": None,
        "onset": None,
        "lastsMonths": None,
        "anaesthesia": None,
        "invasiveness": None,
        "compositeOf": [{"title": "Chemical peel"}, {"title": "Microneedling"}],
        "providers": [],
        "locations": [],
        "sources": [],
        "author": {"displayName": "Larch Hill Medical Spa", "path": None},
        "reviewedBy": None,
        "lastReviewed": None,
        "nextReviewDue": None,
        "related": {
            "totalCount": 3,
            "nodes": [
                {"__typename": "TreatmentPage", "path": "/treatments/chemical-peel/"},
                {"__typename": "ArticlePage", "path": "/articles/your-first-peel/"},
                {"__typename": "ComparisonArticlePage", "path": "/articles/medical-spa-or-day-spa/"},
            ],
        },
    }


def test_every_field_of_a_concern(clinic: Clinic, db: None, ask_every_field: Ask) -> None:
    query = """
    query {
      concern(slug: "fine-lines") {
        ...Common
        name clinicalName synonyms category introduction areas { name parent { name slug } }
        seeADoctorIf { html text } treatments { title }
      }
    }
    """
    assert ask_every_field("ConcernPage", COMMON + query)["concern"] == {
        **common(
            clinic["lines"],
            [("Home", "/"), ("Concerns", "/concerns/"), ("Fine lines", "/concerns/fine-lines/")],
            description="What it is.",
        ),
        "name": "Fine lines",
        "clinicalName": "Rhytids",
        "synonyms": ["wrinkles", "creases"],
        "category": "LINES",
        "introduction": "What it is.",
        "areas": [{"name": "Forehead", "parent": {"name": "Face", "slug": "face"}}],
        "seeADoctorIf": {"html": "<p>A line <b>bleeds</b>.</p>", "text": "A line bleeds."},
        "treatments": [{"title": "Chemical peel"}, {"title": "Microneedling"}],
    }


def test_treatments_of_a_concern_are_cut_where_asked(clinic: Clinic, db: None, ask: Ask) -> None:
    query = """
    { concern(slug: "fine-lines") { one: treatments(first: 1) { title } } }
    """
    assert ask(query) == {"concern": {"one": [{"title": "Chemical peel"}]}}


def test_what_is_not_there_is_null(clinic: Clinic, db: None, ask: Ask) -> None:
    query = '{ treatment(slug: "never") { title } concern(slug: "") { name } location(slug: "chemical-peel") { name } }'
    assert ask(query) == {"treatment": None, "concern": None, "location": None}
