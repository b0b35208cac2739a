"""What stands on every page: the organization, menus, an announcement, redirects."""

from __future__ import annotations

import json
from typing import Any

from wagtail.contrib.redirects.models import Redirect

from demo.reading import Table, table
from pages.models import (
    Announcement,
    AnnouncementLocation,
    NavigationMenu,
    Organization,
    OrganizationDisclaimer,
    SocialLink,
)

from .body import block_id
from .library import Library
from .publishing import morning
from .registers import add


def load(library: Library) -> None:
    """Write everything site-wide."""
    clinic = table("clinic")
    load_organization(library, clinic["organization"])
    load_announcement(library, clinic["announcement"])
    for menu in clinic["navigation"]:
        items = json.dumps([item(library, f"{menu['handle']}:{i}", entry) for i, entry in enumerate(menu["items"])])
        add(
            library, "menus", menu["handle"], NavigationMenu, site=library.site, handle=menu["handle"], items=items
        )  # fmt: skip
    for row in clinic["redirects"]:
        Redirect.objects.create(
            old_path=Redirect.normalise_path(row["from"]),
            site=library.site,
            redirect_page=library.page(row["to"]),
            is_permanent=True,
        )


def load_organization(library: Library, values: Table) -> None:
    """Who speaks on the site."""
    organization = Organization.for_site(library.site)
    for name in ("name", "legal_name", "phone"):
        setattr(organization, name, values[name])
    organization.logo = library.image(values["logo"])
    organization.social_links = [
        SocialLink(label=label, url=url, sort_order=order) for order, (label, url) in enumerate(values["social"])
    ]
    organization.disclaimer_links = [
        OrganizationDisclaimer(disclaimer=library.entry("disclaimers", key), sort_order=order)
        for order, (key, text) in enumerate(table("registers")["disclaimers"].items())
        if text.get("default")
    ]
    organization.full_clean()
    organization.save()


def load_announcement(library: Library, values: Table) -> None:
    """What visitors must know for a while."""
    announcement: Any = Announcement(
        site=library.site,
        text=values["text"],
        link=values["link"],
        starts=morning(library, values["from"]),
        ends=morning(library, values["until"]),
    )
    announcement.location_links = [
        AnnouncementLocation(location=library.page(f"location:{slug}"), sort_order=order)
        for order, slug in enumerate(values["locations"])
    ]
    announcement.full_clean()
    announcement.save()
    announcement.save_revision()
    library.keep("announcements", "first", announcement)


def item(library: Library, name: str, entry: Table) -> dict[str, Any]:
    """A menu's entry as its StreamField stores it, with those below it."""
    below = [item(library, f"{name}:{i}", child) for i, child in enumerate(entry.get("children", ()))]
    page = library.page(entry.get("page"))
    value = {"label": entry["label"], "page": page and page.pk, "url": entry.get("url", ""), "children": below}
    return {"type": "item", "value": value, "id": block_id("menu", 0, name)}
