"""Where a location is."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from .fields import COORDINATE_HELP, CoordinateField

STATE_CODE = RegexValidator(r"^[A-Z]{2}$", "Enter the two capital letters of the state, such as GA.")
COUNTRY_CODE = RegexValidator(r"^[A-Z]{2}$", "Enter the two capital letters of the country, such as US.")
ADDRESS = ("address_line_1", "address_line_2", "city", "region", "postal_code", "country")
"""The columns of a location's address."""


def coordinate(most: int) -> CoordinateField:
    """A column of degrees from ``-most`` to ``most``, with six decimals."""
    return CoordinateField(
        max_digits=len(str(most)) + 6,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-most), MaxValueValidator(most)],
        help_text=COORDINATE_HELP,
    )


class Addressed(models.Model):
    """A page with an address and its coordinates."""

    address_line_1 = models.CharField("street", max_length=120)
    address_line_2 = models.CharField("suite, floor", max_length=120, blank=True)
    city = models.CharField(max_length=80)
    region = models.CharField("state", max_length=2, validators=[STATE_CODE], help_text="Two letters, such as GA.")
    postal_code = models.CharField("ZIP code", max_length=12)
    country = models.CharField(max_length=2, default="US", validators=[COUNTRY_CODE])
    latitude = coordinate(90)
    longitude = coordinate(180)

    class Meta:
        abstract = True

    @property
    def address_lines(self) -> list[str]:
        """Street, and suite or floor if there is one."""
        return [line for line in (self.address_line_1, self.address_line_2) if line]

    @property
    def address(self) -> dict[str, object]:
        """``lines``, ``city``, ``region``, ``postal_code``, ``country``."""
        return {
            "lines": self.address_lines,
            "city": self.city,
            "region": self.region,
            "postal_code": self.postal_code,
            "country": self.country,
        }

    @property
    def postal_address(self) -> dict[str, str]:
        """The address in schema.org's words."""
        return {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(self.address_lines),
            "addressLocality": self.city,
            "addressRegion": self.region,
            "postalCode": self.postal_code,
            "addressCountry": self.country,
        }

    @property
    def geo(self) -> dict[str, float] | None:
        """``latitude`` and ``longitude`` in degrees."""
        if self.latitude is None or self.longitude is None:
            return None
        return {"latitude": float(self.latitude), "longitude": float(self.longitude)}
