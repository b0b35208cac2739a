"""Registers of the locations app: availability, and the hosts that booking links may point to."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.search import index

from cms.api.declarations import GraphQLFields, ToOne, Value
from pages.models import Register

PERSONAL_PARAMETERS = {
    "address", "birthdate", "birthday", "dob", "email", "first_name", "firstname", "last_name", "lastname", "mail",
    "mrn", "name", "patient", "patient_id", "patientid", "phone", "ssn", "tel", "telephone",
}  # fmt: skip
"""Query parameters that name a person: a booking link never carries them."""

validate_host = RegexValidator(
    r"^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$", "Enter a host name in small letters, such as booking.example.com."
)


class BookingHost(Register):
    """A host that booking links may point to."""

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


def booking_link_problem(url: str) -> str | None:
    """Why ``url`` may not be a booking link; None when it may, or is empty."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        return "A booking link starts with https:// and a host. Copy it from the booking system again."
    if not BookingHost.objects.filter(host=parts.hostname.lower()).exists():
        allowed = ", ".join(BookingHost.objects.values_list("host", flat=True)) or "none yet"
        return (
            f"{parts.hostname} is not among the allowed booking hosts ({allowed}). "
            "Use one of them, or ask an administrator to add it."
        )
    personal = sorted({name for name, _ in parse_qsl(parts.query) if name.lower() in PERSONAL_PARAMETERS})
    if personal:
        return f"A booking link must not carry a person's details. Remove: {', '.join(personal)}."
    return None


class Availability(Register):
    """A provider gives a treatment at a location: the one source of all relations between the three."""

    treatment = models.ForeignKey("treatments.TreatmentPage", on_delete=models.CASCADE, related_name="availabilities")
    provider = models.ForeignKey("providers.ProviderPage", on_delete=models.CASCADE, related_name="availabilities")
    location = models.ForeignKey("locations.LocationPage", on_delete=models.CASCADE, related_name="availabilities")
    starts = models.DateField("from", null=True, blank=True, help_text="The first day; empty if it already began.")
    ends = models.DateField("until", null=True, blank=True, help_text="The last day; empty if it goes on.")
    accepting_patients = models.BooleanField(default=True, help_text="New patients can book.")
    booking_url = models.URLField("booking link", blank=True, help_text="If it differs from the location's own link.")

    panels = [
        FieldPanel("treatment"),
        FieldPanel("provider"),
        FieldPanel("location"),
        FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
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
        Value("accepting_patients", type="Boolean", required=True, description="Whether new patients can book."),
        Value("booking_url", source="booking_url_or_none", description="Where to book just this, over https."),
    ]

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
