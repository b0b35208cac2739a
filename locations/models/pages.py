"""Location pages."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.admin.page_permissions import OwnPageTester
from cms.admin.panels import RegisterPanel
from cms.api.declarations import Blocks, Choice, Connection, GraphQLFields, Loaded, Rows, ToOne, Value
from cms.search.findable import Passage, passages
from locations.hours import MOST_INTERVALS, clashing, crowded, overlapping
from pages.blocks import BodyBlock
from pages.booking import booking_link_problem
from pages.models import BasePage, HasHero, IndexPage, Problems, merge_problems, tabs

from .address import ADDRESS, Addressed

HOURS_HELP = (
    "One row for each interval; a day may have several. Closing at or before the opening time is on the day after: "
    "18:00 to 01:00. Fill in the season only for hours that replace the ordinary ones for a while."
)
EXCEPTIONS_HELP = (
    "A date on which other hours hold, with the reason, such as Thanksgiving: closed all day, or both times. "
    "Several rows of one date make several intervals. Dates that are over may be deleted."
)
MOST_HOURS = MOST_EXCEPTIONS = 60
"""As many rows as an editor may fill in: four intervals a day in two seasons, and a year of exceptions."""


def validate_time_zone(name: str) -> None:
    """Raise ``ValidationError`` unless ``name`` is in the time zone database."""
    if name not in available_timezones() or not ("/" in name or name == "UTC"):  # browsers do not know the rest
        raise ValidationError("There is no such time zone. Use a name such as America/New_York.")


def dates_named(one: date, other: date) -> str:
    """Two exceptions, by their dates."""
    if one == other:
        return f"Two exceptions on {one:%B %-d, %Y}"
    return f"The exceptions on {one:%B %-d, %Y} and {other:%B %-d, %Y}"


def default_time_zone() -> str:
    return settings.TIME_ZONE


class LocationIndexPage(IndexPage):
    """Holds the locations."""

    subpage_types = ["locations.LocationPage"]

    edit_handler = tabs(IndexPage.content_panels)

    class Meta:
        verbose_name = "location index"


class LocationPage(HasHero, Addressed, BasePage):
    """A place patients come to."""

    class Status(models.TextChoices):
        """Whether a location takes visitors: now, soon, no more or for a while not."""

        OPEN = "open", "Open"
        OPENING_SOON = "opening_soon", "Opening soon"
        TEMPORARILY_CLOSED = "temporarily_closed", "Temporarily closed"
        CLOSED = "closed", "Closed for good"

    parent_page_types = ["locations.LocationIndexPage"]
    subpage_types: list[str] = []

    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OPEN)
    moved_to = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="For a location closed for good: where its patients should go. Its address leads there too.",
    )
    branch_code = models.CharField(max_length=20, blank=True, help_text="The group's own short code.")
    introduction = models.TextField(max_length=400, blank=True, help_text="One or two sentences under the headline.")
    body = StreamField(BodyBlock(), use_json_field=True, blank=True)

    time_zone = models.CharField(
        max_length=50,
        default=default_time_zone,
        validators=[validate_time_zone],
        help_text="Such as America/New_York.",
    )
    phone = PhoneNumberField(blank=True, help_text="Only if this location has a number of its own.")
    booking_url = models.URLField(
        "booking link", blank=True, help_text="https, and on a host that administrators have allowed."
    )
    map_url = models.URLField("map link", blank=True)
    google_business_id = models.CharField("Google Business profile", max_length=60, blank=True)
    accessibility = models.TextField(
        max_length=600, blank=True, help_text="Step-free access, elevators, parking spaces."
    )
    parking = models.TextField(max_length=600, blank=True)
    medical_director = models.ForeignKey(
        "providers.ProviderPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="directed_locations",
        help_text="The physician responsible for the location.",
    )

    json_ld_loader = "locations.json_ld.locations"
    schema_type = "MedicalClinic"
    schema_anchor = "clinic"

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("status"),
        FieldPanel("moved_to"),
        FieldPanel("introduction"),
        HasHero.hero_panel,
        MultiFieldPanel(
            [
                FieldPanel("address_line_1"),
                FieldPanel("address_line_2"),
                FieldRowPanel(
                    [
                        FieldPanel("city"),
                        FieldPanel("region"),
                        FieldPanel("postal_code"),
                        FieldPanel("country"),
                    ]
                ),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude"), FieldPanel("time_zone")]),
                FieldPanel("map_url"),
            ],
            heading="Address",
        ),
        MultiFieldPanel(
            [
                FieldPanel("phone"),
                FieldPanel("booking_url"),
                FieldPanel("parking"),
                FieldPanel("accessibility"),
            ],
            heading="Visiting",
        ),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("branch_code"), FieldPanel("google_business_id")], heading="Records"),
    ]
    hours_panels = [
        InlinePanel("hours", label="Interval", heading="Opening hours", help_text=HOURS_HELP, max_num=MOST_HOURS),
        InlinePanel(
            "exceptions",
            label="Exception",
            heading="Dated exceptions",
            help_text=EXCEPTIONS_HELP,
            max_num=MOST_EXCEPTIONS,
        ),
    ]
    clinical_panels = [
        FieldPanel("medical_director", help_text="The physician responsible for the location. Needed to publish.")
    ]
    relation_panels = [
        RegisterPanel(
            "availabilities",
            {"treatment": "Treatment", "provider": "Provider", "accepting_patients": "New patients"},
            expires="ends",
            heading="What is offered here, by whom",
        )
    ]
    edit_handler = tabs(content_panels, hours=hours_panels, clinical=clinical_panels, relations=relation_panels)

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("city"),
        index.SearchField("body"),
        index.AutocompleteField("city"),
        index.FilterField("status"),
        index.FilterField("city"),
    ]
    graphql_fields: GraphQLFields = [
        Value("name", source="title", required=True, description="The location's exact name."),
        Choice("status", enum="LocationStatus", choices=Status, required=True, description="Whether it is open."),
        ToOne(
            "moved_to", target="locations.LocationPage",
            description="Where patients of a closed location should go; null where none is named or public.",
        ),
        HasHero.hero_field,
        Value("introduction", required=True, description="One or two sentences under the headline."),
        Blocks("body", required=True, description="The page's content, at most 60 blocks."),
        Value("address", type="Address", source="address", reads=ADDRESS, required=True, description="Where it is."),
        Value(
            "phone", type="Phone", source="phone_or_none", reads=("phone",),
            description="Its own number; null where it has none.",
        ),
        Value(
            "geo", type="GeoPoint", source="geo", reads=("latitude", "longitude"),
            description="Its coordinates; null where nobody gave them.",
        ),
        Value("time_zone", required=True, description="The IANA name of its time zone."),
        Rows(
            "hours", model="locations.OpeningHours", relation="hours", maximum=MOST_HOURS, required=True,
            description="Its ordinary and seasonal opening hours.",
        ),
        Loaded(
            "exceptions", type="locations.HoursException", loader="locations.loading.exceptions", reads=("time_zone",),
            many=True, maximum=MOST_EXCEPTIONS, required=True, description="Dates from today on with other hours.",
        ),
        Loaded(
            "open_now", type="Boolean", loader="locations.loading.open_now", reads=("status", "time_zone"),
            required=True, description="Whether it is open at this moment, exceptions included.",
        ),
        Loaded(
            "opens_next", type="DateTime", loader="locations.loading.opens_next", reads=("status", "time_zone"),
            description="When it opens next; null when no opening is known.",
        ),
        Loaded(
            "today", type="DayHours", loader="locations.loading.today", reads=("status", "time_zone"), required=True,
            description="Its hours today, seasons and exceptions considered; closed while its `status` is not `OPEN`.",
        ),
        Value(
            "booking_url", source="booking_url_or_none", reads=("booking_url",),
            description="Where to book, over https; null where there is no such link.",
        ),
        Value(
            "map_url", source="map_url_or_none", reads=("map_url",),
            description="Where to see it on a map; null where there is no such link.",
        ),
        Value("parking", required=True, description="Where to park."),
        Value("accessibility", required=True, description="How to come in without steps, and the like."),
        ToOne(
            "medical_director", target="providers.ProviderPage",
            description="The physician responsible; null where none is named or public.",
        ),
        Loaded(
            "treatments", target="treatments.TreatmentPage", loader="locations.loading.treatments_of_locations",
            reads=(), many=True, first=True, required=True,
            description="What is offered here, by title; the root field `treatments` has all, in parts.",
        ),
        Loaded(
            "providers", target="providers.ProviderPage", loader="locations.loading.providers_of_locations",
            reads=(), many=True, first=True, required=True,
            description="Who works here, by availability, by name; in parts, the root field `providers` has all.",
        ),
        Connection(
            "availability", target="locations.Availability", loader="locations.loading.availability_of_locations",
            reads=(),
            required=True, description="What is offered here, by whom.",
        ),
    ]  # fmt: skip

    class Meta:
        verbose_name = "location"

    def permissions_for_user(self, user: Any) -> OwnPageTester:
        """What ``user`` may do here; a location's own editors cannot take it off the site."""
        return OwnPageTester(user, self)

    @property
    def phone_or_none(self) -> object | None:
        return self.phone or None

    @property
    def booking_url_or_none(self) -> str | None:
        return self.booking_url or None

    @property
    def map_url_or_none(self) -> str | None:
        return self.map_url or None

    @classmethod
    def moves(cls) -> models.QuerySet[Any, Any]:
        """Pairs of a location closed for good and the one that visitors of its address are sent to, by their ids."""
        closed = cls._default_manager.filter(status=cls.Status.CLOSED, moved_to__isnull=False)
        return closed.values_list("pk", "moved_to_id")

    def search_names(self) -> list[str]:
        return [name for name in (self.city, self.postal_code) if name]

    def search_passages(self) -> list[Passage]:
        address = (self.address_line_1, self.address_line_2, self.city, f"{self.region} {self.postal_code}")
        street = ", ".join(filter(None, address))
        return [*super().search_passages(), *passages(street, self.parking, self.accessibility)]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def problems(self) -> Problems:
        found = super().problems()
        hours, exceptions = list(self.hours.all()), list(self.exceptions.all())
        clashes = [
            f"{hours[a].get_weekday_display()} {hours[a].opens:%H:%M} to {hours[a].closes:%H:%M} and "
            f"{hours[b].get_weekday_display()} {hours[b].opens:%H:%M} to {hours[b].closes:%H:%M} overlap. "
            "Change or delete one of them."
            for a, b in overlapping([row.interval() for row in hours])
        ]
        if clashes:
            found["hours"] = clashes
        clashes = [
            f"{dates_named(exceptions[a].date, exceptions[b].date)} cannot both hold. Change or delete one of them."
            for a, b in clashing([row.exceptional() for row in exceptions])
        ]
        if clashes:
            found["exceptions"] = clashes
        for name, days in (
            ("hours", [row.weekday for row in hours]),
            ("exceptions", [row.date for row in exceptions]),
        ):
            if crowded(days):
                message = f"At most {MOST_INTERVALS} intervals fit on one day. Remove some."
                found[name] = [*found.get(name, []), message]
        if (self.latitude is None) != (self.longitude is None):
            field = "latitude" if self.latitude is None else "longitude"
            found[field] = ["Coordinates need both latitude and longitude: fill in the other one, or clear both."]
        if problem := booking_link_problem(self.booking_url):
            found["booking_url"] = [problem]
        if self.moved_to_id is not None and self.status != self.Status.CLOSED:
            found["moved_to"] = ["Only a location closed for good has moved. Clear this, or change the status."]
        elif self.moved_to is not None and (self.moved_to_id == self.pk or self.moved_to.status == self.Status.CLOSED):
            found["moved_to"] = ["Choose another location, one that is not closed itself."]
        return found

    def publish_problems(self) -> Problems:
        found = self.missing(medical_director="Choose the medical director (tab Clinical) before publishing.")
        address = self.missing(
            address_line_1="Enter the street before publishing.",
            city="Enter the city before publishing.",
            region="Enter the state before publishing.",
            postal_code="Enter the ZIP code before publishing.",
        )
        director = self.medical_director
        if director is not None and director.role != director.Role.PHYSICIAN:
            found["medical_director"] = [f"The medical director is a physician; {director.title} is not."]
        return merge_problems(super().publish_problems(), found, address)
