"""Locations, their hours, and what is available where and by whom."""

from .editors import LocationEditorGroup
from .fields import Weekday
from .hours import HoursException, OpeningHours
from .pages import LocationIndexPage, LocationPage
from .registers import Availability, BookingHost

__all__ = [
    "Availability",
    "BookingHost",
    "HoursException",
    "LocationEditorGroup",
    "LocationIndexPage",
    "LocationPage",
    "OpeningHours",
    "Weekday",
]
