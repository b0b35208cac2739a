"""Concerns: what bothers people, in their words and the clinician's."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from cms.api.declarations import Choice, GraphQLFields, Html, Loaded, ToMany, Value
from cms.search.findable import Passage, passages
from pages.lines import MOST_LINES, at_most_lines, lines
from pages.models import PLAIN_FEATURES, BasePage, IndexPage, Problems, merge_problems, tabs


class ConcernIndexPage(IndexPage):
    """Holds the concerns."""

    subpage_types = ["treatments.ConcernPage"]

    edit_handler = tabs(IndexPage.content_panels)

    class Meta:
        verbose_name = "concern index"


class ConcernPage(BasePage):
    """What bothers somebody, and which treatments may help."""

    class Category(models.TextChoices):
        """The family of a concern."""

        PIGMENT = "pigment", "Pigment"
        REDNESS = "redness", "Redness and vessels"
        ACNE = "acne", "Acne"
        LINES = "lines", "Lines and wrinkles"
        VOLUME = "volume", "Volume and firmness"
        TEXTURE = "texture", "Texture and pores"
        SCARS = "scars", "Scars"
        HAIR = "hair", "Hair"
        OTHER = "other", "Other"

    parent_page_types = ["treatments.ConcernIndexPage"]
    subpage_types: list[str] = []

    clinical_name = models.CharField(
        max_length=120, blank=True, help_text="What a clinician calls it, such as lentigines."
    )
    synonyms = models.TextField(
        blank=True, validators=[at_most_lines], help_text="Other words people use, one per line. Used by search."
    )
    category = models.CharField(max_length=10, choices=Category.choices, default=Category.OTHER)
    introduction = models.TextField(max_length=900, blank=True, help_text="What it is, in a short paragraph.")
    see_a_doctor_if = RichTextField(
        features=PLAIN_FEATURES, help_text="Signs that need a doctor first, such as a mole that changes."
    )

    json_ld_loader = "treatments.json_ld.concerns"
    schema_anchor = "concern"
    schema_columns = ("category",)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("clinical_name"), FieldPanel("synonyms"), FieldPanel("category")], heading="Names"),
    ]
    clinical_panels = [FieldPanel("see_a_doctor_if")]
    relation_panels = [
        MultipleChooserPanel(
            "area_links", chooser_field_name="area", label="Body area", heading="Body areas", max_num=20
        )
    ]
    edit_handler = tabs(content_panels, clinical=clinical_panels, relations=relation_panels)

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("clinical_name"),
        index.SearchField("synonyms"),
        index.AutocompleteField("synonyms"),
        index.SearchField("introduction"),
        index.FilterField("category"),
    ]
    graphql_fields: GraphQLFields = [
        Value("name", source="title", required=True, description="The concern in patients' words."),
        Value(
            "clinical_name", source="clinical_name_or_none", reads=("clinical_name",),
            description="What a clinician calls it; null if not given.",
        ),
        Value(
            "synonyms", source="synonym_list", reads=("synonyms",), many=True, maximum=MOST_LINES, required=True,
            description="Other words people use.",
        ),
        Choice("category", enum="ConcernCategory", choices=Category, required=True, description="Its family."),
        Value("introduction", required=True, description="What it is, in a short paragraph."),
        ToMany(
            "areas", target="treatments.BodyArea", via="area_links.area", maximum=20, required=True,
            description="Where on the body it shows.",
        ),
        Html("see_a_doctor_if", required=True, description="Signs that need a doctor first."),
        Loaded(
            "treatments", target="treatments.TreatmentPage", loader="treatments.loading.treatments_of_concerns",
            reads=(),
            many=True, first=True, required=True,
            description="The treatments that may help, by title; in parts, the root field `treatments` has all.",
        ),
    ]  # fmt: skip

    class Meta:
        verbose_name = "concern"

    @property
    def is_medical(self) -> bool:
        """Whether it is a condition in medicine's eyes: acne and rosacea are, lines and lost volume are not."""
        return self.category in {self.Category.ACNE, self.Category.REDNESS}

    @property
    def schema_type(self) -> str:
        return "MedicalCondition" if self.is_medical else "DefinedTerm"

    @property
    def clinical_name_or_none(self) -> str | None:
        return self.clinical_name or None

    @property
    def synonym_list(self) -> list[str]:
        return lines(self.synonyms)

    def search_names(self) -> list[str]:
        return [name for name in (self.clinical_name, *self.synonym_list) if name]

    def search_passages(self) -> list[Passage]:
        return passages(self.introduction, rich=[self.see_a_doctor_if])

    def publish_problems(self) -> Problems:
        missing = self.missing(see_a_doctor_if="Say when to see a doctor before publishing.")
        return merge_problems(super().publish_problems(), missing)
