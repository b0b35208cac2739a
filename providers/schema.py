"""The GraphQL types and root fields of the providers app."""

from __future__ import annotations

import graphene
from django.db import models

from cms.api.conditions import Found, Lines, OneOf, Related, Slugs, Words, published
from cms.api.filters import Filter
from cms.api.nodes import enum_type, node
from cms.api.objects import object_type
from cms.api.orders import MOMENT_CHOICES, TITLE_CHOICES, Choice, Column, Orders
from cms.api.roots import Listing, list_field, single_field
from cms.api.statements import Among
from cms.api.visibility import Gate, public
from pages.loading import AVAILABILITY

from .models import Certification, IssuingBoard, Licence, LicenceType, ProviderPage


class CredentialKind(models.TextChoices):
    """What sort of credential it is."""

    CERTIFICATION = "certification", "Certified by a board"
    LICENCE = "licence", "Licensed by a state"


@object_type
class Credential(graphene.ObjectType):
    """A licence or certification that is valid today."""

    label = graphene.String(required=True, description="What to print, such as Registered Nurse, GA.")
    kind = graphene.Field(
        enum_type("CredentialKind", CredentialKind), required=True, description="Licence or certification."
    )
    board = graphene.Field(
        lambda: node("providers.IssuingBoard"),
        description="Who issued it; null where the kind of licence names no board.",
    )
    state = graphene.String(description="The state it is for; null for certifications.")


def holding_of(boards: str, gate: Gate) -> models.Q:
    """Providers who hold something, valid today, that one of the boards in that place issued."""
    issued = public(IssuingBoard.objects.filter(Among("pk", boards)), gate).order_by().values("pk")
    certifications = public(Certification.objects.filter(board__in=issued), gate).order_by()
    licences = public(Licence.objects.filter(licence_type__board__in=issued), gate).order_by()
    return models.Q(pk__in=certifications.values("provider_id")) | models.Q(pk__in=licences.values("provider_id"))


def since(descending: bool) -> Column:
    return Column("practising_since", descending=descending, nullable=True, json=int)


PROVIDERS = Listing(
    Filter(
        "ProviderFilter",
        Slugs("slugs", "The providers with these slugs."),
        OneOf("roles", "They are licensed as this.", "role", lambda: enum_type("ProviderRole", ProviderPage.Role)),
        Related(
            "locations", "They are available at a location today, by its slug.", target="locations.LocationPage",
            via=AVAILABILITY, to="location", back="provider", gated=True,
        ),
        Related(
            "treatments", "They give a treatment today, by its slug.", target="treatments.TreatmentPage",
            via=AVAILABILITY, to="treatment", back="provider", gated=True,
        ),
        Found(
            "boards", "They hold a licence or certification, valid today, of a board, by its `id`: boards have no "
            "slug.", target="providers.IssuingBoard", find=holding_of,
            among=lambda: (Certification, Licence, LicenceType),
        ),
        Lines(
            "languages", "They speak a language, written as in `languages`; capital and small letters alike.",
            "languages",
        ),
        Words(
            "search", "Their title holds all these words, or words that begin so; capital and small letters alike.",
            ("title",),
        ),
        *published(),
    ),
    Orders(
        "ProviderOrder",
        {
            **TITLE_CHOICES,
            **MOMENT_CHOICES,
            "SINCE_ASC": Choice(since(descending=False), "By the year they began to practice, the longest first."),
            "SINCE_DESC": Choice(since(descending=True), "By the year they began to practice, the latest first."),
        },
        "TITLE_ASC",
    ),
)  # fmt: skip


class Query(graphene.ObjectType):
    """Root fields of providers."""

    provider = single_field(ProviderPage, "A provider by slug; null when there is none.")
    providers = list_field(ProviderPage, PROVIDERS, "Providers, by name if not said otherwise.")
