"""Whether the demo may be loaded: into nothing, or over what a broken-off run left; never beside other content."""

from __future__ import annotations

from enum import Enum
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, Site

from cms.media.models import MediaDocument, MediaImage
from demo.models import Loading
from demo.reading import table, texts
from locations.models import Availability, BookingHost
from pages.models import Disclaimer, Faq, NavigationMenu, Source, Topic
from providers.models import IssuingBoard, LicenceType
from treatments.models import BodyArea, Device, ProductBrand, Technology

REGISTERS: tuple[type[Model], ...] = (
    Availability, BodyArea, BookingHost, Device, Disclaimer, Faq, IssuingBoard, LicenceType, NavigationMenu,
    ProductBrand, Source, Technology, Topic,
)  # fmt: skip


class State(Enum):
    """What the database holds."""

    EMPTY = "nothing, or some of the demo's pictures and documents"
    LOADED = "the demo"


class OtherContentError(Exception):
    """The database holds content that is not the demo's; the message says what was found."""


def examine() -> State:
    """Tell whether the demo is to be loaded; raises ``OtherContentError`` where it must not be."""
    if Loading.objects.exists():
        return State.LOADED
    if found := other_content():
        raise OtherContentError(
            f"This database holds other content ({found}). The demo is only loaded into an empty one: "
            "point DATABASE_URL at a new database, or run `make demo-reset` if this is a demo's."
        )
    return State.EMPTY


def other_content() -> str | None:
    """The first thing found that neither Wagtail nor the demo put there, in words."""
    page = Page.objects.filter(depth__gt=1).exclude(pk__in=untouched_pages()).order_by("path").first()
    if page is not None:
        return f"the page “{page.title}”"
    titles = [picture["title"] for picture in table("pictures").values()]
    image = MediaImage.objects.exclude(title__in=titles, credit=CREDIT).first()
    if image is not None:
        return f"the image “{image.title}”"
    document = MediaDocument.objects.exclude(title__in=[text.head["title"] for text in texts("documents")]).first()
    if document is not None:
        return f"the document “{document.title}”"
    for model in REGISTERS:
        entry = model._default_manager.first()
        if entry is not None:
            return f"the {model._meta.verbose_name} “{entry}”"
    return None


def untouched_pages() -> Any:
    """The page that Wagtail's own migrations make: plain, alone under the root, never edited."""
    plain = ContentType.objects.get_for_model(Page)
    return Page.objects.filter(depth=2, numchild=0, content_type=plain, latest_revision=None, slug="home")


def site_to_use() -> Site:
    """The default site, made where there is none, under the fictional clinic's address and not yet saved.

    Requests under any other name, such as localhost, still reach it, because it is the default.
    """
    found: Site | None = Site.objects.filter(is_default_site=True).first() or Site.objects.first()
    site = found or Site(is_default_site=True)
    site.hostname, site.port = HOSTNAME, HTTPS
    return site


CREDIT = "Larkfield"
HOSTNAME, HTTPS = "www.larkfield.example", 443
