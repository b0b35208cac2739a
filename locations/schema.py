"""The GraphQL types and root fields of the locations app."""

from __future__ import annotations

import graphene

from cms.api.connections import BY_TITLE
from cms.api.objects import BoundedList, object_type
from cms.api.roots import list_field, single_field

from .models import LocationPage


@object_type
class Address(graphene.ObjectType):
    """A postal address."""

    lines = BoundedList(graphene.String, 2, "Street, then suite or floor.")
    city = graphene.String(required=True, description="The city or town.")
    region = graphene.String(required=True, description="The state, in two letters.")
    postal_code = graphene.String(required=True, description="The ZIP code.")
    country = graphene.String(required=True, description="The country, in two letters.")


@object_type
class GeoPoint(graphene.ObjectType):
    """A point on the earth, in degrees."""

    latitude = graphene.Float(required=True, description="North is positive.")
    longitude = graphene.Float(required=True, description="East is positive.")


class Query(graphene.ObjectType):
    """Root fields of locations."""

    location = single_field(LocationPage, "A location by its slug; null when there is none.")
    locations = list_field(LocationPage, BY_TITLE, "All locations, by name.")
