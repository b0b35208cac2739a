"""Lists of one type of page: what a clinic looks for by kind, person or place rather than by its place in the tree."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django_filters import FilterSet
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTable, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.permissions import page_permission_policy

from cms.admin.searching import SearchesBesideFilters


def page_columns(*own: Any) -> list[Any]:
    """The columns of a list: title, the type's own, status and when it was last edited."""
    return [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Title", sort_key="title", classname="title", width="28%"),
        *own,
        PageStatusColumn("status", label="Status", sort_key="live", width="10%"),
        DateColumn(
            "latest_revision_created_at", label="Last edited", sort_key="latest_revision_created_at", width="12%"
        ),
    ]


class PageTypeFilterSet(WagtailFilterSet):
    """Filters of a list of pages."""

    @classmethod
    def through(cls, queryset: QuerySet[Any], _name: str, value: Any, *, path: str) -> QuerySet[Any]:
        """Keep what reaches one of ``value`` over ``path``; an empty choice keeps everything."""
        if not value:
            return queryset
        lookup = f"{path}__in" if isinstance(value, list | tuple | QuerySet) else path
        found = queryset.model._default_manager.filter(**{lookup: value}).order_by()
        return queryset.filter(pk__in=found.values("pk"))


def reaching(path: str) -> Any:
    """A filter method that keeps pages which reach the chosen values over ``path``."""
    return partial(PageTypeFilterSet.through, path=path)


class FramedPageTable(PageTable):
    """A table that scrolls sideways in its frame rather than have its titles shrink."""

    template_name = "cms_admin/framed_table.html"


class PageTypeIndexView(SearchesBesideFilters, IndexView):
    """The list itself. ``with_related`` names what its columns show of other objects."""

    table_class = FramedPageTable
    with_related: tuple[str, ...] = ()

    def annotate_queryset(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        """Read what the columns show with the pages, not row by row."""
        annotated: QuerySet[Any] = super().annotate_queryset(pages)
        return annotated.prefetch_related(*self.with_related)


class PageTypeMenuItem(MenuItem):
    """A menu item for those who may work on such pages."""

    def __init__(self, *args: Any, models: tuple[type, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.models = models

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether one of the user's page permissions is for a site, for this type's list, or for such a page."""
        user: Any = request.user
        if user.is_superuser:
            return True
        return any(
            permission.page.depth <= 2 or issubclass(permission.page.specific_class or object, self.models)
            for permission in page_permission_policy.get_cached_permissions_for_user(user)
        )


class PageTypeViewSet(PageListingViewSet):
    """A list of one type of page with an item in the main menu."""

    index_view_class = PageTypeIndexView
    filterset_class: type[FilterSet]
    add_to_admin_menu = True
    list_per_page = 50

    def get_menu_item(self, order: int | None = None) -> PageTypeMenuItem:
        """The main menu's item."""
        parents = tuple(self.model.allowed_parent_page_models())
        return PageTypeMenuItem(
            label=self.menu_label,
            url=self.menu_url,
            name=self.menu_name,
            icon_name=self.menu_icon,
            order=self.get_menu_item_order(order),
            models=(self.model, *parents),
        )
