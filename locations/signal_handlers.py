"""What follows from saving and deleting locations; connected in apps.py."""

from __future__ import annotations

from django.db.models.signals import post_save, pre_delete

from .editor_groups import on_location_deleted, on_location_saved
from .models import LocationPage


def register_signal_handlers() -> None:
    """Connect the handlers. A group is found by the row that links it to the page, so it goes before the page does."""
    post_save.connect(on_location_saved, sender=LocationPage, dispatch_uid="locations.keep_group")
    pre_delete.connect(on_location_deleted, sender=LocationPage, dispatch_uid="locations.delete_group")
