"""The list of locations, availability and booking hosts in the admin."""

from __future__ import annotations

from typing import Any

from django.forms import CheckboxSelectMultiple
from django_filters import AllValuesMultipleFilter, BooleanFilter, MultipleChoiceFilter

from cms.admin.columns import DueColumn, TextColumn, YesColumn
from cms.admin.listings import PageTypeFilterSet, PageTypeIndexView, PageTypeViewSet, page_columns
from cms.admin.registers import RegisterViewSet, updated

from .models import Availability, BookingHost, LocationPage


class LocationFilterSet(PageTypeFilterSet):
    """Narrows the locations."""

    status = MultipleChoiceFilter(choices=LocationPage.Status.choices, widget=CheckboxSelectMultiple)
    city = AllValuesMultipleFilter(widget=CheckboxSelectMultiple)
    live = BooleanFilter(label="Live")

    class Meta:
        model = LocationPage
        fields: list[str] = []


class LocationIndexView(PageTypeIndexView):
    """The list of locations."""

    with_related = ("medical_director",)


class LocationViewSet(PageTypeViewSet):
    """Locations by status and city."""

    model = LocationPage
    name = "locations"
    icon = "pin"
    menu_label = "Locations"
    menu_order = 230
    index_view_class = LocationIndexView
    filterset_class = LocationFilterSet
    list_display = page_columns(
        TextColumn("status_of_location", lambda page: page.get_status_display(), label="Open", sort_key="status"),
        TextColumn("city", lambda page: page.city, sort_key="city"),
        TextColumn("medical_director", lambda page: page.medical_director and page.medical_director.title),
    )


class AvailabilityViewSet(RegisterViewSet):
    """Who gives what where."""

    model = Availability
    icon = "calendar-check"
    menu_order = 130
    list_display = [
        "treatment",
        "provider",
        "location",
        YesColumn("accepting_patients", label="New patients"),
        DueColumn("ends", label="Until", sort_key="ends"),
        updated(),
    ]
    list_filter = ["treatment", "provider", "location", "accepting_patients"]
    related = ("treatment", "provider", "location")


class BookingHostViewSet(RegisterViewSet):
    """Hosts that booking links may point to; administrators only."""

    model = BookingHost
    icon = "lock"
    menu_order = 140
    list_display = ["host", "purpose", updated()]


LISTS: list[Any] = [LocationViewSet]
REGISTERS: list[Any] = [AvailabilityViewSet, BookingHostViewSet]
