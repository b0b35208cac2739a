"""The way of a location's own editors to their page: a link on the dashboard, and back to it after publishing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import GroupPagePermission

from .models import LocationPage


class OwnLocationsPanel(Component):
    """The dashboard's panel for people who were given single locations."""

    name = "own_locations"
    order = 40
    template_name = "locations/own_locations.html"

    def __init__(self, pages: list[LocationPage]) -> None:
        self.pages = pages

    def get_context_data(self, _parent_context: Any = None) -> dict[str, Any]:
        """The locations, each with the address of its edit screen."""
        return {"locations": [(page, reverse("wagtailadmin_pages:edit", args=[page.pk])) for page in self.pages]}


def own_locations(user: Any) -> list[LocationPage]:
    """The locations that one of the user's groups edits by itself, by title."""
    given = GroupPagePermission.objects.filter(group__user=user, permission__codename="change_page")
    return list(LocationPage.objects.filter(pk__in=given.values("page")).order_by("title"))


def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Put the panel on the dashboard of a location's own editors. A Wagtail hook."""
    pages = own_locations(request.user)
    if pages:
        panels.append(OwnLocationsPanel(pages))


def stay_on_page(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Lead back to the page just published those who see nothing in the list above it. A Wagtail hook."""
    if not isinstance(page, LocationPage) or "action-publish" not in request.POST:
        return None
    if page.permissions_for_user(request.user).keeps_the_site or get_valid_next_url_from_request(request):
        return None
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
