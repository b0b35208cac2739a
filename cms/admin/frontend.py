"""The way from the CMS to the front end: the CMS shows no page itself."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Site

PAGE_PATTERN = r"^((?:[\w\-]+/)*)$"
"""Addresses that may be a page's: parts that end in slashes, or nothing at all."""


def front_end_url(parts: tuple[int, str | None, str | None] | None, request: HttpRequest | None = None) -> str | None:
    """The address on the front end for what ``Page.get_url_parts`` gives: site id, root URL, path.

    ``FRONTEND_URL`` is where the default site's is; other sites' are at their own root URL. None while no front end is
    configured, or for a page without an address.
    """
    if not settings.FRONTEND_URL or parts is None or parts[2] is None:
        return None
    site_id, root_url, path = parts
    origin = settings.FRONTEND_URL if is_default_site(site_id, request) else root_url
    return f"{origin}{path}"


def is_default_site(site_id: int, request: HttpRequest | None) -> bool:
    """Whether the site is the default one; the only site there is, which Wagtail's cache tells, needs no asking."""
    return len({root.site_id for root in Site.get_site_root_paths()}) == 1 or site_id == default_site_id(request)


def default_site_id(request: HttpRequest | None) -> int | None:
    """The default site's id, asked once in a request."""
    known: dict[str, int | None] = request.__dict__ if request is not None else {}
    if "default_site_id" not in known:
        known["default_site_id"] = Site.objects.filter(is_default_site=True).values_list("pk", flat=True).first()
    return known["default_site_id"]


@require_safe
def redirect_to_front_end(request: HttpRequest, path: str) -> HttpResponse:
    """Send a reader on to the site's front end, which knows its pages; none is looked up here, so nothing leaks."""
    origin = front_end_of(request)
    if origin is None:
        response = render(request, "cms_admin/no_front_end.html", status=404)
    else:
        url = f"{origin}/{quote(path)}"
        query = request.META.get("QUERY_STRING", "")
        response = HttpResponseRedirect(f"{url}?{query}" if query else url)
    response["Cache-Control"] = "no-store"
    return response


def front_end_of(request: HttpRequest) -> str | None:
    """The origin of the front end of the site that was asked for.

    None while there is none, and where another site's own address leads here: a redirect there would come back.
    """
    if not settings.FRONTEND_URL:
        return None
    site = Site.find_for_request(request)
    if site is None or site.is_default_site:
        return str(settings.FRONTEND_URL)
    return None if urlsplit(site.root_url).netloc == request.get_host() else str(site.root_url)
