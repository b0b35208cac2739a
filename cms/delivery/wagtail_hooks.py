"""Registers what delivery adds to Wagtail's admin."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from cms.delivery.webhooks.views import ROLLED
from cms.delivery.webhooks.viewsets import WebhookViewSet


@hooks.register("register_log_actions")
def add_log_actions(actions: Any) -> None:
    actions.register_action(ROLLED, "New secret", "New secret")


hooks.register("register_admin_viewset", WebhookViewSet)
