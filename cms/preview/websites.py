"""Where the sites' pages are shown: the origins that may ask for what is an editor's."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Site


def origins() -> set[str]:
    """The origins of all front ends; none while no front end is configured."""
    if not settings.FRONTEND_URL:
        return set()
    others = (site.root_url for site in Site.objects.filter(is_default_site=False))
    parts = (urlsplit(address) for address in (settings.FRONTEND_URL, *others))
    return {f"{each.scheme}://{each.netloc}" for each in parts}
