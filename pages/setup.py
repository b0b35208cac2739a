"""The first things of a clinic's site: its root, home and index pages, organization, menus and groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db import transaction
from wagtail.models import Collection, Locale, Page, Site

from cms.admin.groups import GROUPS, make_all_groups

from .models import HomePage, NavigationMenu, Organization

WELCOME_TITLE = "Welcome to your new Wagtail site!"


@dataclass(frozen=True)
class Index:
    """An index page: its model's label, its title and slug."""

    model: str
    title: str
    slug: str


INDEXES = (
    Index("treatments.TreatmentIndexPage", "Treatments", "treatments"),
    Index("treatments.ConcernIndexPage", "Concerns", "concerns"),
    Index("locations.LocationIndexPage", "Locations", "locations"),
    Index("providers.ProviderIndexPage", "Providers", "providers"),
    Index("pages.ArticleIndexPage", "Articles", "articles"),
)
MENUS = {
    "main": ("treatments", "concerns", "providers", "locations", "articles"),
    "footer": ("locations", "articles"),
}


HOST_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.ASCII)


class SetupRefusedError(Exception):
    """The database holds something else already, or what was given cannot be used; the message says which."""


@dataclass
class FirstPages:
    """What the site has after :func:`set_up`, and what of it was made by this call."""

    site: Site
    home: HomePage
    indexes: dict[str, Any]
    made: list[str] = field(default_factory=list)


@transaction.atomic
def set_up(name: str, front_end: str) -> FirstPages:
    """Make what is missing of the first things; what is there stays as it is.

    ``front_end`` is the website's origin, such as https://www.example.com. Raises :class:`SetupRefusedError`.
    """
    host, port = origin_parts(front_end)
    refuse_long(name)
    refuse_content()
    refuse_difference(name, host, port)
    made: list[str] = []
    root = tree_root()
    home = HomePage.objects.child_of(root).first() or make_home(root, name, made)
    site = keep_site(home, name, host, port, made)
    indexes = {index.slug: keep_index(home, index, made) for index in INDEXES}
    keep_organization(site, name, made)
    for handle, slugs in MENUS.items():
        keep_menu(site, handle, [indexes[slug] for slug in slugs], made)
    make_all_groups()
    return FirstPages(site, home, indexes, made)


def origin_parts(front_end: str) -> tuple[str, int]:
    """Host and port of an origin."""
    try:
        parts = urlsplit(front_end)
        port = parts.port if parts.port is not None else {"http": 80, "https": 443}.get(parts.scheme, 0)
        host = parts.hostname or ""
        spelled = {f"{parts.scheme}://{host}", f"{parts.scheme}://{host}:{port}"}
    except ValueError:
        host, port, spelled = "", 0, set()
    if not port or not HOST_NAME.fullmatch(host) or front_end.lower().rstrip("/") not in spelled:
        raise SetupRefusedError(
            f"“{front_end}” is not a website's address. Give scheme and host only, such as https://www.example.com."
        )
    return host, port


def refuse_long(name: str) -> None:
    """Raise when the name is longer than one of its places."""
    places: tuple[tuple[Any, str], ...] = ((HomePage, "title"), (Site, "site_name"), (Organization, "name"))
    limit = min(model._meta.get_field(field).max_length for model, field in places)
    if len(name) > limit:
        raise SetupRefusedError(f"The clinic's name has {len(name)} characters; at most {limit} can be kept.")


def refuse_difference(name: str, host: str, port: int) -> None:
    """Raise when the site was set up with another name or address."""
    site = Site.objects.filter(root_page__in=HomePage.objects.filter(depth=2)).first()
    if site is None:
        return
    given = Site(hostname=host, port=port)
    differences = []
    if site.site_name != name:
        differences.append(f"“{site.site_name}” (given: “{name}”)")
    if (site.hostname, site.port) != (host, port):
        differences.append(f"{site.root_url} (given: {given.root_url})")
    if differences:
        raise SetupRefusedError(
            f"This site is set up already, as {' and '.join(differences)}. Change it at Settings → Sites in the admin; "
            "nothing was changed."
        )


def refuse_content() -> None:
    """Raise when there is any page but Wagtail's welcome page and what :func:`set_up` itself makes."""
    for page in other_pages():
        raise SetupRefusedError(
            f"This database already holds content: “{page.title}” at {page.url_path}. setup_site is for a new site; "
            "nothing was changed."
        )


def other_pages() -> Iterator[Page]:
    """Pages that neither Wagtail nor :func:`set_up` has made."""
    home = HomePage.objects.filter(depth=2).first()
    models = {apps.get_model(index.model) for index in INDEXES}
    for page in Page.objects.filter(depth__gt=1).order_by("path"):
        if untouched_welcome(page) or (home is not None and page.pk == home.pk):
            continue
        if page.depth == 3 and page.specific_class in models:
            continue
        yield page


def untouched_welcome(page: Page) -> bool:
    """Whether this is the page that Wagtail makes in every new database."""
    return page.specific_class is Page and page.depth == 2 and page.title == WELCOME_TITLE and not page.numchild


def tree_root() -> Page:
    """The root of the page tree; made, with the other roots, in a database that has lost them."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE.partition("-")[0])
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    root: Page | None = Page.get_first_root_node()
    return root if root is not None else Page.add_root(instance=Page(title="Root", slug="root"))


def make_home(root: Page, name: str, made: list[str]) -> HomePage:
    """Make the home page, in the place of the welcome page."""
    for page in Page.objects.filter(depth=2):
        if untouched_welcome(page):
            Page.objects.filter(pk=page.pk).update(slug="welcome", url_path="/welcome/")
    root.refresh_from_db()
    home = HomePage(title=name, slug="home")
    publish(root, home)
    made.append("home page")
    return home


def publish(parent: Page, page: Any) -> None:
    """Add a page below ``parent`` and publish it with a history."""
    page.live = False
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()


def keep_site(home: HomePage, name: str, host: str, port: int, made: list[str]) -> Site:
    """Have the default site lead to the home page; Wagtail's own is taken over, and its welcome page deleted."""
    site = Site.objects.filter(root_page=home).first()
    if site is not None:
        return site
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port, site.site_name, site.root_page = host, port, name, home
    site.save()
    made.append("site")
    for page in Page.objects.filter(depth=2):
        if untouched_welcome(page):
            page.delete()
    home.refresh_from_db()
    return site


def keep_index(home: HomePage, index: Index, made: list[str]) -> Any:
    """The index page of one kind below the home page."""
    model: Any = apps.get_model(index.model)
    found = model.objects.child_of(home).first()
    if found is None:
        found = model(title=index.title, slug=index.slug, show_in_menus=True)
        publish(home, found)
        home.refresh_from_db()
        made.append(f"/{index.slug}/")
    return found


def keep_organization(site: Site, name: str, made: list[str]) -> None:
    """The organization, named where it has no name."""
    organization = Organization.for_site(site)
    if not organization.name:
        organization.name = name
        organization.save()
        made.append("organization")


def keep_menu(site: Site, handle: str, pages: list[Any], made: list[str]) -> None:
    """A menu that leads to ``pages``, unless the site has one of that handle."""
    if NavigationMenu.objects.filter(site=site, handle=handle).exists():
        return
    items = [("item", {"label": "", "page": page, "url": "", "children": []}) for page in pages]
    menu = NavigationMenu(site=site, handle=handle, items=items)
    menu.full_clean()
    menu.save()
    menu.save_revision()
    made.append(f"menu “{handle}”")


def groups_sentence() -> str:
    """The groups, for people."""
    return ", ".join(GROUPS)
