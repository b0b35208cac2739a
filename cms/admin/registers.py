"""The clinic's registers in the admin: one menu for all of them, each with a list, a search, filters and a history."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import CreateView, IndexView, SnippetViewSet

from cms.admin.searching import SearchesBesideFilters

MENU_HOOK = "register_registers_menu_item"
registers_menu = Menu(register_hook_name=MENU_HOOK)


class PrefilledCreateView(CreateView):
    """An add form that takes first values from its address: ``?location=12``."""

    def get_initial_form_instance(self) -> Any:
        """A new entry, with the foreign keys that the address names."""
        instance = super().get_initial_form_instance() or self.model()
        keys = [field for field in self.model._meta.concrete_fields if field.is_relation]
        for field in keys:
            value = self.request.GET.get(field.name, "")
            if value.isdigit() and field.related_model._default_manager.filter(pk=value).exists():
                setattr(instance, field.attname, int(value))
        return instance


class RegisterIndexView(SearchesBesideFilters, IndexView):
    """The list of a register's entries."""


class RegisterViewSet(SnippetViewSet):
    """A register: an entry of the Registers menu."""

    menu_hook = MENU_HOOK
    index_view_class = RegisterIndexView
    add_view_class = PrefilledCreateView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50
    chooser_per_page = 20
    related: tuple[str, ...] = ()
    """Foreign keys that the list shows, read with it."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The list's entries, with what it shows of others."""
        entries: QuerySet[Any] = self.model._default_manager.select_related(*self.related)
        return entries


def updated() -> UpdatedAtColumn:
    """When an entry was last changed."""
    return UpdatedAtColumn()


def menu_item() -> SubmenuMenuItem:
    """The menu of all registers; shown to those who may open one."""
    return SubmenuMenuItem("Registers", registers_menu, name="registers", icon_name="list-ul", order=250)
