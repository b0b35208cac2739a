"""The GraphQL types and root fields of the providers app."""

from __future__ import annotations

import graphene
from django.db import models

from cms.api.connections import BY_TITLE
from cms.api.nodes import enum_type, node
from cms.api.objects import object_type
from cms.api.roots import list_field, single_field

from .models import ProviderPage


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
    board = graphene.Field(lambda: node("providers.IssuingBoard"), description="Who issued it.")
    state = graphene.String(description="The state it is for; null for certifications.")


class Query(graphene.ObjectType):
    """Root fields of providers."""

    provider = single_field(ProviderPage, "A provider by slug; null when there is none.")
    providers = list_field(ProviderPage, BY_TITLE, "All providers, by name.")
