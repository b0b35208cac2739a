"""The GraphQL types and root fields of the treatments app."""

from __future__ import annotations

import graphene

from cms.api.conditions import Day, OneOf, Related, Slugs, Words, published
from cms.api.filters import Filter
from cms.api.nodes import enum_type
from cms.api.objects import object_type
from cms.api.orders import MOMENT_CHOICES, REVIEW_CHOICES, TITLE_CHOICES, Orders
from cms.api.roots import Listing, list_field, single_field
from pages.loading import AVAILABILITY

from .models import ConcernPage, TreatmentPage


@object_type
class TreatmentSection(graphene.ObjectType):
    """A section of a treatment page. The sections and their order are the same for all treatments."""

    key = graphene.String(required=True, description="Which section it is, such as risks.")
    heading = graphene.String(required=True, description="The section's heading.")
    html = graphene.String(required=True, description="Clean HTML.")


@object_type
class Sessions(graphene.ObjectType):
    """How many sessions a treatment takes."""

    minimum = graphene.Int(description="At least so many; null if not said.")
    maximum = graphene.Int(description="At most so many; null if not said.")
    interval_weeks = graphene.Int(description="Weeks between two sessions; null if not said.")


@object_type
class MonthRange(graphene.ObjectType):
    """A span of months."""

    minimum = graphene.Int(description="At least so many months; null if not said.")
    maximum = graphene.Int(description="At most so many months; null if not said.")


TREATMENTS = Listing(
    Filter(
        "TreatmentFilter",
        Slugs("slugs", "The treatments with these slugs."),
        Related(
            "concerns", "They may help with a concern, by its slug.", target="treatments.ConcernPage",
            via="treatments.TreatmentConcern", to="concern",
        ),
        Related(
            "areas", "They are given on a body area, by its slug; the larger area it belongs to is another.",
            target="treatments.BodyArea", via="treatments.TreatmentArea", to="area",
        ),
        OneOf("kinds", "They are of a kind.", "kind", lambda: enum_type("TreatmentKind", TreatmentPage.Kind)),
        Related(
            "locations", "They are available at a location today, by its slug.", target="locations.LocationPage",
            via=AVAILABILITY, to="location", back="treatment", gated=True,
        ),
        Related(
            "providers", "They are available from a provider today, by their slug.", target="providers.ProviderPage",
            via=AVAILABILITY, to="provider", back="treatment", gated=True,
        ),
        Related(
            "brands", "They use a product, by its slug.", target="treatments.ProductBrand",
            via="treatments.TreatmentBrand", to="brand",
        ),
        Words(
            "search",
            "Their title and aliases hold all these words, or words that begin so; capital and small letters alike.",
            ("title", "other_names"),
        ),
        *published(),
        Day("review_due_before", "Their next review is due before this day.", "next_review_due", after=False),
    ),
    Orders("TreatmentOrder", {**TITLE_CHOICES, **MOMENT_CHOICES, **REVIEW_CHOICES}, "TITLE_ASC"),
)  # fmt: skip
CONCERNS = Listing(
    Filter(
        "ConcernFilter",
        Slugs("slugs", "The concerns with these slugs."),
        OneOf(
            "categories", "They are of a family.", "category",
            lambda: enum_type("ConcernCategory", ConcernPage.Category),
        ),
        Related(
            "areas", "They show on a body area, by its slug; the larger area it belongs to is another.",
            target="treatments.BodyArea", via="treatments.ConcernArea", to="area",
        ),
        Related(
            "treatments", "A treatment may help with them, by its slug.", target="treatments.TreatmentPage",
            via="treatments.TreatmentConcern", to="page", back="concern",
        ),
        Words(
            "search",
            "Their title, clinical name and synonyms hold all these words, or words that begin so; capital and small "
            "letters alike.",
            ("title", "clinical_name", "synonyms"),
        ),
        *published(),
    ),
    Orders("ConcernOrder", {**TITLE_CHOICES, **MOMENT_CHOICES}, "TITLE_ASC"),
)  # fmt: skip


class Query(graphene.ObjectType):
    """Root fields of treatments and concerns."""

    treatment = single_field(TreatmentPage, "A treatment by its slug; null when there is none.")
    treatments = list_field(TreatmentPage, TREATMENTS, "Treatments, by title if not said otherwise.")
    concern = single_field(ConcernPage, "A concern by its slug; null when there is none.")
    concerns = list_field(ConcernPage, CONCERNS, "Concerns, by title if not said otherwise.")
