"""Articles: explainers and posts, with their author, reviewer and sources."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.api.declarations import PAGE, Blocks, Connection, GraphQLFields, Loaded, ToMany, ToOne, Value
from pages.blocks import BodyBlock
from pages.review_record import RECORD_REVIEW, ReviewRecordPanel

from .base import BasePage, Problems, merge_problems, tabs
from .pictures import HasHero

REVIEW_FIELDS: GraphQLFields = [
    ToOne(
        "reviewed_by",
        target="providers.ProviderPage",
        description="The clinician who last reviewed the whole page; null before, or while they are not public.",
    ),
    Value("last_reviewed", type="Date", description="The day of that review; null before it."),
    Value(
        "next_review_due",
        type="Date",
        description="The day by which the page is to be reviewed again; null where none is set.",
    ),
]
AUTHOR_FIELD = Loaded(
    "author",
    type="Author",
    loader="pages.loading.authors",
    reads=("author_id", "byline"),
    required=True,
    description="Who wrote it: a provider, a named author or the organization. The name stays when a provider leaves.",
)


class Reviewed(models.Model):
    """A page whose content a clinician has reviewed; only Clinical reviewers may set these fields."""

    reviewed_by = models.ForeignKey(
        "providers.ProviderPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The clinician who reviewed the whole page.",
    )
    last_reviewed = models.DateField(null=True, blank=True)
    next_review_due = models.DateField(null=True, blank=True, help_text="When the page must be looked at again.")

    exclude_fields_in_copy = ["reviewed_by", "last_reviewed", "next_review_due"]
    """A copy is another page: nobody has reviewed it."""

    review_panel = MultiFieldPanel(
        [
            FieldPanel("reviewed_by", permission=RECORD_REVIEW),
            FieldRowPanel(
                [
                    FieldPanel("last_reviewed", permission=RECORD_REVIEW),
                    FieldPanel("next_review_due", permission=RECORD_REVIEW),
                ]
            ),
            ReviewRecordPanel(),
        ],
        heading="Clinical review",
        help_text="Set by a clinical reviewer after reading the whole page.",
    )

    class Meta:
        abstract = True

    def review_problems(self) -> Problems:
        """A review needs who and when, not in the future, and a next date after it."""
        found: Problems = {}
        if bool(self.reviewed_by_id) != bool(self.last_reviewed):
            field = "last_reviewed" if self.reviewed_by_id else "reviewed_by"
            found[field] = ["A review needs both the reviewer and the day: fill in the other one, or clear both."]
        if self.last_reviewed and self.last_reviewed > timezone.localdate():
            found["last_reviewed"] = ["A review cannot lie in the future. Enter the day it was done."]
        if self.last_reviewed and self.next_review_due and self.next_review_due <= self.last_reviewed:
            found["next_review_due"] = ["The next review must come after the last one. Enter a later day."]
        return found


class Authored(models.Model):
    """A page with an author: a provider, or a byline, or neither and the organization speaks."""

    author = models.ForeignKey(
        "providers.ProviderPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="A provider of the clinic. Leave empty for a byline, or for the organization as author.",
    )
    byline = models.CharField(
        max_length=120,
        blank=True,
        help_text="The author's name as printed. Filled in from the provider at publishing, and kept if they leave.",
    )

    author_panel = MultiFieldPanel([FieldPanel("author"), FieldPanel("byline")], heading="Author")

    class Meta:
        abstract = True

    def keep_author_name(self) -> None:
        """Copy a public provider's name into the byline, so that it outlasts their page.

        A provider who is not public takes the former author's name away and puts none in its place.
        """
        author = self.author
        if author is None:
            return
        if author.live and not author.get_view_restrictions().exists():
            self.byline = author.display_name
            return
        former = type(self)._default_manager.filter(pk=self.pk).values_list("author_id", "byline").first()
        if former is not None and former[0] != author.pk and former[1] == self.byline:
            self.byline = ""


class ArticlePage(Authored, Reviewed, HasHero, BasePage):  # noqa: DJ008 (Wagtail's Page has one)
    """An explainer or post."""

    parent_page_types = ["pages.ArticleIndexPage"]
    subpage_types: list[str] = []

    introduction = models.TextField(
        "standfirst",
        max_length=400,
        help_text="One or two sentences under the headline, also shown in lists.",
    )
    body = StreamField(BodyBlock(), use_json_field=True, blank=True)
    published_on = models.DateField(
        default=timezone.localdate,
        help_text="The date readers see; it does not decide when the page goes live.",
    )
    is_medical = models.BooleanField(
        "medical content",
        default=True,
        help_text="It speaks of treatments, their effects or risks. To be published it then needs a clinical review "
        "and a source.",
    )

    json_ld_loader = "pages.json_ld.articles"
    title_limit = 110

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        HasHero.hero_panel,
        FieldPanel("body"),
        Authored.author_panel,
        FieldPanel("published_on"),
    ]
    clinical_panels: list[Any] = [
        FieldPanel("is_medical"),
        Reviewed.review_panel,
        MultipleChooserPanel(
            "source_links", chooser_field_name="source", label="Source", heading="Sources", max_num=40
        ),
    ]
    relation_panels: list[Any] = [
        MultipleChooserPanel("topic_links", chooser_field_name="topic", label="Topic", heading="Topics", max_num=8),
        MultipleChooserPanel(
            "treatment_links",
            chooser_field_name="treatment",
            label="Treatment",
            heading="Treatments",
            max_num=8,
        ),
        MultipleChooserPanel(
            "related_links",
            chooser_field_name="related",
            label="Page",
            heading="Related pages",
            help_text="Shown first; pages that share concerns and treatments follow by themselves.",
            max_num=12,
        ),
    ]
    edit_handler = tabs(content_panels, clinical=clinical_panels, relations=relation_panels)

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.SearchField("byline"),
        index.FilterField("published_on"),
        index.FilterField("next_review_due"),
        index.FilterField("author"),
    ]
    graphql_fields: GraphQLFields = [
        Value("introduction", required=True, description="One or two sentences under the headline."),
        HasHero.hero_field,
        Blocks("body", required=True, description="The article's content, at most 60 blocks."),
        AUTHOR_FIELD,
        Value("published_on", type="Date", required=True, description="The date readers see."),
        ToMany(
            "topics", target="pages.Topic", via="topic_links.topic", maximum=8, required=True,
            description="What the article is about.",
        ),
        ToMany(
            "treatments", target="treatments.TreatmentPage", via="treatment_links.treatment", maximum=8, required=True,
            description="The treatments the article is about.",
        ),
        *REVIEW_FIELDS,
        ToMany(
            "sources", target="pages.Source", via="source_links.source", maximum=40, required=True,
            description="What the article's statements rest on.",
        ),
        Connection(
            "related", target=PAGE, loader="pages.related.related", reads=(), required=True,
            description="The editor's picks, then the pages that share most concerns and treatments.",
        ),
    ]  # fmt: skip

    class Meta:
        verbose_name = "article"
        permissions = [("record_review", "Can record a clinical review")]

    def save(self, clean: bool = True, **kwargs: Any) -> None:
        if self.live:
            self.keep_author_name()
        super().save(clean=clean, **kwargs)

    def search_names(self) -> list[str]:
        """A named author; the name that is kept beside a provider may be a former one."""
        return [self.byline] if self.byline and self.author_id is None else []

    def problems(self) -> Problems:
        found = merge_problems(super().problems(), self.review_problems())
        if len(self.title) > self.title_limit:
            found["title"] = [
                f"A headline has at most {self.title_limit} characters; this one has {len(self.title)}. Shorten it."
            ]
        return found

    def publish_problems(self) -> Problems:
        found = merge_problems(
            super().publish_problems(),
            self.missing(introduction="Write the standfirst before publishing: lists and search results show it."),
        )
        if self.is_medical and not (self.reviewed_by_id and self.last_reviewed):
            found["reviewed_by"] = [
                "A clinical reviewer must record the review before medical content is published (tab Clinical)."
            ]
        if self.is_medical and not self.source_links.all():
            found["source_links"] = ["Cite at least one source before medical content is published (tab Clinical)."]
        return found
