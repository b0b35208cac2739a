"""What the public may see of the pages app's registers."""

from __future__ import annotations

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect

from cms.api.visibility import Gate, register

from .models import Announcement, Disclaimer, Faq, NavigationMenu, Organization, Source, Topic


def register_rules() -> None:
    """Tell the gate; called once the app is ready."""
    for model in (Faq, NavigationMenu, Organization, Source, Topic):
        register(model)
    register(Disclaimer, lambda gate: gate.dated("valid_from", "valid_until"))
    register(Announcement, current_announcement)
    register(Redirect, leading_somewhere)


def current_announcement(gate: Gate) -> Q:
    now = gate.now_among(Announcement, "starts", "ends")
    return Q(starts__lte=now, ends__gt=now)


def leading_somewhere(gate: Gate) -> Q:
    """Redirects of the site, or of all, to a page that is public on any site, or to an address."""
    if gate.site is None:
        return Q(pk__in=[])
    to_address = Q(redirect_page=None) & ~Q(redirect_link="")
    return (Q(site=gate.site) | Q(site=None)) & (to_address | gate.pages_of_any_site("redirect_page__"))
