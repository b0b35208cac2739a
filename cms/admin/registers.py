"""The clinic's registers in the admin: one menu for all of them, each with a list, a search, filters and a history."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.admin.register_views import (
    PrefilledCreateView,
    RegisterEditView,
    RegisterIndexView,
    RegisterInspectView,
    RegisterUsageView,
)
from cms.admin.slugs import with_slug_from

MENU_HOOK = "register_registers_menu_item"
registers_menu = Menu(register_hook_name=MENU_HOOK)


class RegisterViewSet(SnippetViewSet):
    """A register: an entry of the Registers menu."""

    menu_hook = MENU_HOOK
    index_view_class = RegisterIndexView
    add_view_class = PrefilledCreateView
    edit_view_class = RegisterEditView
    usage_view_class = RegisterUsageView
    inspect_view_class = RegisterInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50
    chooser_per_page = 20
    related: tuple[str, ...] = ()
    """Foreign keys that the list shows, read with it."""
    slug_from: str = ""
    """The field that fills in the slug of a new entry."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The list's entries, with what it shows of others."""
        entries: QuerySet[Any] = self.model._default_manager.select_related(*self.related)
        return entries

    def get_edit_handler(self) -> Any:
        """The model's panels; with ``slug_from``, the slug follows that field."""
        if not self.slug_from:
            return super().get_edit_handler()
        return ObjectList(with_slug_from(self.slug_from, self.model.panels)).bind_to_model(self.model)


def updated() -> UpdatedAtColumn:
    """When an entry was last changed."""
    return UpdatedAtColumn()


def menu_item() -> SubmenuMenuItem:
    """The menu of all registers; shown to those who may open one."""
    return SubmenuMenuItem("Registers", registers_menu, name="registers", icon_name="list-ul", order=250)
