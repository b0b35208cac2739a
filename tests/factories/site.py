"""A small site: a home page and every index below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wagtail.models import Page, Site

from .pages import (
    ArticleIndexPageFactory,
    ConcernIndexPageFactory,
    HomePageFactory,
    LocationIndexPageFactory,
    ProviderIndexPageFactory,
    TreatmentIndexPageFactory,
)


@dataclass(frozen=True)
class SmallSite:
    """A site with its home page and indexes, each under its usual path."""

    site: Site
    home: Any
    articles: Any
    treatments: Any
    concerns: Any
    locations: Any
    providers: Any


def make_site(hostname: str | None = None, parent: Page | None = None, **home: Any) -> SmallSite:
    """Build the default site in place of Wagtail's welcome page; with ``hostname``, one more beside it.

    Its pages are saved live at once, without a history: hundreds of tests make one.
    """
    home.setdefault("history", False)
    root = parent or Page.objects.get(depth=1)
    if hostname is None:
        site = Site.objects.get(is_default_site=True)
        welcome = site.root_page
        page = HomePageFactory(parent=root, **{"slug": "larch-hill", **home})
        site.root_page = page
        site.save()
        Page.objects.get(pk=welcome.pk).delete()
    else:
        page = HomePageFactory(parent=root, **{"slug": hostname.replace(".", "-"), **home})
        site = Site.objects.create(hostname=hostname, root_page=page, port=443)
    indexes = make_indexes(page, history=False)
    return SmallSite(site=site, home=type(page).objects.get(pk=page.pk), **indexes)


def make_indexes(home: Any, **fields: Any) -> dict[str, Any]:
    """The five indexes below ``home``, by name."""
    home = Page.objects.get(pk=home.pk)
    return {
        "articles": ArticleIndexPageFactory(parent=home, **fields),
        "treatments": TreatmentIndexPageFactory(parent=home, **fields),
        "concerns": ConcernIndexPageFactory(parent=home, **fields),
        "locations": LocationIndexPageFactory(parent=home, **fields),
        "providers": ProviderIndexPageFactory(parent=home, **fields),
    }
