"""What follows from saving and deleting, as the admin sees it; connected in apps.py."""

from __future__ import annotations

from django.db.models.signals import pre_delete

from cms.admin.deletion import forbid_deletion


def register_signal_handlers() -> None:
    """Connect the handlers."""
    pre_delete.connect(forbid_deletion, dispatch_uid="cms_admin.forbid_deletion")
