"""Registers, availability and site-wide content."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Site

from locations.models import Availability, BookingHost
from pages.models import Announcement, Disclaimer, Faq, NavigationMenu, Organization, SocialLink, Source, Topic
from providers.models import Certification, IssuingBoard, Licence, LicenceType
from treatments.models import BodyArea, Device, ProductBrand, Technology

from .base import ModelFactory, stored_blocks


def default_site(*_: Any) -> Site:
    return Site.objects.get(is_default_site=True)


class SourceFactory(ModelFactory):
    title = factory.Sequence(lambda number: f"Source {number}")
    publisher = "Office of Device Evaluation"
    url = factory.LazyAttribute(lambda source: f"https://sources.example/{slugify(source.title)}")
    kind = Source.Kind.GUIDELINE

    class Meta:
        model = Source


class TopicFactory(ModelFactory):
    name = factory.Sequence(lambda number: f"Topic {number}")
    slug = factory.LazyAttribute(lambda topic: slugify(topic.name))

    class Meta:
        model = Topic


class FaqFactory(ModelFactory):
    question = factory.Sequence(lambda number: f"How long does it take, {number}?")
    answer = "<p>About an hour.</p>"

    class Meta:
        model = Faq


class DisclaimerFactory(ModelFactory):
    name = factory.Sequence(lambda number: f"Disclaimer {number}")
    content = "<p>Results differ from person to person.</p>"

    class Meta:
        model = Disclaimer


class BodyAreaFactory(ModelFactory):
    name = factory.Sequence(lambda number: f"Area {number}")
    slug = factory.LazyAttribute(lambda area: slugify(area.name))

    class Meta:
        model = BodyArea


class TechnologyFactory(ModelFactory):
    name = factory.Sequence(lambda number: f"Technology {number}")
    slug = factory.LazyAttribute(lambda technology: slugify(technology.name))

    class Meta:
        model = Technology


class DeviceFactory(ModelFactory):
    name = factory.Sequence(lambda number: f"Device {number}")
    maker = "Maker of Devices"
    technology = factory.SubFactory(TechnologyFactory)
    clearance = Device.Clearance.CLEARED
    clearance_number = "K123456"

    class Meta:
        model = Device


class ProductBrandFactory(ModelFactory):
    display_name = factory.Sequence(lambda number: f"BRAND {number}®")
    slug = factory.Sequence(lambda number: f"brand-{number}")
    generic_name = "genericum"
    product_class = ProductBrand.ProductClass.HA_FILLER
    regulated_as = ProductBrand.RegulatedAs.DEVICE
    label_source = factory.SubFactory(SourceFactory)

    class Meta:
        model = ProductBrand


class IssuingBoardFactory(ModelFactory):
    name = factory.Sequence(lambda number: f"Board of Medicine {number}")
    family = IssuingBoard.Family.STATE

    class Meta:
        model = IssuingBoard


class LicenceTypeFactory(ModelFactory):
    state = "GA"
    title = factory.Sequence(lambda number: f"Registered Nurse {number}")
    board = factory.SubFactory(IssuingBoardFactory)

    class Meta:
        model = LicenceType


class LicenceFactory(ModelFactory):
    """A licence valid for another year; ``provider`` must be given."""

    licence_type = factory.SubFactory(LicenceTypeFactory)
    number = factory.Sequence(lambda number: f"L-{number}")
    issued = date(2015, 5, 1)
    expires = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=365))

    class Meta:
        model = Licence


class CertificationFactory(ModelFactory):
    """A certification valid for another year; ``provider`` must be given."""

    board = factory.SubFactory(IssuingBoardFactory)
    specialty = "plastic surgery"
    issued = date(2014, 5, 1)
    expires = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=365))

    class Meta:
        model = Certification


class BookingHostFactory(ModelFactory):
    host = "booking.example.com"

    class Meta:
        model = BookingHost
        django_get_or_create = ("host",)


class AvailabilityFactory(ModelFactory):
    """``treatment``, ``provider`` and ``location`` must be given."""

    class Meta:
        model = Availability


class OrganizationFactory(ModelFactory):
    site = factory.LazyFunction(default_site)
    name = "Larch Hill Medical Spa"
    legal_name = "Larch Hill Aesthetics, LLC"
    phone = "+14045550100"

    class Meta:
        model = Organization


class AnnouncementFactory(ModelFactory):
    """Shown since an hour ago, for another day."""

    site = factory.LazyFunction(default_site)
    text = factory.Sequence(lambda number: f"Announcement {number}")
    starts = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    ends = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))

    class Meta:
        model = Announcement


class NavigationMenuFactory(ModelFactory):
    """``items`` are entries: a page, or a dictionary of the entry block's values."""

    site = factory.LazyFunction(default_site)
    handle = "main"

    class Meta:
        model = NavigationMenu

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        fields["items"] = stored_blocks(*(("item", menu_link(entry, True)) for entry in fields.get("items", ())))
        return super()._create(model_class, *args, **fields)


def menu_link(entry: Any, with_children: bool) -> dict[str, Any]:
    given = entry if isinstance(entry, dict) else {"page": entry}
    page = given.get("page")
    stored: dict[str, Any] = {
        "label": given.get("label", ""),
        "page": getattr(page, "pk", page),
        "url": given.get("url", ""),
    }
    if with_children:
        stored["children"] = [{"type": "item", "value": menu_link(child, False)} for child in given.get("children", ())]
    return stored


def social_link(label: str = "Instagram", url: str = "https://social.example/larch-hill") -> SocialLink:
    """A row for ``OrganizationFactory(social_links=[…])``."""
    return SocialLink(label=label, url=url)
