"""Home, standard pages and the article index."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.api.declarations import Blocks, GraphQLFields, Value
from pages.blocks import BodyBlock

from .base import BasePage, tabs
from .pictures import HasHero

INTRODUCTION_FIELD = Value("introduction", required=True, description="One or two sentences under the headline.")


class HomePage(HasHero, BasePage):
    """The front page of a site."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "pages.StandardPage",
        "pages.ArticleIndexPage",
        "treatments.TreatmentIndexPage",
        "treatments.ConcernIndexPage",
        "locations.LocationIndexPage",
        "providers.ProviderIndexPage",
    ]

    introduction = models.TextField(max_length=400, blank=True, help_text="One or two sentences under the headline.")
    body = StreamField(BodyBlock(), use_json_field=True, blank=True)

    json_ld_loader = "pages.json_ld.home_pages"

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        HasHero.hero_panel,
        FieldPanel("body"),
    ]
    edit_handler = tabs(content_panels)
    search_fields = [*BasePage.search_fields, index.SearchField("introduction"), index.SearchField("body")]
    graphql_fields: GraphQLFields = [
        INTRODUCTION_FIELD,
        HasHero.hero_field,
        Blocks("body", required=True, description="The page's content, at most 60 blocks."),
    ]

    class Meta:
        verbose_name = "home page"


class StandardPage(BasePage):
    """A page of plain content: about us, policies, careers."""

    parent_page_types = ["pages.HomePage", "pages.StandardPage"]
    subpage_types = ["pages.StandardPage"]

    introduction = models.TextField(max_length=400, blank=True, help_text="One or two sentences under the headline.")
    body = StreamField(BodyBlock(), use_json_field=True, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    edit_handler = tabs(content_panels)
    search_fields = [*BasePage.search_fields, index.SearchField("introduction"), index.SearchField("body")]
    graphql_fields: GraphQLFields = [
        INTRODUCTION_FIELD,
        Blocks("body", required=True, description="The page's content, at most 60 blocks."),
    ]

    class Meta:
        verbose_name = "standard page"


class IndexPage(BasePage):
    """What the pages that hold a list have in common: one of each kind under a home page."""

    parent_page_types = ["pages.HomePage"]
    max_count_per_parent = 1

    introduction = models.TextField(max_length=400, blank=True, help_text="One or two sentences above the list.")

    schema_type = "CollectionPage"

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    graphql_fields: GraphQLFields = [INTRODUCTION_FIELD]

    class Meta:
        abstract = True


class ArticleIndexPage(IndexPage):
    """Holds the articles and comparisons."""

    subpage_types = ["pages.ArticlePage", "pages.ComparisonArticlePage"]

    edit_handler = tabs(IndexPage.content_panels)

    class Meta:
        verbose_name = "article index"
