"""Lists of articles, and the registers of the pages app, in the admin."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils.functional import cached_property
from django_filters import BooleanFilter, DateFromToRangeFilter, ModelMultipleChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.widgets.button import HeaderButton

from cms.admin.columns import DueColumn, NamesColumn, TextColumn, YesColumn
from cms.admin.listings import PageTypeFilterSet, PageTypeIndexView, PageTypeViewSet, page_columns, reaching
from cms.admin.registers import RegisterViewSet, updated

from .models import (
    Announcement,
    ArticleIndexPage,
    ArticlePage,
    ComparisonArticlePage,
    Disclaimer,
    Faq,
    NavigationMenu,
    Source,
    Topic,
)


def authors(_request: Any) -> QuerySet[Any]:
    """The providers who have written an article."""
    written = ArticlePage.objects.filter(author__isnull=False).order_by().values("author")
    providers: QuerySet[Any] = apps.get_model("providers", "ProviderPage").objects.all()
    return providers.filter(pk__in=written).order_by("title")


class ArticleFilterSet(PageTypeFilterSet):
    """Narrows the articles."""

    author = ModelMultipleChoiceFilter(queryset=authors, method=reaching("author"), widget=CheckboxSelectMultiple)
    topic = ModelMultipleChoiceFilter(
        queryset=Topic.objects.all(), method=reaching("topic_links__topic"), widget=CheckboxSelectMultiple
    )
    next_review_due = DateFromToRangeFilter(label="Next review", widget=DateRangePickerWidget)
    live = BooleanFilter(label="Live")
    comparison = BooleanFilter(label="Comparison", method="only_comparisons")

    class Meta:
        model = ArticlePage
        fields: list[str] = []

    def only_comparisons(self, queryset: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        """Keep comparisons, or everything else."""
        comparisons = ComparisonArticlePage.objects.order_by().values("pk")
        return queryset.filter(pk__in=comparisons) if value else queryset.exclude(pk__in=comparisons)


class ArticleIndexView(PageTypeIndexView):
    """The list of articles."""

    with_related = ("author", "topic_links__topic")

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Beside articles, comparisons can be added."""
        buttons: list[Any] = super().header_buttons
        index = next((page for page in ArticleIndexPage.objects.all() if self.may_add_below(page)), None)
        if index is not None:
            url = reverse("wagtailadmin_pages:add", args=["pages", "comparisonarticlepage", index.pk])
            buttons = [*buttons, HeaderButton("Add comparison", url=url, icon_name="plus")]
        return buttons

    def may_add_below(self, page: ArticleIndexPage) -> bool:
        """Whether the user may add articles to ``page``."""
        return bool(page.permissions_for_user(self.request.user).can_add_subpage())


class ArticleViewSet(PageTypeViewSet):
    """Articles and comparisons, by author, topic and next review."""

    model = ArticlePage
    name = "articles"
    icon = "doc-full"
    menu_label = "Articles"
    menu_order = 220
    index_view_class = ArticleIndexView
    filterset_class = ArticleFilterSet
    list_display = page_columns(
        TextColumn("kind", lambda page: "Comparison" if isinstance(page, ComparisonArticlePage) else "Article"),
        TextColumn("author", lambda page: page.author.title if page.author else page.byline),
        NamesColumn("topics", lambda page: [link.topic.name for link in page.topic_links.all()]),
        DueColumn("next_review_due", label="Next review", sort_key="next_review_due", width="14%"),
    )


class SourceViewSet(RegisterViewSet):
    """What statements rest on."""

    model = Source
    icon = "link-external"
    menu_order = 10
    list_display = ["title", "publisher", "kind", "published", YesColumn("link_is_dead", label="Dead link"), updated()]
    list_filter = ["kind", "link_is_dead"]


class TopicViewSet(RegisterViewSet):
    """What articles are about."""

    model = Topic
    icon = "tag"
    menu_order = 20
    slug_from = "name"
    list_display = ["name", "slug", updated()]


class FaqViewSet(RegisterViewSet):
    """Questions and answers."""

    model = Faq
    icon = "help"
    menu_order = 30
    list_display = ["question", "reviewed_by", updated()]
    list_filter = ["reviewed_by"]
    related = ("reviewed_by",)


class DisclaimerViewSet(RegisterViewSet):
    """Standing texts."""

    model = Disclaimer
    icon = "warning"
    menu_order = 40
    list_display = ["name", "valid_from", DueColumn("valid_until", sort_key="valid_until"), updated()]


class AnnouncementViewSet(RegisterViewSet):
    """What visitors must know for a while."""

    model = Announcement
    icon = "info-circle"
    menu_order = 150
    list_display = ["text", "starts", "ends", "site", updated()]
    list_filter = ["site"]
    related = ("site",)


class NavigationMenuViewSet(RegisterViewSet):
    """Menus, by handle."""

    model = NavigationMenu
    icon = "list-ul"
    menu_order = 160
    list_display = ["handle", "site", updated()]
    list_filter = ["site"]
    related = ("site",)


LISTS: list[Any] = [ArticleViewSet]
REGISTERS: list[Any] = [
    SourceViewSet, TopicViewSet, FaqViewSet, DisclaimerViewSet, AnnouncementViewSet, NavigationMenuViewSet,
]  # fmt: skip
