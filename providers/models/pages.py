"""Provider bios."""

from __future__ import annotations

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from cms.admin.panels import RegisterPanel
from cms.api.declarations import Choice, GraphQLFields, Html, Loaded, Picture, Value
from cms.search.findable import Passage, passages
from pages.lines import MOST_LINES, at_most_lines, lines
from pages.models import PLAIN_FEATURES, BasePage, IndexPage, Problems, merge_problems, tabs
from providers.npi import validate_npi


class ProviderIndexPage(IndexPage):
    """Holds the providers."""

    subpage_types = ["providers.ProviderPage"]

    edit_handler = tabs(IndexPage.content_panels)

    class Meta:
        verbose_name = "provider index"


class ProviderPage(BasePage):
    """Somebody who treats patients; belongs to no single location."""

    class Role(models.TextChoices):
        """What a provider is licensed as."""

        PHYSICIAN = "physician", "Physician"
        NURSE_PRACTITIONER = "nurse_practitioner", "Nurse practitioner"
        PHYSICIAN_ASSISTANT = "physician_assistant", "Physician assistant"
        REGISTERED_NURSE = "registered_nurse", "Registered nurse"
        ESTHETICIAN = "esthetician", "Esthetician"
        LASER_PRACTITIONER = "laser_practitioner", "Cosmetic laser practitioner"

    parent_page_types = ["providers.ProviderIndexPage"]
    subpage_types: list[str] = []

    post_nominals = models.CharField(
        max_length=60, blank=True, help_text="Degrees and license letters, such as MD or RN."
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    job_title = models.CharField(max_length=100, blank=True, help_text="As on the door, such as Medical director.")
    photo = models.ForeignKey(
        "media.MediaImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Only with their written consent.",
    )
    bio = RichTextField(features=PLAIN_FEATURES, help_text="Training, experience, manner; no superlatives.")
    languages = models.TextField(
        blank=True, validators=[at_most_lines], help_text="Languages spoken with patients, one per line."
    )
    practising_since = models.PositiveSmallIntegerField(
        "practicing since",
        null=True,
        blank=True,
        validators=[MinValueValidator(1950)],
        help_text="The year, such as 2009.",
    )
    education = models.TextField(
        blank=True, validators=[at_most_lines], help_text="Schools and residencies, one per line."
    )
    npi = models.CharField("NPI", max_length=10, blank=True, validators=[validate_npi], help_text="Ten digits.")

    json_ld_loader = "providers.json_ld.providers"
    schema_type = "Person"
    schema_anchor = "person"

    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("post_nominals"), FieldPanel("role")]),
        FieldPanel("job_title"),
        FieldPanel("photo"),
        FieldPanel("bio"),
        MultiFieldPanel(
            [FieldPanel("languages"), FieldPanel("practising_since"), FieldPanel("education")],
            heading="Background",
        ),
    ]
    clinical_panels: list[Any] = [
        FieldPanel("npi"),
        RegisterPanel(
            "licences",
            {"licence_type": "License", "number": "Number", "status": "Status"},
            expires="expires",
            heading="Licenses",
        ),
        RegisterPanel(
            "certifications",
            {"board": "Board", "specialty": "Specialty", "lifetime": "Lifetime"},
            expires="expires",
            heading="Certifications",
        ),
    ]
    relation_panels = [
        RegisterPanel(
            "availabilities",
            {"treatment": "Treatment", "location": "Location", "accepting_patients": "New patients"},
            expires="ends",
            heading="What they give, and where",
        )
    ]
    edit_handler = tabs(content_panels, clinical=clinical_panels, relations=relation_panels)

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("post_nominals"),
        index.SearchField("job_title"),
        index.SearchField("bio"),
        index.FilterField("role"),
    ]
    graphql_fields: GraphQLFields = [
        Value(
            "display_name", reads=("title", "post_nominals"), required=True,
            description="The name with degrees and licence letters.",
        ),
        Value(
            "post_nominals", source="post_nominals_or_none", reads=("post_nominals",),
            description="Degrees and licence letters; null where there are none.",
        ),
        Choice("role", enum="ProviderRole", choices=Role, required=True, description="What they are licensed as."),
        Value(
            "job_title", source="job_title_or_none", reads=("job_title",),
            description="What they do at the clinic; null if not said.",
        ),
        Picture(
            "photo", named_by="display_name", reads=("photo_id", "title", "post_nominals"),
            description="Their picture; null without a public one. Its `alt` is their name where it has no other.",
        ),
        Html("bio", required=True, description="Training, experience and manner."),
        Value(
            "languages", source="language_list", reads=("languages",), many=True, maximum=MOST_LINES, required=True,
            description="Languages they speak.",
        ),
        Value(
            "education", source="education_list", reads=("education",), many=True, maximum=MOST_LINES, required=True,
            description="Schools and residencies.",
        ),
        Value(
            "since", source="practising_since", type="Int",
            description="The year they began to practise; null if not said.",
        ),
        Loaded(
            "credentials", type="Credential", loader="providers.loading.credentials", reads=(), many=True, maximum=20,
            required=True, description="Licences and certifications that are valid today.",
        ),
        Loaded(
            "treatments", target="treatments.TreatmentPage", loader="locations.loading.treatments_of_providers",
            reads=(),
            many=True, first=True, required=True,
            description="What they give, by availability, by title; in parts, the root field `treatments` has all.",
        ),
        Loaded(
            "locations", target="locations.LocationPage", loader="locations.loading.locations_of_providers",
            reads=(),
            many=True, maximum=20, required=True, description="Where they work, by availability; at most 20.",
        ),
    ]  # fmt: skip

    class Meta:
        verbose_name = "provider"

    @property
    def display_name(self) -> str:
        return f"{self.title}, {self.post_nominals}" if self.post_nominals else self.title

    @property
    def post_nominals_or_none(self) -> str | None:
        return self.post_nominals or None

    @property
    def job_title_or_none(self) -> str | None:
        return self.job_title or None

    @property
    def language_list(self) -> list[str]:
        return lines(self.languages)

    @property
    def education_list(self) -> list[str]:
        return lines(self.education)

    def search_names(self) -> list[str]:
        return [self.display_name]

    def search_passages(self) -> list[Passage]:
        listed = (", ".join(self.language_list), ", ".join(self.education_list))
        return passages(self.job_title, *listed, rich=[self.bio])

    def problems(self) -> Problems:
        found = super().problems()
        if self.practising_since and self.practising_since > timezone.localdate().year:
            found["practising_since"] = ["This year lies in the future. Enter the year they began to practice."]
        namesake = type(self)._default_manager.filter(npi=self.npi).exclude(pk=self.pk).first() if self.npi else None
        if namesake is not None:
            found["npi"] = [f"{namesake.title} has this NPI already. Look both up in the NPI registry."]
        return found

    def publish_problems(self) -> Problems:
        found = merge_problems(
            super().publish_problems(),
            self.missing(role="Choose the role before publishing.", bio="Write the bio before publishing."),
        )
        if self.pk is None or not self.licences.exists():
            found["__all__"] = ["Add a license (tab Clinical, once the draft is saved) before publishing."]
        return found
