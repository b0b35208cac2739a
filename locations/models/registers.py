"""Registers of the locations app: availability, and the hosts that booking links may point to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.search import index

from cms.api.declarations import Choice, GraphQLFields, ToOne, Value
from pages.booking import booking_link_problem
from pages.models import BasePage, Register

from .fields import Weekday, WeekdaysField

validate_host = RegexValidator(
    r"^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$", "Enter a host name in small letters, such as booking.example.com."
)


MOST_PROVIDERS, MOST_LOCATIONS = 12, 20
"""How many a treatment may have; the content API's lists are as long."""


class BookingHost(Register):
    """A host that booking links may point to."""

    has_preview = False

    host = models.CharField(
        max_length=253, unique=True, validators=[validate_host], help_text="Without https:// or path."
    )
    purpose = models.CharField(max_length=120, blank=True, help_text="Whose booking system it is.")

    panels = [FieldPanel("host"), FieldPanel("purpose")]
    search_fields = [index.SearchField("host"), index.AutocompleteField("host")]

    class Meta:
        ordering = ["host"]
        verbose_name = "booking host"

    def __str__(self) -> str:
        return self.host

    def clean(self) -> None:
        super().clean()
        former = type(self).objects.filter(pk=self.pk).exclude(host=self.host).first()
        used = next(iter(former.mentions()), None) if former is not None else None
        if used is not None:
            raise ValidationError(
                {"host": f"“{used}” and perhaps others link to {former}. Add the new host as an entry of its own."}
            )

    def mentions(self) -> Iterable[Any]:
        """What links to the host: locations, availability, and pages with a call to action."""
        yield from linking_to(self.host, apps.get_model("locations", "LocationPage"), "booking_url")
        yield from linking_to(self.host, Availability, "booking_url")
        for model in apps.get_models():
            if issubclass(model, BasePage):
                for name in model.body_fields():
                    yield from linking_to(self.host, model, name)


def linking_to(host: str, model: Any, field: str) -> Iterable[Any]:
    """Rows of ``model`` whose ``field`` holds an address on ``host``."""
    return model._default_manager.filter(**{f"{field}__icontains": f"https://{host}"})


class Availability(Register):
    """A provider gives a treatment at a location: the one source of all relations between the three."""

    treatment = models.ForeignKey("treatments.TreatmentPage", on_delete=models.CASCADE, related_name="availabilities")
    provider = models.ForeignKey("providers.ProviderPage", on_delete=models.CASCADE, related_name="availabilities")
    location = models.ForeignKey("locations.LocationPage", on_delete=models.CASCADE, related_name="availabilities")
    starts = models.DateField("from", null=True, blank=True, help_text="The first day; empty if it already began.")
    ends = models.DateField("until", null=True, blank=True, help_text="The last day; empty if it goes on.")
    days = WeekdaysField(
        default=list, blank=True, help_text="On which days of the week; none ticked means every day it is open."
    )
    accepting_patients = models.BooleanField(default=True, help_text="New patients can book.")
    booking_url = models.URLField("booking link", blank=True, help_text="If it differs from the location's own link.")

    panels = [
        FieldPanel("treatment"),
        FieldPanel("provider"),
        FieldPanel("location"),
        FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
        FieldPanel("days"),
        FieldPanel("accepting_patients"),
        FieldPanel("booking_url"),
    ]
    search_fields = [
        index.RelatedFields("treatment", [index.SearchField("title"), index.AutocompleteField("title")]),
        index.RelatedFields("provider", [index.SearchField("title"), index.AutocompleteField("title")]),
        index.RelatedFields("location", [index.SearchField("title"), index.AutocompleteField("title")]),
        index.FilterField("treatment"),
        index.FilterField("provider"),
        index.FilterField("location"),
        index.FilterField("accepting_patients"),
        index.AutocompleteField("names"),
    ]
    graphql_fields: GraphQLFields = [
        ToOne("treatment", target="treatments.TreatmentPage", required=True, description="What is given."),
        ToOne("provider", target="providers.ProviderPage", required=True, description="By whom."),
        ToOne("location", target="locations.LocationPage", required=True, description="Where."),
        Choice(
            "days", enum="Weekday", choices=Weekday, many=True, required=True,
            description="On which days of the week; empty for every day the location is open.",
        ),
        Value("accepting_patients", type="Boolean", required=True, description="Whether new patients can book."),
        Value(
            "booking_url", source="booking_url_or_none",
            description="Where to book just this, over https; null where there is no such link.",
        ),
    ]  # fmt: skip

    class Meta:
        ordering = ["treatment__title", "provider__title", "location__title"]
        verbose_name = "availability"
        verbose_name_plural = "availability"
        constraints = [
            models.UniqueConstraint(fields=["treatment", "provider", "location"], name="one_availability_per_triple")
        ]
        indexes = [
            models.Index(fields=["provider", "location"], name="availability_by_provider"),
            models.Index(fields=["location", "treatment"], name="availability_by_location"),
        ]

    def __str__(self) -> str:
        return f"{self.treatment} · {self.provider} · {self.location}"

    @property
    def booking_url_or_none(self) -> str | None:
        return self.booking_url or None

    def names(self) -> str:
        """The three names, for the admin's search."""
        return str(self)

    def clean(self) -> None:
        super().clean()
        if self.starts and self.ends and self.ends < self.starts:
            raise ValidationError({"ends": "The last day lies before the first. Correct one of the two."})
        if problem := booking_link_problem(self.booking_url):
            raise ValidationError({"booking_url": problem})
        for side, most in (("provider", MOST_PROVIDERS), ("location", MOST_LOCATIONS)):
            self.check_room_for(side, most)

    def check_room_for(self, side: str, most: int) -> None:
        """Raise ``ValidationError`` where the treatment has ``most`` others on ``side``, as many as its list shows."""
        if self.treatment_id is None or getattr(self, f"{side}_id") is None:
            return
        others = type(self).objects.filter(treatment=self.treatment_id).exclude(pk=self.pk)
        present = set(others.values_list(side, flat=True))
        if len(present | {getattr(self, f"{side}_id")}) > most:
            raise ValidationError({side: f"A treatment has at most {most} {side}s. Delete one that is over first."})
