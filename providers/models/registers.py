"""Registers of the providers app: who certifies and licenses, and what each provider holds."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from cms.api.declarations import GraphQLFields, Value
from pages.models import Register

STATE_HELP = "Two letters, such as GA."
STATES = [
    "AL",
    "AK",
    "AZ",
    "AR",
    "CA",
    "CO",
    "CT",
    "DE",
    "DC",
    "FL",
    "GA",
    "HI",
    "ID",
    "IL",
    "IN",
    "IA",
    "KS",
    "KY",
    "LA",
    "ME",
    "MD",
    "MA",
    "MI",
    "MN",
    "MS",
    "MO",
    "MT",
    "NE",
    "NV",
    "NH",
    "NJ",
    "NM",
    "NY",
    "NC",
    "ND",
    "OH",
    "OK",
    "OR",
    "PA",
    "PR",
    "RI",
    "SC",
    "SD",
    "TN",
    "TX",
    "UT",
    "VT",
    "VA",
    "WA",
    "WV",
    "WI",
    "WY",
]
STATE_CHOICES = [(state, state) for state in STATES]


class IssuingBoard(Register):
    """A board that certifies or licenses."""

    class Family(models.TextChoices):
        ABMS = "abms", "ABMS member board"
        AOA = "aoa", "AOA-BOS board"
        STATE = "state", "State board"
        OTHER = "other", "Other"

    name = models.CharField(max_length=150, unique=True)
    abbreviation = models.CharField(max_length=20, blank=True)
    family = models.CharField(max_length=6, choices=Family.choices, default=Family.OTHER)
    verify_url = models.URLField("where to verify", blank=True, help_text="The board's public look-up page.")

    panels = [FieldPanel("name"), FieldPanel("abbreviation"), FieldPanel("family"), FieldPanel("verify_url")]
    search_fields = [
        index.SearchField("name"),
        index.SearchField("abbreviation"),
        index.AutocompleteField("name"),
        index.FilterField("family"),
    ]
    graphql_fields: GraphQLFields = [
        Value("name", required=True, description="The board's full name."),
        Value(
            "abbreviation",
            source="abbreviation_or_none",
            description="Its usual abbreviation; null where there is none.",
        ),
        Value(
            "verify_url",
            source="verify_url_or_none",
            description="Where anybody can look a certificate up; null where there is no such page.",
        ),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = "issuing board"

    def __str__(self) -> str:
        return self.name

    @property
    def abbreviation_or_none(self) -> str | None:
        return self.abbreviation or None

    @property
    def verify_url_or_none(self) -> str | None:
        return self.verify_url or None


class LicenceType(Register):
    """A kind of licence that a state issues."""

    has_preview = False

    state = models.CharField(max_length=2, choices=STATE_CHOICES, help_text=STATE_HELP)
    title = models.CharField("official title", max_length=120, help_text="As the state writes it.")
    abbreviation = models.CharField(max_length=20, blank=True, help_text="Such as RN.")
    board = models.ForeignKey(
        IssuingBoard, null=True, blank=True, on_delete=models.PROTECT, related_name="licence_types"
    )
    citation = models.CharField(max_length=200, blank=True, help_text="The rule it rests on.")
    rule_reviewed_on = models.DateField(null=True, blank=True, help_text="When somebody last read that rule.")

    panels = [
        FieldPanel("state"),
        FieldPanel("title"),
        FieldPanel("abbreviation"),
        FieldPanel("board"),
        FieldPanel("citation"),
        FieldPanel("rule_reviewed_on"),
    ]
    search_fields = [
        index.SearchField("title"),
        index.SearchField("abbreviation"),
        index.AutocompleteField("title"),
        index.FilterField("state"),
        index.FilterField("board"),
    ]

    class Meta:
        ordering = ["state", "title"]
        verbose_name = "license type"
        constraints = [models.UniqueConstraint(fields=["state", "title"], name="one_licence_type_per_state_and_title")]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"


class Licence(Register):
    """A licence a provider holds. Past its expiry it is absent from the API by that date alone."""

    has_preview = False

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        INACTIVE = "inactive", "Inactive"
        SUSPENDED = "suspended", "Suspended"
        REVOKED = "revoked", "Revoked"

    provider = models.ForeignKey("providers.ProviderPage", on_delete=models.CASCADE, related_name="licences")
    licence_type = models.ForeignKey(
        LicenceType, on_delete=models.PROTECT, related_name="licences", verbose_name="license type"
    )
    number = models.CharField(max_length=40)
    issued = models.DateField(null=True, blank=True)
    expires = models.DateField(help_text="The last day it is valid. The day after, the API no longer shows it.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    verified_on = models.DateField(null=True, blank=True, help_text="When somebody last checked it with the board.")

    panels = [
        FieldPanel("provider"),
        FieldPanel("licence_type"),
        FieldPanel("number"),
        FieldPanel("issued"),
        FieldPanel("expires"),
        FieldPanel("status"),
        FieldPanel("verified_on"),
    ]
    search_fields = [
        index.SearchField("number"),
        index.AutocompleteField("number"),
        index.RelatedFields("provider", [index.SearchField("title"), index.AutocompleteField("title")]),
        index.FilterField("provider"),
        index.FilterField("licence_type"),
        index.FilterField("expires"),
        index.FilterField("status"),
    ]

    class Meta:
        ordering = ["expires"]
        verbose_name = "license"
        constraints = [
            models.UniqueConstraint(fields=["licence_type", "number"], name="one_licence_per_type_and_number")
        ]

    def __str__(self) -> str:
        return f"{self.licence_type.title}, {self.licence_type.state} {self.number}"

    def clean(self) -> None:
        super().clean()
        check_dates(self.issued, self.expires, self.verified_on)


class Certification(Register):
    """A board certification. Past its expiry it is absent from the API by that date alone."""

    has_preview = False

    provider = models.ForeignKey("providers.ProviderPage", on_delete=models.CASCADE, related_name="certifications")
    board = models.ForeignKey(IssuingBoard, on_delete=models.PROTECT, related_name="certifications")
    specialty = models.CharField(max_length=120, help_text="Such as plastic surgery.")
    number = models.CharField(max_length=40, blank=True)
    issued = models.DateField(null=True, blank=True)
    lifetime = models.BooleanField(default=False, help_text="It never expires.")
    expires = models.DateField(
        null=True, blank=True, help_text="The last day it is valid; empty only for lifetime ones."
    )
    verified_on = models.DateField(null=True, blank=True, help_text="When somebody last checked it with the board.")
    verified_by = models.CharField(max_length=80, blank=True)
    evidence_url = models.URLField("evidence", blank=True, help_text="Where the board confirms it.")

    panels = [
        FieldPanel("provider"),
        FieldPanel("board"),
        FieldPanel("specialty"),
        FieldPanel("number"),
        FieldPanel("issued"),
        FieldPanel("lifetime"),
        FieldPanel("expires"),
        FieldPanel("verified_on"),
        FieldPanel("verified_by"),
        FieldPanel("evidence_url"),
    ]
    search_fields = [
        index.SearchField("specialty"),
        index.SearchField("number"),
        index.AutocompleteField("specialty"),
        index.RelatedFields("provider", [index.SearchField("title"), index.AutocompleteField("title")]),
        index.FilterField("provider"),
        index.FilterField("board"),
        index.FilterField("expires"),
    ]

    class Meta:
        ordering = ["expires"]

    def __str__(self) -> str:
        return f"{self.board.abbreviation or self.board.name}: {self.specialty}"

    def clean(self) -> None:
        super().clean()
        if self.lifetime == (self.expires is not None):
            raise ValidationError(
                {"expires": "Enter the last day it is valid, or tick lifetime: one of them, not both."}
            )
        check_dates(self.issued, self.expires, self.verified_on)


def check_dates(issued: object, expires: object, verified_on: object) -> None:
    """Raise ``ValidationError`` where a credential's days contradict each other."""
    if issued and expires and expires <= issued:  # type: ignore[operator]
        raise ValidationError({"expires": "It expires before it was issued. Correct one of the two days."})
    if verified_on and verified_on > timezone.localdate():  # type: ignore[operator]
        raise ValidationError({"verified_on": "It cannot have been verified in the future. Enter the day it was done."})
