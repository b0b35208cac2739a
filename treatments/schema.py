"""The GraphQL types and root fields of the treatments app."""

from __future__ import annotations

import graphene

from cms.api.connections import BY_TITLE
from cms.api.objects import object_type
from cms.api.roots import list_field, single_field

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

    minimum = graphene.Int(description="At least so many.")
    maximum = graphene.Int(description="At most so many.")
    interval_weeks = graphene.Int(description="Weeks between two sessions.")


@object_type
class MonthRange(graphene.ObjectType):
    """A span of months."""

    minimum = graphene.Int(description="At least so many months.")
    maximum = graphene.Int(description="At most so many months.")


class Query(graphene.ObjectType):
    """Root fields of treatments and concerns."""

    treatment = single_field(TreatmentPage, "A treatment by its slug; null when there is none.")
    treatments = list_field(TreatmentPage, BY_TITLE, "All treatments, by title.")
    concern = single_field(ConcernPage, "A concern by its slug; null when there is none.")
    concerns = list_field(ConcernPage, BY_TITLE, "All concerns, by title.")
