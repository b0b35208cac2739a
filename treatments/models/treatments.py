"""Treatments: what is done, for whom, with which risks."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from cms.admin.panels import RegisterPanel
from cms.api.declarations import PAGE, Choice, Connection, GraphQLFields, Loaded, ToMany, Value
from cms.search.findable import Passage, passages
from pages.lines import MOST_LINES, at_most_lines, is_blank, lines
from pages.models import (
    PLAIN_FEATURES,
    Authored,
    BasePage,
    HasHero,
    IndexPage,
    Problems,
    Reviewed,
    merge_problems,
    tabs,
)
from pages.models.articles import AUTHOR_FIELD, REVIEW_FIELDS

from .sections import SECTIONS


class TreatmentIndexPage(IndexPage):
    """Holds the treatments."""

    subpage_types = ["treatments.TreatmentPage"]

    edit_handler = tabs(IndexPage.content_panels)

    class Meta:
        verbose_name = "treatment index"


def section_field(name: str) -> RichTextField:
    """The rich text field of one section."""
    section = next(section for section in SECTIONS if section.field == name)
    return RichTextField(section.heading.lower(), blank=True, features=PLAIN_FEATURES, help_text=section.help_text)


class TreatmentPage(Authored, Reviewed, HasHero, BasePage):
    """One treatment, a composite of several, or a category that groups them."""

    class Kind(models.TextChoices):
        """What a treatment works with."""

        INJECTABLE = "injectable", "Injectable"
        ENERGY = "energy", "Energy device"
        PEEL = "peel", "Peel"
        MECHANICAL = "mechanical", "Mechanical"
        SURGICAL = "surgical", "Surgical"
        COMPOSITE = "composite", "Composite"
        CATEGORY = "category", "Category"

    class Downtime(models.TextChoices):
        """How long a treatment keeps people from daily life."""

        NONE = "none", "None"
        HOURS = "hours", "Hours"
        DAYS_1_TO_3 = "days_1_to_3", "1 to 3 days"
        DAYS_4_TO_7 = "days_4_to_7", "4 to 7 days"
        MORE_THAN_A_WEEK = "more_than_a_week", "More than a week"

    class Anaesthesia(models.TextChoices):
        """How people are kept from pain during a treatment."""

        NONE = "none", "None"
        TOPICAL = "topical", "Numbing cream"
        LOCAL = "local", "Local"
        SEDATION = "sedation", "Sedation"
        GENERAL = "general", "General"

    class Invasiveness(models.TextChoices):
        """How deep a treatment goes."""

        NONINVASIVE = "noninvasive", "Does not break the skin"
        PERCUTANEOUS = "percutaneous", "Through the skin by needle"
        SURGICAL = "surgical", "Surgical"

    parent_page_types = ["treatments.TreatmentIndexPage"]
    subpage_types: list[str] = []

    summary = models.CharField(max_length=160, help_text="One sentence for lists and search results.")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    other_names = models.TextField(
        blank=True, validators=[at_most_lines], help_text="Other names people use, one per line. Used by search."
    )

    overview = section_field("overview")
    why_its_done = section_field("why_its_done")
    suitability = section_field("suitability")
    how_it_works = section_field("how_it_works")
    preparation = section_field("preparation")
    what_happens = section_field("what_happens")
    aftercare = section_field("aftercare")
    results = section_field("results")
    risks = section_field("risks")
    alternatives = section_field("alternatives")
    cost_note = section_field("cost_note")

    sessions_minimum = models.PositiveSmallIntegerField(
        "sessions, at least", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    sessions_maximum = models.PositiveSmallIntegerField(
        "at most", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    interval_weeks = models.PositiveSmallIntegerField(
        "weeks between", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(104)]
    )
    duration_minutes = models.PositiveSmallIntegerField(
        "minutes a session", null=True, blank=True, validators=[MinValueValidator(5), MaxValueValidator(720)]
    )
    downtime = models.CharField(max_length=16, choices=Downtime.choices, blank=True)
    onset = models.CharField("results show", max_length=80, blank=True, help_text="Such as after 3 to 7 days.")
    lasts_months_minimum = models.PositiveSmallIntegerField(
        "lasts months, at least", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    lasts_months_maximum = models.PositiveSmallIntegerField(
        "lasts months, at most", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    anaesthesia = models.CharField("anesthesia", max_length=10, choices=Anaesthesia.choices, blank=True)
    invasiveness = models.CharField(max_length=14, choices=Invasiveness.choices, blank=True)

    json_ld_loader = "treatments.json_ld.treatments"
    schema_anchor = "treatment"
    schema_columns = ("kind", "invasiveness")

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("kind")]),
        HasHero.hero_panel,
        FieldPanel("other_names"),
        MultiFieldPanel(
            [FieldPanel(section.field, help_text=section.advice) for section in SECTIONS], heading="Sections"
        ),
        Authored.author_panel,
    ]
    clinical_panels: list[Any] = [
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("sessions_minimum"),
                        FieldPanel("sessions_maximum"),
                        FieldPanel("interval_weeks"),
                    ]
                ),
                FieldRowPanel([FieldPanel("duration_minutes"), FieldPanel("downtime")]),
            ],
            heading="Sessions",
        ),
        MultiFieldPanel(
            [
                FieldPanel("onset"),
                FieldRowPanel([FieldPanel("lasts_months_minimum"), FieldPanel("lasts_months_maximum")]),
                FieldRowPanel([FieldPanel("anaesthesia"), FieldPanel("invasiveness")]),
            ],
            heading="Effect",
        ),
        Reviewed.review_panel,
        MultipleChooserPanel(
            "source_links", chooser_field_name="source", label="Source", heading="Sources", max_num=40
        ),
    ]
    relation_panels: list[Any] = [
        RegisterPanel(
            "availabilities",
            {"location": "Location", "provider": "Provider", "accepting_patients": "New patients"},
            expires="ends",
            heading="Where it is offered, by whom",
        ),
        MultipleChooserPanel(
            "concern_links",
            chooser_field_name="concern",
            label="Concern",
            heading="Concerns",
            help_text="Needed to publish: at least one.",
            max_num=20,
        ),
        MultipleChooserPanel(
            "area_links", chooser_field_name="area", label="Body area", heading="Body areas", max_num=20
        ),
        MultipleChooserPanel("brand_links", chooser_field_name="brand", label="Brand", heading="Brands", max_num=20),
        MultipleChooserPanel(
            "device_links", chooser_field_name="device", label="Device", heading="Devices", max_num=20
        ),
        MultipleChooserPanel(
            "component_links",
            chooser_field_name="component",
            label="Treatment",
            heading="Made of",
            help_text="For a composite treatment or a category: the treatments it is made of.",
            max_num=20,
        ),
        MultipleChooserPanel(
            "related_links",
            chooser_field_name="related",
            label="Page",
            heading="Related pages",
            help_text="Shown first; pages that share concerns follow by themselves.",
            max_num=12,
        ),
    ]
    edit_handler = tabs(content_panels, clinical=clinical_panels, relations=relation_panels)

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("other_names"),
        index.AutocompleteField("other_names"),
        *(index.SearchField(section.field) for section in SECTIONS),
        index.FilterField("kind"),
        index.FilterField("next_review_due"),
    ]
    names_from = ("concern_links.concern", "brand_links.brand", "device_links.device", "area_links.area")
    graphql_fields: GraphQLFields = [
        Value("summary", required=True, description="One sentence for lists and search results."),
        Choice("kind", enum="TreatmentKind", choices=Kind, required=True, description="What sort of treatment it is."),
        Value(
            "aliases", source="alias_list", reads=("other_names",), many=True, maximum=MOST_LINES, required=True,
            description="Other names people use.",
        ),
        HasHero.hero_field,
        Loaded(
            "sections", type="TreatmentSection", loader="treatments.loading.sections",
            reads=tuple(section.field for section in SECTIONS), many=True, required=True,
            maximum=len(SECTIONS), description="The sections that are filled in, in their fixed order.",
        ),
        ToMany(
            "concerns", target="treatments.ConcernPage", via="concern_links.concern", maximum=20, required=True,
            description="What it may help with.",
        ),
        ToMany(
            "areas", target="treatments.BodyArea", via="area_links.area", maximum=20, required=True,
            description="Where on the body it is given.",
        ),
        ToMany(
            "brands", target="treatments.ProductBrand", via="brand_links.brand", maximum=20, required=True,
            description="The products it uses.",
        ),
        ToMany(
            "devices", target="treatments.Device", via="device_links.device", maximum=20, required=True,
            description="The devices it uses.",
        ),
        Value(
            "sessions", type="Sessions", reads=("sessions_minimum", "sessions_maximum", "interval_weeks"),
            description="How many sessions, and how far apart; null if not said.",
        ),
        Value("duration_minutes", type="Int", description="How long a session takes, in minutes; null if not said."),
        Choice(
            "downtime", enum="Downtime", choices=Downtime,
            description="How long it keeps people from daily life; null if not said.",
        ),
        Value(
            "onset", source="onset_or_none", reads=("onset",),
            description="When results show, in words; null if not said.",
        ),
        Value(
            "lasts_months", type="MonthRange", reads=("lasts_months_minimum", "lasts_months_maximum"),
            description="How long results last, in months; null if not said.",
        ),
        Choice(
            "anaesthesia", enum="Anaesthesia", choices=Anaesthesia,
            description="How it is numbed; null if not said.",
        ),
        Choice(
            "invasiveness", enum="Invasiveness", choices=Invasiveness,
            description="Whether it breaks the skin; null if not said.",
        ),
        ToMany(
            "composite_of", target="treatments.TreatmentPage", via="component_links.component", maximum=20,
            required=True, description="The treatments a composite or category is made of.",
        ),
        Loaded(
            "providers", target="providers.ProviderPage", loader="locations.loading.providers_of_treatments", reads=(),
            many=True, maximum=12, required=True, description="Who gives it, by availability; at most 12.",
        ),
        Loaded(
            "locations", target="locations.LocationPage", loader="locations.loading.locations_of_treatments", reads=(),
            many=True, maximum=20, required=True, description="Where it is given, by availability; at most 20.",
        ),
        ToMany(
            "sources", target="pages.Source", via="source_links.source", maximum=40, required=True,
            description="What the page's statements rest on.",
        ),
        AUTHOR_FIELD,
        *REVIEW_FIELDS,
        Connection(
            "related", target=PAGE, loader="pages.related.related", reads=(), required=True,
            description="The editor's picks, then the pages that share most concerns and treatments.",
        ),
    ]  # fmt: skip

    class Meta:
        verbose_name = "treatment"

    def save(self, clean: bool = True, **kwargs: Any) -> None:
        if self.live:
            self.keep_author_name()
        super().save(clean=clean, **kwargs)

    @property
    def is_surgical(self) -> bool:
        return self.kind == self.Kind.SURGICAL or self.invasiveness == self.Invasiveness.SURGICAL

    @property
    def schema_type(self) -> list[str]:
        """A treatment as schema.org has it, and as a service: procedures alone cannot be offered there."""
        return ["SurgicalProcedure" if self.is_surgical else "MedicalTherapy", "Service"]

    @property
    def alias_list(self) -> list[str]:
        return lines(self.other_names)

    @property
    def onset_or_none(self) -> str | None:
        return self.onset or None

    @property
    def sessions(self) -> dict[str, int | None] | None:
        """``minimum``, ``maximum`` and ``interval_weeks``; None when nothing is known."""
        values = {
            "minimum": self.sessions_minimum,
            "maximum": self.sessions_maximum,
            "interval_weeks": self.interval_weeks,
        }
        return values if any(value is not None for value in values.values()) else None

    @property
    def lasts_months(self) -> dict[str, int | None] | None:
        """``minimum`` and ``maximum``; None when nothing is known."""
        if self.lasts_months_minimum is None and self.lasts_months_maximum is None:
            return None
        return {"minimum": self.lasts_months_minimum, "maximum": self.lasts_months_maximum}

    def search_names(self) -> list[str]:
        return self.alias_list

    def search_passages(self) -> list[Passage]:
        return passages(self.summary, rich=[getattr(self, section.field) for section in SECTIONS])

    def problems(self) -> Problems:
        found = merge_problems(super().problems(), self.review_problems())
        for low, high, what in (
            ("sessions_minimum", "sessions_maximum", "sessions"),
            ("lasts_months_minimum", "lasts_months_maximum", "months"),
        ):
            least, most = getattr(self, low), getattr(self, high)
            if least is not None and most is not None and most < least:
                found[high] = [f"At most {most} {what} is less than at least {least}. Correct one of the two."]
        if self.pk and self.pk in self.made_of():
            found["component_links"] = [
                "A treatment cannot be made of itself, nor of one that it is part of. Remove that from the list."
            ]
        return found

    def made_of(self) -> set[int]:
        """Ids of all the treatments it is made of, and of what those are made of."""
        link = self.component_links.model
        found: set[int] = set()
        reached = {row.component_id for row in self.component_links.all()}
        while reached:
            found |= reached
            reached = set(link.objects.filter(page_id__in=reached).values_list("component_id", flat=True)) - found
        return found

    def publish_problems(self) -> Problems:
        found = merge_problems(
            super().publish_problems(),
            self.missing(summary="Write the summary before publishing.", kind="Choose the kind before publishing."),
        )
        made_of_others = self.kind in {self.Kind.COMPOSITE, self.Kind.CATEGORY}
        if made_of_others and not self.component_links.all():
            found["component_links"] = ["Choose the treatments it is made of (tab Relations), or another kind."]
        if not self.concern_links.all():
            found["concern_links"] = ["Choose at least one concern (tab Relations) before publishing."]
        if self.kind != self.Kind.CATEGORY:
            absent = [each for each in SECTIONS if each.required and is_blank(getattr(self, each.field))]
            found = merge_problems(
                found,
                {section.field: [f"Write “{section.heading}” before publishing."] for section in absent},
            )
        return found
