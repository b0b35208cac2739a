"""Locations, their hours, and what is available where and by whom."""

from .hours import HoursException, OpeningHours, Weekday
from .pages import LocationIndexPage, LocationPage
from .registers import Availability, BookingHost, booking_link_problem

__all__ = [
    "Availability",
    "BookingHost",
    "HoursException",
    "LocationIndexPage",
    "LocationPage",
    "OpeningHours",
    "Weekday",
    "booking_link_problem",
]
