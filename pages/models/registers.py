"""Registers kept by the whole group: sources, topics, questions, disclaimers."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import RevisionMixin
from wagtail.search import index

from cms.api.declarations import Choice, GraphQLFields, Html, ToOne, Value
from cms.preview.entries import WebsitePreview
from pages.lines import is_blank

from .page_form import rich_text_fields

PLAIN_FEATURES = ["bold", "italic", "link", "ol", "ul"]
"""What rich text in registers and bios may hold."""


class Register(WebsitePreview, index.Indexed, RevisionMixin, models.Model):
    """An entry that many pages refer to: it keeps its history and has no drafts."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        empty = [field for field in rich_text_fields(type(self)) if not field.blank]
        found = {field.name: "Write this text." for field in empty if is_blank(getattr(self, field.name))}
        if found:
            raise ValidationError(found)


class Source(Register):
    """Something a medical statement rests on: a label, a law, a guideline, a study."""

    class Kind(models.TextChoices):
        """What sort of document a source is."""

        LABEL = "label", "Product label"
        STATUTE = "statute", "Law or regulation"
        GUIDELINE = "guideline", "Guideline or official advice"
        STUDY = "study", "Study or review"
        OTHER = "other", "Other"

    title = models.CharField(max_length=250, help_text="As printed on the source itself.")
    publisher = models.CharField(max_length=150, blank=True)
    url = models.URLField("address", max_length=500, blank=True, help_text="Where readers can find it.")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.OTHER)
    published = models.DateField(null=True, blank=True)
    accessed = models.DateField(null=True, blank=True, help_text="When somebody last read it there.")
    link_is_dead = models.BooleanField(default=False, help_text="The address no longer answers: readers get no link.")

    panels = [
        FieldPanel("title"),
        FieldPanel("publisher"),
        FieldPanel("url"),
        FieldPanel("kind"),
        FieldPanel("published"),
        FieldPanel("accessed"),
        FieldPanel("link_is_dead"),
    ]
    search_fields = [
        index.SearchField("title"),
        index.SearchField("publisher"),
        index.AutocompleteField("title"),
        index.AutocompleteField("publisher"),
        index.FilterField("kind"),
        index.FilterField("link_is_dead"),
    ]
    graphql_fields: GraphQLFields = [
        Value("title", required=True, description="The source's own title."),
        Value("publisher", source="publisher_or_none", description="Who published it; null where that is not known."),
        Value(
            "url",
            source="working_url",
            description="Where it can be read; null when the link is known to be dead.",
        ),
        Choice("kind", enum="SourceKind", choices=Kind, required=True, description="What sort of source it is."),
        Value("published", type="Date", description="When it was published; null where that is not known."),
        Value("accessed", type="Date", description="When the clinic's staff last read it; null where nobody noted it."),
    ]

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def publisher_or_none(self) -> str | None:
        return self.publisher or None

    @property
    def working_url(self) -> str | None:
        return None if self.link_is_dead else self.url or None


class Topic(Register):
    """What articles are about."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(
        max_length=80, unique=True, help_text="Used in addresses and filters; keep it once published."
    )

    panels = [FieldPanel("name"), FieldPanel("slug")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("slug")]
    graphql_fields: GraphQLFields = [
        Value("name", required=True, description="The topic's name."),
        Value("slug", required=True, description="The topic's stable name for filters."),
    ]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Faq(Register):
    """A question patients ask, and the clinic's answer."""

    class Scope(models.TextChoices):
        """What a question is about."""

        GENERAL = "general", "The clinic in general"
        VISIT = "visit", "Booking and the visit"
        TREATMENT = "treatment", "Treatments and their effects"
        SAFETY = "safety", "Safety and aftercare"
        COST = "cost", "Prices and payment"

    question = models.CharField(max_length=150, help_text="In the patient's words.")
    answer = RichTextField(features=PLAIN_FEATURES)
    scope = models.CharField(
        max_length=10, choices=Scope.choices, default=Scope.GENERAL, help_text="What the question is about."
    )
    reviewed_by = models.ForeignKey(
        "providers.ProviderPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="The clinician who checked the answer.",
    )  # fmt: skip

    panels = [
        FieldPanel("question"),
        FieldPanel("answer"),
        FieldPanel("scope"),
        FieldPanel("reviewed_by", permission="pages.record_review"),
    ]
    search_fields = [
        index.SearchField("question"),
        index.SearchField("answer"),
        index.AutocompleteField("question"),
        index.FilterField("scope"),
    ]
    graphql_fields: GraphQLFields = [
        Value("question", required=True, description="The question, in the patient's words."),
        Html("answer", required=True, description="The clinic's answer."),
        Choice("scope", enum="FaqScope", choices=Scope, required=True, description="What the question is about."),
    ]

    class Meta:
        ordering = ["question"]
        verbose_name = "FAQ"
        verbose_name_plural = "FAQs"

    def __str__(self) -> str:
        return self.question


class Disclaimer(Register):
    """A standing text that readers must see: results vary, not medical advice, and the like."""

    name = models.CharField(max_length=100, unique=True, help_text="For staff: how the disclaimer is called in lists.")
    content = RichTextField("text", features=PLAIN_FEATURES)
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="disclaimers",
        help_text="The rule that asks for it, if one does.",
    )  # fmt: skip
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="The last day it is shown.")

    panels = [
        FieldPanel("name"),
        FieldPanel("content"),
        FieldPanel("source"),
        FieldPanel("valid_from"),
        FieldPanel("valid_until"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.SearchField("content"),
        index.AutocompleteField("name"),
    ]
    graphql_fields: GraphQLFields = [
        Value("name", required=True, description="What staff call the disclaimer."),
        Html("content", required=True, description="The text readers must see."),
        ToOne("source", target="pages.Source", description="The rule that asks for it; null if none does."),
    ]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
