"""Webhooks in the admin: an entry of the settings menu, for administrators."""

from __future__ import annotations

from typing import Any

from django.urls import path
from wagtail.admin.viewsets.model import ModelViewSet

from . import views
from .forms import WebhookForm
from .models import Webhook


class WebhookViewSet(ModelViewSet):
    """The list and the forms of Wagtail, and a screen for each webhook."""

    model = Webhook
    name = "webhooks"
    icon = "link-external"
    menu_label = "Webhooks"
    menu_order = 603
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    search_fields = ["name", "url"]
    index_view_class = views.WebhookIndexView
    add_view_class = views.WebhookCreateView
    edit_view_class = views.WebhookEditView

    def get_common_view_kwargs(self, **kwargs: Any) -> Any:
        """Nothing refers to a webhook: there is no usage to show."""
        return super().get_common_view_kwargs(**{"usage_url_name": None, **kwargs})

    def get_form_class(self, for_update: bool = False) -> type[WebhookForm]:
        return WebhookForm

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and those of the screen and its buttons."""
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/", views.DeliveriesView.as_view(), name="deliveries"),
            path("<int:pk>/test/", views.TestView.as_view(), name="test"),
            path("<int:pk>/secret/", views.RollSecretView.as_view(), name="roll_secret"),
            path("<int:pk>/redeliver/", views.RedeliverParkedView.as_view(), name="redeliver_parked"),
            path("<int:pk>/redeliver/<int:delivery>/", views.RedeliverView.as_view(), name="redeliver"),
        ]
