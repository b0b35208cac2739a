"""A location's opening hours and dated exceptions, as child rows of its page."""

from __future__ import annotations

from datetime import time

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from cms.api.declarations import Choice, GraphQLFields, Value
from locations.hours import Exceptional, Interval

from .fields import Weekday

LATEST_END = time(11, 59)
"""When hours of one date may end on the day after: what Google takes for special hours."""


def in_one_row(*names: str) -> FieldRowPanel:
    """Short fields side by side."""
    return FieldRowPanel([FieldPanel(name) for name in names], classname="short-fields")


class OpeningHours(Orderable):
    """One interval on one day of the week; a day may have several."""

    location = ParentalKey("locations.LocationPage", on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    opens = models.TimeField()
    closes = models.TimeField()
    season_from = models.DateField(null=True, blank=True)
    season_until = models.DateField(null=True, blank=True)

    panels = [in_one_row("weekday", "opens", "closes", "season_from", "season_until")]
    graphql_fields: GraphQLFields = [
        Choice("weekday", enum="Weekday", choices=Weekday, required=True, description="The day of the week."),
        Value("opens", type="Time", required=True, description="When it opens, in the location's time zone."),
        Value(
            "closes",
            type="Time",
            required=True,
            description="When it closes; at or before `opens`, on the day after.",
        ),
        Value(
            "season_from",
            type="Date",
            description="The first day of seasonal hours; null for hours without a beginning.",
        ),
        Value(
            "season_until", type="Date", description="The last day of seasonal hours; null for hours without an end."
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "opening hours"
        verbose_name_plural = "opening hours"

    def clean(self) -> None:
        super().clean()
        if self.season_from and self.season_until and self.season_until < self.season_from:
            raise ValidationError({"season_until": "The season ends before it begins. Correct one of the two days."})

    def interval(self) -> Interval:
        return Interval(self.weekday, self.opens, self.closes, self.season_from, self.season_until)


class HoursException(Orderable):
    """What holds on one date instead of the ordinary hours; several rows of one date make several intervals."""

    location = ParentalKey("locations.LocationPage", on_delete=models.CASCADE, related_name="exceptions")
    date = models.DateField()
    label = models.CharField(max_length=80, blank=True)
    closed = models.BooleanField("closed all day", default=False)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    panels = [in_one_row("date", "label", "closed", "opens", "closes")]
    graphql_fields: GraphQLFields = [
        Value("date", type="Date", required=True, description="The date it is about."),
        Value("label", source="label_or_none", description="Why; null if not said."),
        Value("closed", type="Boolean", required=True, description="Whether it is closed all day."),
        Value("opens", type="Time", description="When it opens; null when closed."),
        Value(
            "closes",
            type="Time",
            description="When it closes; at or before `opens`, on the day after; null when closed.",
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "exception"

    def clean(self) -> None:
        super().clean()
        if self.closed and (self.opens or self.closes):
            raise ValidationError({"closed": "Closed all day has no times. Clear the times, or untick closed."})
        if not self.closed and not (self.opens and self.closes):
            raise ValidationError({"opens": "Enter both times, or tick closed all day."})
        if self.opens and self.closes and LATEST_END < self.closes <= self.opens:
            raise ValidationError(
                {"closes": "It may end by noon of the day after at the latest. Enter the rest on that day."}
            )

    @property
    def label_or_none(self) -> str | None:
        return self.label or None

    def exceptional(self) -> Exceptional:
        return Exceptional(self.date, None, None) if self.closed else Exceptional(self.date, self.opens, self.closes)
