"""The form in which a webhook is registered."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import CheckboxSelectMultiple, MultipleChoiceField
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Site

from cms.delivery.changes import Kind

from . import queue
from .models import Webhook
from .targets import TargetError, check

EVENTS = [
    (Kind.PUBLISHED.value, "Published: it came to light"),
    (Kind.UPDATED.value, "Updated: it was public before, and something of it differs"),
    (Kind.MOVED.value, "Moved: the same, and its path differs"),
    (Kind.UNPUBLISHED.value, "Unpublished: it is hidden now"),
    (Kind.DELETED.value, "Deleted: it is no more"),
]


class WebhookForm(WagtailAdminModelForm):
    """Name, address, site and events; the address is looked up when it is new."""

    events = MultipleChoiceField(
        choices=EVENTS,
        required=False,
        widget=CheckboxSelectMultiple,
        help_text="What is told; nothing ticked means everything. What may have changed everything is always told.",
    )

    class Meta:
        model = Webhook
        fields = ["name", "url", "site", "events", "active"]
        help_texts: ClassVar[dict[str, str]] = {
            "site": "Whose changes are told. With another site all begins anew: what waits to be sent is deleted, and "
            "so is the list of deliveries."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.site_id is None:
            self.initial["site"] = Site.objects.filter(is_default_site=True).first() or Site.objects.first()

    def clean_url(self) -> str:
        """The address, if something may be sent there."""
        url = str(self.cleaned_data["url"])
        if "url" in self.changed_data:
            try:
                check(url)
            except TargetError as error:
                raise ValidationError(str(error)) from error
        return url

    def save(self, commit: bool = True) -> Any:
        """Save what the form holds and nothing else, for the worker moves the rest meanwhile."""
        if not commit or self.instance.pk is None:
            return super().save(commit)
        with transaction.atomic():
            before = Webhook.objects.select_for_update().get(pk=self.instance.pk)
            self.instance.save(update_fields=self.Meta.fields)
            if before.site_id != self.instance.site_id:
                queue.begin_anew(self.instance)
            if {"url", "active"} & set(self.changed_data) and self.instance.active:
                queue.hasten(self.instance)
        return self.instance
