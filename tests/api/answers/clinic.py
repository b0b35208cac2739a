"""A small clinic with one of everything, so that whole answers can be written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from tests.factories import (
    AnnouncementFactory,
    ArticlePageFactory,
    AvailabilityFactory,
    BodyAreaFactory,
    CertificationFactory,
    ComparisonArticlePageFactory,
    ConcernPageFactory,
    DeviceFactory,
    DisclaimerFactory,
    DocumentFactory,
    FaqFactory,
    ImageFactory,
    IssuingBoardFactory,
    LicenceFactory,
    LicenceTypeFactory,
    LocationPageFactory,
    NavigationMenuFactory,
    OrganizationFactory,
    ProductBrandFactory,
    ProviderPageFactory,
    SourceFactory,
    StandardPageFactory,
    TechnologyFactory,
    TopicFactory,
    TreatmentPageFactory,
    cell,
    criterion,
    exception,
    hours,
    link_to,
    make_site,
    social_link,
    stored_blocks,
    subject,
)

VIDEO = "https://www.youtube.com/watch?v=aaaaaaaaaaa"


@dataclass
class Clinic:
    """Everything by name: ``clinic["peel"]``."""

    site: Site
    things: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.things[name]


def make_clinic() -> Clinic:
    small = make_site(introduction="Skin care under a physician's eye.")
    clinic = Clinic(small.site)
    clinic.things.update(
        {
            "home": small.home,
            "articles": small.articles,
            "treatments": small.treatments,
            "concerns": small.concerns,
            "locations": small.locations,
            "providers": small.providers,
        }
    )
    add_pictures(clinic.things)
    add_registers(clinic.things)
    add_people(clinic.things)
    add_treatments(clinic.things)
    add_location(clinic.things)
    add_articles(clinic.things)
    add_site_content(clinic.things)
    return clinic


def add_pictures(things: dict[str, Any]) -> None:
    things["aftercare"] = DocumentFactory(title="Aftercare")
    things["hero"] = ImageFactory(
        title="Treatment room",
        description="A bright room with a couch",
        credit="Ida Moore",
        focal_point_x=48,
        focal_point_y=16,
        focal_point_width=10,
        focal_point_height=10,
    )
    things["portrait"] = ImageFactory(title="Portrait", description="A woman in a white coat")
    things["logo"] = ImageFactory(title="Logo", description="", is_decorative=True)


def add_registers(things: dict[str, Any]) -> None:
    things["guideline"] = SourceFactory(
        title="Peels in practice", publisher="Society of Skin", url="https://sources.example/peels",
        published=date(2024, 6, 1), accessed=date(2026, 1, 15),
    )  # fmt: skip
    things["label"] = SourceFactory(
        title="Label of FILLER", publisher="", url="https://sources.example/gone", kind="label", link_is_dead=True
    )
    things["topic"] = TopicFactory(name="Choosing a clinic", slug="choosing-a-clinic")
    things["face"] = BodyAreaFactory(name="Face", slug="face")
    things["forehead"] = BodyAreaFactory(name="Forehead", slug="forehead", parent=things["face"])
    things["light"] = TechnologyFactory(name="Pulsed light", slug="pulsed-light")
    things["device"] = DeviceFactory(
        name="Lumen One", maker="", technology=things["light"], clearance_number="K123456"
    )  # fmt: skip
    things["brand"] = ProductBrandFactory(
        display_name="FILLER®", slug="filler", generic_name="hyaluronic acid", label_source=things["label"],
        maker="Fill Company", trademark_line="FILLER is a mark of Fill Company.", prescription_only=True,
    )  # fmt: skip
    things["board"] = IssuingBoardFactory(
        name="American Board of Plastic Surgery", abbreviation="ABPS", verify_url="https://board.example/verify"
    )
    things["state_board"] = IssuingBoardFactory(name="Georgia Board of Nursing")
    things["rn"] = LicenceTypeFactory(state="GA", title="Registered Nurse", board=things["state_board"])
    things["md"] = LicenceTypeFactory(state="GA", title="Physician", board=None)
    things["faq"] = FaqFactory(
        question="Does it hurt?", answer="<p>It stings a <b>little</b>.</p>", scope="treatment"
    )  # fmt: skip
    things["disclaimer"] = DisclaimerFactory(
        name="Results", content="<p>Results differ.</p>", source=things["label"]
    )  # fmt: skip


def add_people(things: dict[str, Any]) -> None:
    things["director"] = director = ProviderPageFactory(
        title="Ada Larch", post_nominals="MD", role="physician", job_title="Medical director",
        photo=things["portrait"], bio="<p>Trained in <i>Atlanta</i>.</p>", languages="English\nSpanish\n",
        practising_since=2004, education="Emory", npi="1234567893",
    )  # fmt: skip
    things["nurse"] = nurse = ProviderPageFactory(title="Nina Reed", post_nominals="RN", bio="<p>A nurse.</p>")
    CertificationFactory(
        provider=director, board=things["board"], specialty="plastic surgery", lifetime=True, expires=None
    )
    LicenceFactory(provider=director, licence_type=things["md"], number="MD-1")
    LicenceFactory(provider=nurse, licence_type=things["rn"], number="RN-1")


def add_treatments(things: dict[str, Any]) -> None:
    things["lines"] = ConcernPageFactory(
        title="Fine lines", clinical_name="Rhytids", synonyms="wrinkles\ncreases", category="lines",
        area_links=[things["forehead"]], see_a_doctor_if="<p>A line <b>bleeds</b>.</p>",
    )  # fmt: skip
    things["spots"] = ConcernPageFactory(title="Sun spots", category="pigment")
    things["needling"] = TreatmentPageFactory(title="Microneedling", kind="mechanical", concern_links=[things["lines"]])
    things["peel"] = TreatmentPageFactory(
        title="Chemical peel", summary="It renews the surface.", other_names="Light peel\nGlow peel",
        hero=things["hero"], concern_links=[things["lines"], things["spots"]], area_links=[things["face"]],
        brand_links=[things["brand"]], device_links=[things["device"]], source_links=[things["guideline"]],
        sessions_minimum=3, sessions_maximum=6, interval_weeks=4, duration_minutes=45, downtime="days_1_to_3",
        onset="After a week", lasts_months_minimum=2, lasts_months_maximum=4, anaesthesia="none",
        invasiveness="noninvasive", author=things["director"], reviewed_by=things["director"],
        last_reviewed=date(2026, 1, 20), next_review_due=date(2027, 1, 20), related_links=[things["lines"]],
        aftercare=f"<p>Read on {link_to(things['lines'], 'fine lines')}.</p>",
    )  # fmt: skip
    things["renewal"] = TreatmentPageFactory(
        title="Skin renewal", kind="composite", concern_links=[things["spots"]],
        component_links=[things["peel"], things["needling"]],
    )  # fmt: skip


def add_location(things: dict[str, Any]) -> None:
    things["midtown"] = LocationPageFactory(
        title="Midtown", hero=things["hero"], introduction="Near the park.",
        body=stored_blocks(("heading", {"text": "Getting here", "level": "2", "anchor": ""})),
        address_line_2="Suite 3", phone="+14045550111", latitude="33.781000", longitude="-84.383000",
        hours=[hours(2, "09:00", "12:30"), hours(2, "13:30", "18:00"), hours(4, "18:00", "01:00")],
        exceptions=[
            exception(date(2026, 3, 3), label="Over"),
            exception(date(2026, 3, 6), "12:00", "15:00", label="Training"),
            exception(date(2026, 3, 11)),
        ],
        map_url="https://maps.example/midtown", parking="Behind the house.", accessibility="A ramp at the door.",
        medical_director=things["director"],
    )  # fmt: skip
    for treatment, provider in (("peel", "director"), ("peel", "nurse"), ("needling", "nurse")):
        AvailabilityFactory(
            treatment=things[treatment], provider=things[provider], location=things["midtown"], days=[1, 5]
        )


def add_articles(things: dict[str, Any]) -> None:
    things["post"] = ArticlePageFactory(
        title="Your first peel", hero=things["hero"], byline="The editors", topic_links=[things["topic"]],
        treatment_links=[things["peel"]], source_links=[things["guideline"]], published_on=date(2026, 2, 10),
        body=stored_blocks(("rich_text", {"text": "<p>Begin gently.</p>"})),
    )  # fmt: skip
    things["comparison"] = ComparisonArticlePageFactory(
        title="Medical spa or day spa?", slug="medical-spa-or-day-spa", introduction="Who stands behind the couch?",
        seo_title="Medical spa or day spa", search_description="What differs, point by point.",
        hero=things["hero"], body=every_block(things), author=things["director"], topic_links=[things["topic"]],
        treatment_links=[things["peel"], things["needling"]], reviewed_by=things["director"],
        last_reviewed=date(2026, 1, 20), next_review_due=date(2027, 1, 20), source_links=[things["guideline"]],
        related_links=[things["post"]], published_on=date(2026, 2, 20),
        subjects=[subject("medical-spa", "Medical spa"), subject("day-spa", "Day spa")],
        criteria=[
            criterion("who-supervises", "Who supervises"), criterion("depth", "Depth"), criterion("menu", "Menu")
        ],
        cells=[
            cell("who-supervises", "medical-spa", "favourable", text="A physician.", source=things["guideline"]),
            cell("who-supervises", "day-spa", "not_stated"),
            cell("depth", "medical-spa", "depends", text="From light to deep.", source=things["label"]),
            cell("depth", "day-spa", "unfavourable", text="Light only."),
            cell("menu", "medical-spa", "neutral"),
            cell("menu", "day-spa", "not_applicable"),
        ],
        method_note="<p>From public pages.</p>", conclusion="<p>Ask who is <b>responsible</b>.</p>",
    )  # fmt: skip
    things["about"] = StandardPageFactory(
        title="About us", body=stored_blocks(("quote", {"text": "First, listen.", "attribution": "Ada Larch"}))
    )
    things["team"] = StandardPageFactory(title="Our team", parent=things["about"])


def every_block(things: dict[str, Any]) -> str:
    """A body with one block of each sort."""
    return stored_blocks(
        ("heading", {"text": "What is done", "level": "3", "anchor": "what"}),
        ("rich_text", {"text": f"<p>See {link_to(things['peel'], 'peels')}.</p>"}),
        ("image", {"image": things["hero"].pk, "caption": "The room"}),
        ("quote", {"text": "Ask.", "attribution": ""}),
        ("treatment_section", {
            "treatment": things["peel"].pk, "heading": "", "level": "2", "anchor": "", "text": "<p>Renews.</p>",
            "brand": things["brand"].pk, "image": things["hero"].pk,
        }),
        ("callout", {"tone": "warning", "heading": "Not in pregnancy", "text": "<p>Tell us first.</p>"}),
        ("call_to_action", {
            "label": "Book a visit", "page": things["locations"].pk, "url": "", "show_phone": True,
            "locations": [{"type": "item", "id": "1", "value": things["midtown"].pk}],
        }),
        ("faq", {"items": [{"type": "item", "id": "1", "value": things["faq"].pk}]}),
        ("table", {
            "caption": "Depths",
            "table": {"data": [["Depth", "Rest"], ["Light", "1 day"], ["Deep", None]], "cell": []},
        }),
        ("document", {"document": things["aftercare"].pk, "label": ""}),
        ("embed", {"url": VIDEO}),
    )  # fmt: skip


def add_site_content(things: dict[str, Any]) -> None:
    things["organization"] = OrganizationFactory(
        logo=things["logo"], social_links=[social_link()], disclaimer_links=[things["disclaimer"]]
    )
    things["announcement"] = AnnouncementFactory(
        text="Midtown closes early today.", link="https://www.example.com/storm", location_links=[things["midtown"]]
    )
    NavigationMenuFactory(
        items=[
            {"page": things["treatments"], "label": "What we do", "children": [things["peel"]]},
            {"url": "https://booking.example.com/", "label": "Book"},
        ]
    )
    Redirect.objects.create(old_path="/peels", redirect_page=things["peel"], is_permanent=True)
    Redirect.objects.create(old_path="/sale", redirect_link="https://shop.example.com/", is_permanent=False)
