"""Site-wide content: the organization, and announcements."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable
from wagtail.search import index

from cms.api.declarations import GraphQLFields, Loaded, Picture, Rows, ToMany, Value
from cms.preview.entries import WebsitePreview

from .registers import Register


@register_setting(icon="site", order=100)
class Organization(WebsitePreview, BaseSiteSetting, ClusterableModel):
    """Who speaks on this site."""

    name = models.CharField(max_length=120, blank=True, help_text="The name patients know, as on the door.")
    legal_name = models.CharField(
        max_length=160, blank=True, help_text="The registered name, for imprints and contracts."
    )
    phone = PhoneNumberField(blank=True, help_text="The number for the whole group, such as +1 404 555 0100.")
    logo = models.ForeignKey("media.MediaImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    panels = [
        FieldPanel("name"),
        FieldPanel("legal_name"),
        FieldPanel("phone"),
        FieldPanel("logo"),
        InlinePanel("social_links", label="Social link", heading="Social links", max_num=10),
        MultipleChooserPanel(
            "disclaimer_links",
            chooser_field_name="disclaimer",
            label="Disclaimer",
            heading="Default disclaimers",
            max_num=6,
        ),
    ]
    graphql_fields: GraphQLFields = [
        Value("name", required=True, source="public_name", description="The name patients know."),
        Value("legal_name", description="The registered name; null if not given."),
        Value(
            "phone", type="Phone", source="phone_or_none",
            description="The number for the whole group; null where there is none.",
        ),
        Picture(
            "logo", named_by="public_name",
            description="The mark it goes by, as a picture; null without a public one. Its `alt` is the organization's "
            "name where it has no other.",
        ),
        Rows(
            "social_links", model="pages.SocialLink", relation="social_links", maximum=10, required=True,
            description="Where the organization is found elsewhere.",
        ),
        ToMany(
            "disclaimers", target="pages.Disclaimer", via="disclaimer_links.disclaimer", maximum=6, required=True,
            description="Texts every page should show.",
        ),
        Loaded(
            "announcement", target="pages.Announcement", loader="pages.loading.announcements",
            description="What visitors must know now, such as a closure; null when there is nothing.",
        ),
    ]  # fmt: skip

    class Meta:
        verbose_name = "organization"

    def __str__(self) -> str:
        return self.public_name

    @property
    def public_name(self) -> str:
        if self.name or self.site_id is None:  # a CMS without a site yet speaks as nobody
            return self.name
        return self.site.site_name or self.site.hostname

    @property
    def phone_or_none(self) -> object | None:
        return self.phone or None


class SocialLink(Orderable):
    """A profile of the organization elsewhere."""

    organization = ParentalKey(Organization, on_delete=models.CASCADE, related_name="social_links")
    label = models.CharField(max_length=40, help_text="The service's name, such as Instagram.")
    url = models.URLField("address")

    panels = [FieldPanel("label"), FieldPanel("url")]
    graphql_fields: GraphQLFields = [
        Value("label", required=True, description="The service's name."),
        Value("url", required=True, description="The profile's address."),
    ]


class OrganizationDisclaimer(Orderable):
    """A disclaimer shown on every page."""

    organization = ParentalKey(Organization, on_delete=models.CASCADE, related_name="disclaimer_links")
    disclaimer = models.ForeignKey("pages.Disclaimer", on_delete=models.PROTECT, related_name="organization_links")


class Announcement(ClusterableModel, Register):
    """Something visitors must know for a while: a storm closes a clinic, a phone line is down."""

    is_shown_when_new = True

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="announcements")
    text = models.CharField(max_length=240, help_text="One plain sentence.")
    link = models.URLField(blank=True, help_text="Where to read more, if anywhere.")
    starts = models.DateTimeField("from")
    ends = models.DateTimeField("until", help_text="It disappears by itself at this moment.")

    panels = [
        FieldPanel("site"),
        FieldPanel("text"),
        FieldPanel("link"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")])], heading="Shown"),
        MultipleChooserPanel(
            "location_links", chooser_field_name="location", label="Location", heading="Locations",
            help_text="Leave empty when it concerns all of them.", max_num=20,
        ),
    ]  # fmt: skip
    search_fields = [index.SearchField("text"), index.AutocompleteField("text"), index.FilterField("ends")]
    graphql_fields: GraphQLFields = [
        Value("text", required=True, description="One plain sentence."),
        Loaded(
            "link", type="String", loader="pages.loading.announcement_links",
            description="Where to read more: a path on the site, or an address elsewhere; null where there is no more.",
        ),
        Value("from_", source="starts", type="DateTime", required=True, description="From when it is shown."),
        Value("until", source="ends", type="DateTime", required=True, description="Until when it is shown."),
        ToMany(
            "locations", target="locations.LocationPage", via="location_links.location", maximum=20, required=True,
            description="The locations it concerns; empty for all of them.",
        ),
    ]  # fmt: skip

    class Meta:
        ordering = ["-starts"]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        if self.starts and self.ends and self.ends <= self.starts:
            raise ValidationError({"ends": "The announcement must end after it starts. Enter a later moment."})


class AnnouncementLocation(Orderable):
    """A location an announcement concerns.

    The row outlasts the location: an announcement without rows concerns all locations.
    """

    announcement = ParentalKey(Announcement, on_delete=models.CASCADE, related_name="location_links")
    location = models.ForeignKey(
        "locations.LocationPage", null=True, on_delete=models.SET_NULL, related_name="announcement_links"
    )
