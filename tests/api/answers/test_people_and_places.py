"""Providers and locations: every field, whole answers."""

from __future__ import annotations

from tests.api.conftest import Ask

from .clinic import Clinic
from .expected import COMMON, common


def test_every_field_of_a_provider(clinic: Clinic, db: None, ask_every_field: Ask) -> None:
    query = """
    query {
      provider(slug: "ada-larch") {
        ...Common
        displayName postNominals role jobTitle photo { title } bio { html text } languages education since
        credentials { label kind board { id name abbreviation verifyUrl } state }
        treatments { title } locations { name }
      }
    }
    """
    assert ask_every_field("ProviderPage", COMMON + query)["provider"] == {
        **common(
            clinic["director"],
            [("Home", "/"), ("Providers", "/providers/"), ("Ada Larch", "/providers/ada-larch/")],
            image=clinic["portrait"],
        ),
        "displayName": "Ada Larch, MD",
        "postNominals": "MD",
        "role": "PHYSICIAN",
        "jobTitle": "Medical director",
        "photo": {"title": "Portrait"},
        "bio": {"html": "<p>Trained in <i>Atlanta</i>.</p>", "text": "Trained in Atlanta."},
        "languages": ["English", "Spanish"],
        "education": ["Emory"],
        "since": 2004,
        "credentials": [
            {
                "label": "Certified in plastic surgery by the American Board of Plastic Surgery",
                "kind": "CERTIFICATION",
                "board": {
                    "id": str(clinic["board"].pk),
                    "name": "American Board of Plastic Surgery",
                    "abbreviation": "ABPS",
                    "verifyUrl": "https://board.example/verify",
                },
                "state": None,
            },
            {"label": "Physician, GA", "kind": "LICENCE", "board": None, "state": "GA"},
        ],
        "treatments": [{"title": "Chemical peel"}],
        "locations": [{"name": "Midtown"}],
    }


def test_a_nurse_with_a_licence(clinic: Clinic, db: None, ask: Ask) -> None:
    query = """
    {
      provider(slug: "nina-reed") {
        jobTitle photo { title } languages since credentials { label kind board { name abbreviation } state }
        treatments { title }
      }
    }
    """
    assert ask(query)["provider"] == {
        "jobTitle": None,
        "photo": None,
        "languages": [],
        "since": None,
        "credentials": [
            {
                "label": "Registered Nurse, GA",
                "kind": "LICENCE",
                "board": {"name": "Georgia Board of Nursing", "abbreviation": None},
                "state": "GA",
            }
        ],
        "treatments": [{"title": "Chemical peel"}, {"title": "Microneedling"}],
    }


def test_every_field_of_a_location(clinic: Clinic, db: None, ask_every_field: Ask) -> None:
    query = """
    query {
      location(slug: "midtown") {
        ...Common
        name status movedTo { name } hero { title } introduction
        body { __typename id blockType ... on HeadingBlock { text level anchor } }
        address { lines city region postalCode country } phone { e164 display } geo { latitude longitude }
        timeZone hours { weekday opens closes seasonFrom seasonUntil }
        exceptions { date label closed opens closes } openNow opensNext
        today { date closed intervals { opens closes } label } bookingUrl mapUrl parking accessibility
        medicalDirector { displayName } treatments { title } providers { displayName }
        availability(first: 2) {
          totalCount pageInfo { hasNextPage hasPreviousPage }
          nodes { id treatment { title } provider { displayName } location { name } days acceptingPatients bookingUrl }
        }
      }
    }
    """
    midtown = clinic["midtown"]
    rows = {(row.treatment.title, row.provider.title): str(row.pk) for row in midtown.availabilities.all()}
    assert ask_every_field("LocationPage", COMMON + query)["location"] == {
        **common(
            midtown,
            [("Home", "/"), ("Locations", "/locations/"), ("Midtown", "/locations/midtown/")],
            description="Near the park.",
            image=clinic["hero"],
        ),
        "name": "Midtown",
        "status": "OPEN",
        "movedTo": None,
        "hero": {"title": "Treatment room"},
        "introduction": "Near the park.",
        "body": [
            {
                "__typename": "HeadingBlock",
                "id": "00000000-0000-4000-8000-000000000001",
                "blockType": "HeadingBlock",
                "text": "Getting here",
                "level": 2,
                "anchor": "getting-here",
            }
        ],
        "address": {
            "lines": ["12 Larch Street", "Suite 3"],
            "city": "Atlanta",
            "region": "GA",
            "postalCode": "30309",
            "country": "US",
        },
        "phone": {"e164": "+14045550111", "display": "(404) 555-0111"},
        "geo": {"latitude": 33.781, "longitude": -84.383},
        "timeZone": "America/New_York",
        "hours": [
            hours("WEDNESDAY", "09:00:00", "12:30:00"),
            hours("WEDNESDAY", "13:30:00", "18:00:00"),
            hours("FRIDAY", "18:00:00", "01:00:00"),
        ],
        "exceptions": [
            {
                "date": "2026-03-06",
                "label": "Training",
                "closed": False,
                "opens": "12:00:00",
                "closes": "15:00:00",
            },
            {
                "date": "2026-03-11",
                "label": None,
                "closed": True,
                "opens": None,
                "closes": None,
            },
        ],
        "openNow": True,
        "opensNext": "2026-03-04T13:30:00-05:00",
        "today": {
            "date": "2026-03-04",
            "closed": False,
            "intervals": [{"opens": "09:00:00", "closes": "12:30:00"}, {"opens": "13:30:00", "closes": "18:00:00"}],
            "label": None,
        },
        "bookingUrl": None,
        "mapUrl": "https://maps.example/midtown",
        "parking": "Behind the house.",
        "accessibility": "A ramp at the door.",
        "medicalDirector": {"displayName": "Ada Larch, MD"},
        "treatments": [{"title": "Chemical peel"}, {"title": "Microneedling"}],
        "providers": [{"displayName": "Ada Larch, MD"}, {"displayName": "Nina Reed, RN"}],
        "availability": {
            "totalCount": 3,
            "pageInfo": {"hasNextPage": True, "hasPreviousPage": False},
            "nodes": [
                {
                    "id": rows["Chemical peel", provider],
                    "treatment": {"title": "Chemical peel"},
                    "provider": {"displayName": display_name},
                    "location": {"name": "Midtown"},
                    "days": ["TUESDAY", "SATURDAY"],
                    "acceptingPatients": True,
                    "bookingUrl": None,
                }
                for provider, display_name in (("Ada Larch", "Ada Larch, MD"), ("Nina Reed", "Nina Reed, RN"))
            ],
        },
    }


def hours(weekday: str, opens: str, closes: str) -> dict[str, object]:
    return {"weekday": weekday, "opens": opens, "closes": closes, "seasonFrom": None, "seasonUntil": None}
