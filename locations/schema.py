"""The GraphQL types and root fields of the locations app."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from cms.api.conditions import Lines, OneOf, Related, Slugs, Words, published
from cms.api.connections import EDGE_FIELDS, connection_type, slice_keys
from cms.api.errors import ClientError
from cms.api.filters import Filter
from cms.api.limits import Work
from cms.api.lookahead import prepare
from cms.api.nodes import enum_type, node
from cms.api.objects import BoundedList, WorkField, object_type
from cms.api.orders import MOMENT_CHOICES, TITLE_CHOICES, Choice, Orders, text
from cms.api.reader import Reader
from cms.api.roots import SITE_ARGUMENT, Listing, list_name, list_pages, reader_for, single_field
from cms.api.scalars import Date, Time
from pages.loading import AVAILABILITY

from .hours import MOST_INTERVALS
from .models import LocationPage
from .nearness import HALFWAY_ROUND_KM, Nearness

LOCATION = "locations.LocationPage"


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


@object_type
class OpeningInterval(graphene.ObjectType):
    """A time of one day at which a location is open."""

    opens = Time(required=True, description="When it opens, in the location's time zone.")
    closes = Time(required=True, description="When it closes, in the same; at or before `opens`, on the day after.")


@object_type
class DayHours(graphene.ObjectType):
    """The hours of one day, seasons and exceptions considered."""

    date = Date(required=True, description="The day, in the location's time zone.")
    closed = graphene.Boolean(required=True, description="Whether it does not open on that day.")
    intervals = BoundedList(OpeningInterval, MOST_INTERVALS, "When it is open, in order; none when closed.")
    label = graphene.String(description="Why the hours are not the usual ones, such as Thanksgiving; else null.")


class Near(graphene.InputObjectType):
    """A point on the earth, and how far around it to look."""

    latitude = graphene.InputField(graphene.Float, required=True, description="In degrees; north is positive.")
    longitude = graphene.InputField(graphene.Float, required=True, description="In degrees; east is positive.")
    radius_km = graphene.InputField(
        graphene.Float, description=f"At most so many kilometers away, up to {HALFWAY_ROUND_KM}; no limit if not given."
    )


EDGE_FIELDS[LOCATION] = {
    "distance_km": lambda: graphene.Float(
        description="How far it is from the point in `near`, as the crow flies, to the meter; null without `near`."
    )
}
LOCATIONS = Listing(
    Filter(
        "LocationFilter",
        Slugs("slugs", "The locations with these slugs."),
        OneOf("statuses", "They have a status.", "status", lambda: enum_type("LocationStatus", LocationPage.Status)),
        Related(
            "treatments", "They offer a treatment today, by its slug.", target="treatments.TreatmentPage",
            via=AVAILABILITY, to="treatment", back="location", gated=True,
        ),
        Related(
            "providers", "A provider is available there today, by their slug.", target="providers.ProviderPage",
            via=AVAILABILITY, to="provider", back="location", gated=True,
        ),
        Lines("cities", "They are in a city or town; capital and small letters alike.", "city"),
        Lines("regions", "They are in a state, in two letters.", "region"),
        Words(
            "search",
            "Their title and city hold all these words, or words that begin so; capital and small letters alike.",
            ("title", "city"),
        ),
        *published(),
    ),
    Orders(
        "LocationOrder",
        {
            **TITLE_CHOICES,
            "CITY_ASC": Choice(text("city"), "By city or town, A to Z."),
            "CITY_DESC": Choice(text("city", descending=True), "By city or town, Z to A."),
            **MOMENT_CHOICES,
        },
        "TITLE_ASC",
    ),
)  # fmt: skip


class Query(graphene.ObjectType):
    """Root fields of locations."""

    location = single_field(LocationPage, "A location by its slug; null when there is none.")
    locations = WorkField(
        lambda: connection_type(node(LOCATION)),
        work=Work.LIST,
        near=graphene.Argument(
            Near,
            description="Only locations around a point, the nearest first; those without coordinates are left out. "
            "It decides the order, so `orderBy` cannot be given with it. Each edge has its `distanceKm`.",
        ),
        **LOCATIONS.arguments(),
        site=SITE_ARGUMENT,
        required=True,
        description="Locations, by name if not said otherwise, or those near a point by distance.",
    )

    @staticmethod
    def resolve_locations(
        root: Any, info: GraphQLResolveInfo, near: Any = None, site: str | None = None, **arguments: Any
    ) -> Any:
        reader = reader_for(info, site)
        if near is None:
            return list_pages(info, reader, LocationPage.objects.all(), LOCATIONS, arguments)
        return prepare(info, reader, near_locations(info, reader, near, arguments))


def near_locations(info: GraphQLResolveInfo, reader: Reader, near: Any, arguments: dict[str, Any]) -> Any:
    """The part of the list by distance that the arguments ask for."""
    if arguments.pop("order_by", None):
        raise ClientError("`near` orders by distance: leave `orderBy` out, or `near`.")
    reader.tags.sorted(LocationPage)
    around = Nearness(near["latitude"], near["longitude"], near.get("radius_km"))
    keys = around.keys(LOCATIONS.rows(info, reader, LocationPage.objects.all(), arguments.pop("filter", None)))
    meters = {pk: distance for distance, pk in keys}
    part = slice_keys(keys, arguments, f"{list_name(info, reader)} near {around.latitude} {around.longitude}")
    part.details = [{"distance_km": meters[pk] / 1000} for pk in part.nodes]
    part.put_rows(reader.fetch(LOCATION, part.nodes))
    return part
