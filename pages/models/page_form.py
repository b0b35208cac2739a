"""The edit form of every page: shows what is wrong with it beside its fields, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.forms import ModelChoiceField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from cms.admin.page_permissions import OwnPageTester
from cms.admin.typed import take_in
from pages.lines import is_blank

Problems = dict[str, list[str]]
"""What is wrong with a page: messages for the editor, by field or child relation; ``__all__`` for the rest."""

SCHEDULE_FIELDS = ("go_live_at", "expire_at")
REVIEW_FIELDS = ("reviewed_by", "last_reviewed", "next_review_due")
PICTURE_GONE = "This picture is not there any more: it was deleted or taken down. Choose another, or none."
"""What a form says that was open meanwhile."""


def merge_problems(*parts: Mapping[str, list[str]]) -> Problems:
    """All problems of ``parts`` in one mapping, in order."""
    merged: Problems = {}
    for part in parts:
        for key, messages in part.items():
            merged.setdefault(key, []).extend(messages)
    return merged


def rich_text_fields(model: type[models.Model]) -> list[RichTextField]:
    """The rich text fields of ``model``."""
    return [field for field in model._meta.concrete_fields if isinstance(field, RichTextField)]


class BasePageForm(WagtailAdminPageForm):
    """Shows a page's problems beside its fields, with the child rows as the editor has just typed them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, ModelChoiceField) and issubclass(field.queryset.model, AbstractImage):
                field.error_messages["invalid_choice"] = PICTURE_GONE
        permissions = self.instance.permissions_for_user(self.for_user) if self.instance.pk and self.for_user else None
        if isinstance(permissions, OwnPageTester) and not permissions.can_schedule():
            for name in SCHEDULE_FIELDS:
                self.fields.pop(name, None)

    @property
    def show_schedule_publishing_toggle(self) -> bool:
        """Whether the form has a schedule to set."""
        return "go_live_at" in self.fields

    def clean_slug(self) -> str:
        """A slug has small letters, so that it is found however somebody writes it."""
        return str(self.cleaned_data["slug"]).lower()

    def clean(self) -> dict[str, Any]:
        """Keep emptied rich text as nothing at all, and what this user may not set as the newest version has it."""
        cleaned: dict[str, Any] = super().clean()
        for field in rich_text_fields(self._meta.model):
            if field.name in cleaned and is_blank(cleaned[field.name]):
                cleaned[field.name] = ""
        self.keep_what_others_set()
        return cleaned

    def keep_what_others_set(self) -> None:
        """Take the review and the schedule from the newest version: the form may have been opened on an old one."""
        names = [name for name in (*REVIEW_FIELDS, *SCHEDULE_FIELDS) if name not in self.fields]
        names = [name for name in names if hasattr(self.instance, name)]
        if names and self.instance.pk:
            newest = type(self.instance)._default_manager.get(pk=self.instance.pk).get_latest_revision_as_object()
            for name in names:
                setattr(self.instance, name, getattr(newest, name))

    def is_valid(self) -> bool:
        """Whether the form may be saved; a draft's form may lack what publishing needs."""
        complete: bool = super().is_valid()
        if not self.is_bound:
            return False
        page = self.page_as_typed(complete)
        parent_path = self.parent_page.path if self.parent_page else None
        problems = merge_problems(page.slug_problems(parent_path), page.problems())
        if not self.is_deferred_validation:
            problems = merge_problems(problems, page.publish_problems())
        rows_are_known = all(formset.is_valid() for formset in self.formsets.values())
        for key, messages in problems.items():
            if rows_are_known or key not in self.formsets:
                self.show(key, messages)
        return complete and not problems

    def save(self, commit: bool = True) -> Any:
        """Save the page; one that has gone live since the request began stays live and only gets a newer draft.

        An autosave under way when the editor publishes would else save the page as it read it: not live.
        """
        if not commit or self.instance.pk is None or self.instance.live:
            return super().save(commit=commit)
        with transaction.atomic():
            stored = Page.objects.select_for_update().filter(pk=self.instance.pk)
            self.instance.live = bool(stored.values_list("live", flat=True).first())
            return super().save(commit=not self.instance.live)

    def page_as_typed(self, complete: bool) -> Any:
        """The page with what is on the screen; of a form with errors, with those parts that have none."""
        for name, errors in self.errors.as_data().items():
            if name in self.fields and name != "slug" and all(error.code == "required" for error in errors):
                setattr(self.instance, name, getattr(self.fields[name], "empty_value", None))
        take_in(self)
        return self.instance

    def show(self, key: str, messages: list[str]) -> None:
        """Put ``messages`` where ``key`` is on the screen, in the place of a stock message that says less."""
        if key in self.formsets:
            shown = self.formsets[key].non_form_errors()
            shown.extend(message for message in messages if message not in shown)
            return
        if key not in self.fields:
            self.add_error(None, [message for message in messages if message not in self.non_field_errors()])
            return
        stock = self.errors.get(key)
        if stock is not None and (key == "slug" or {error.code for error in stock.as_data()} == {"required"}):
            del self.errors[key]
        if key not in self.errors:
            self.add_error(key, messages)
