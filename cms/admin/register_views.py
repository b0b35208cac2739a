"""The views of a register that the house answers otherwise than Wagtail."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField
from django.urls import reverse
from wagtail.admin.widgets.button import Button
from wagtail.models import Site
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, InspectView, UsageView

from cms.admin.preview import field_entry, leaves, shown
from cms.admin.searching import SearchesBesideFilters

ANYBODY_WITH_ACCESS = ["add", "change", "delete", "view"]


class RegisterIndexView(SearchesBesideFilters, IndexView):
    """The list of a register's entries."""


class SavedByHand:
    """A form that saves nothing by itself: an entry has no draft, so that half a word would be public at once."""

    def setup(self, *args: Any, **kwargs: Any) -> None:
        """Switch Wagtail's autosave off, which goes by whether there is a history."""
        super().setup(*args, **kwargs)  # type: ignore[misc]
        self.autosave_enabled = False


class Headed:
    """A form with a headline for screen readers, which the header of Wagtail's snippets leaves empty."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Wagtail's, and what it calls the page at the top of the window."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "title": context["header_title"]}


class RegisterEditView(SavedByHand, Headed, EditView):
    """The form of a register's entry."""


class PrefilledCreateView(SavedByHand, Headed, CreateView):
    """An add form that takes first values from its address, ``?location=12``, and the site where one must be chosen."""

    def get_initial_form_instance(self) -> Any:
        """A new entry, with the foreign keys that the address names."""
        instance = super().get_initial_form_instance() or self.model()
        keys = [field for field in self.model._meta.concrete_fields if field.is_relation]
        for field in keys:
            value = self.request.GET.get(field.name, "")
            if value.isdigit() and field.related_model._default_manager.filter(pk=value).exists():
                setattr(instance, field.attname, int(value))
            elif field.related_model is Site and getattr(instance, field.attname) is None:
                default = Site.objects.filter(is_default_site=True).first() or Site.objects.first()
                setattr(instance, field.name, default)
        return instance


class RegisterUsageView(UsageView):
    """Where an entry is used, for everybody who may read the register."""

    permission_required = None
    any_permission_required = ANYBODY_WITH_ACCESS

    def get_edit_url(self, instance: Any) -> str | None:
        """The edit screen, for those who may open it."""
        url: str | None = super().get_edit_url(instance)
        return url if self.user_has_permission("change") else None


class RegisterInspectView(InspectView):
    """An entry to read: what its form holds, in words."""

    usage_url_name = ""

    def get_fields_context(self) -> list[dict[str, Any]]:
        """The form's fields and lists of rows, each with its label and its value."""
        panels = leaves(self.model.snippet_viewset.get_edit_handler())
        return [self.context_for_panel(panel) for panel in panels]

    def context_for_panel(self, panel: Any) -> dict[str, Any]:
        """Yes or No, a dash for nothing, and everything else as the preview of a page shows it."""
        name = getattr(panel, "field_name", None)
        entry = field_entry(self.object, name) if name else shown(self.object, panel)
        value = entry.html if entry and entry.html else "–"
        if name and isinstance(self.model._meta.get_field(name), BooleanField):
            value = "Yes" if getattr(self.object, name) else "No"
        label = self.get_field_label(name, None) if name else entry and entry.label
        return {"label": label, "value": value, "component": None}

    @property
    def header_more_buttons(self) -> list[Any]:
        """From here on to where the entry is used."""
        url = reverse(self.usage_url_name, args=[self.object.pk])
        return [*super().header_more_buttons, Button("Usage", url=url, icon_name="link", priority=30)]
