"""How far locations are from a point: computed here, so that every database agrees to the meter."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import FloatField, QuerySet

from cms.api.cursors import Key
from cms.api.errors import ClientError
from cms.api.lists import Rows
from cms.api.statements import Parameter

EARTH_METERS = 6_371_008.8
"""The mean radius (IUGG)."""
HALFWAY_ROUND_KM = 20_016
DEGREE_KM = 111.2
"""At most so far is a degree of latitude from the next."""


@dataclass(frozen=True)
class Nearness:
    """A point, and how far around it to look; no radius is no limit."""

    latitude: float
    longitude: float
    radius_km: float | None

    def __post_init__(self) -> None:
        """Raise ``ClientError`` for what is no place on the earth."""
        for name, value, most in (("latitude", self.latitude, 90), ("longitude", self.longitude, 180)):
            if not -most <= value <= most:
                raise ClientError(f"`{name}` must be between -{most} and {most} degrees; it is {value:g}.")
        if self.radius_km is not None and not 0 < self.radius_km <= HALFWAY_ROUND_KM:
            raise ClientError(
                f"`radiusKm` must be more than 0 and at most {HALFWAY_ROUND_KM}; it is {self.radius_km:g}."
            )

    def keys(self, locations: Rows) -> list[Key]:
        """``(meters, id)`` of the locations in reach, the nearest first; those without coordinates are left out.

        One statement, which reads three columns of the few hundred locations that a group has.
        """
        band = 180.0 if self.radius_km is None else self.radius_km / DEGREE_KM + 0.1
        rows = locations.ask("in a band", in_a_band, south=self.latitude - band, north=self.latitude + band)
        keys = ((self.meters(float(latitude), float(longitude)), pk) for pk, latitude, longitude in rows)
        return sorted(key for key in keys if self.radius_km is None or key[0] <= self.radius_km * 1000)

    def meters(self, latitude: float, longitude: float) -> int:
        """The way over the ground, by the haversine formula."""
        here, there = radians(self.latitude), radians(latitude)
        across = sin(radians(longitude - self.longitude) / 2) ** 2
        chord = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * across
        return round(2 * EARTH_METERS * asin(sqrt(min(1.0, chord))))


def in_a_band(locations: QuerySet[Any]) -> QuerySet[Any, Any]:
    """Where locations are that lie between two latitudes; one without coordinates lies nowhere."""
    south, north = Parameter("south", FloatField()), Parameter("north", FloatField())
    placed = locations.filter(latitude__gte=south, latitude__lte=north, longitude__isnull=False)
    return placed.order_by().values_list("pk", "latitude", "longitude")
