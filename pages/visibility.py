"""What the public may see of the pages app's registers."""

from __future__ import annotations

from django.db.models import Q

from cms.api.visibility import Gate, register

from .models import Announcement, Disclaimer, Faq, NavigationMenu, Organization, Source, Topic


def register_rules() -> None:
    """Tell the gate; called once the app is ready."""
    for model in (Faq, NavigationMenu, Organization, Source, Topic):
        register(model)
    register(Disclaimer, lambda gate: gate.dated("valid_from", "valid_until"))
    register(Announcement, current_announcement)


def current_announcement(gate: Gate) -> Q:
    return Q(starts__lte=gate.now, ends__gt=gate.now)
