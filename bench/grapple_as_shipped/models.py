"""Four types of page, as grapple's documentation has them."""

from __future__ import annotations

from django.db import models
from grapple.helpers import register_query_field
from grapple.models import GraphQLCollection, GraphQLForeignKey, GraphQLRichText, GraphQLStreamfield, GraphQLString
from modelcluster.fields import ParentalManyToManyField
from wagtail.blocks import RichTextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

SECTIONS = (
    *("overview", "why_its_done", "suitability", "how_it_works", "preparation", "what_happens", "aftercare"),
    *("results", "risks", "alternatives", "cost_note"),
)


class LocationPage(Page):
    """A place patients come to."""

    introduction = models.TextField()
    address_line_1 = models.CharField(max_length=120)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=2)
    postal_code = models.CharField(max_length=12)

    graphql_fields = [
        GraphQLString("introduction"),
        GraphQLString("address_line_1"),
        GraphQLString("city"),
        GraphQLString("region"),
        GraphQLString("postal_code"),
    ]


class ProviderPage(Page):
    """Somebody who treats patients."""

    post_nominals = models.CharField(max_length=60)
    role = models.CharField(max_length=20)
    bio = RichTextField()

    graphql_fields = [
        GraphQLString("post_nominals"),
        GraphQLString("display_name"),
        GraphQLString("role"),
        GraphQLRichText("bio"),
    ]

    @property
    def display_name(self) -> str:
        return f"{self.title}, {self.post_nominals}"


@register_query_field("treatment", "treatments")
class TreatmentPage(Page):
    """A treatment, its sections, and who gives it where."""

    summary = models.CharField(max_length=160)
    kind = models.CharField(max_length=12)
    overview = RichTextField()
    why_its_done = RichTextField()
    suitability = RichTextField()
    how_it_works = RichTextField()
    preparation = RichTextField()
    what_happens = RichTextField()
    aftercare = RichTextField()
    results = RichTextField()
    risks = RichTextField()
    alternatives = RichTextField()
    cost_note = RichTextField()
    providers = ParentalManyToManyField(ProviderPage, related_name="treatments")
    locations = ParentalManyToManyField(LocationPage, related_name="treatments")
    related = ParentalManyToManyField("self", symmetrical=False)

    graphql_fields = [
        GraphQLString("summary"),
        GraphQLString("kind"),
        *(GraphQLRichText(name) for name in SECTIONS),
        GraphQLCollection(GraphQLForeignKey, "providers", "shipped.ProviderPage"),
        GraphQLCollection(GraphQLForeignKey, "locations", "shipped.LocationPage"),
        GraphQLCollection(GraphQLForeignKey, "related", "shipped.TreatmentPage"),
    ]


@register_query_field("article", "articles")
class ArticlePage(Page):
    """An article, its author and the treatments it is about."""

    introduction = models.TextField()
    body = StreamField([("rich_text", RichTextBlock())])
    published_on = models.DateField()
    author = models.ForeignKey(ProviderPage, null=True, on_delete=models.SET_NULL, related_name="+")
    treatments = ParentalManyToManyField(TreatmentPage, related_name="articles")

    graphql_fields = [
        GraphQLString("introduction"),
        GraphQLStreamfield("body"),
        GraphQLString("published_on"),
        GraphQLForeignKey("author", "shipped.ProviderPage"),
        GraphQLCollection(GraphQLForeignKey, "treatments", "shipped.TreatmentPage"),
    ]
