"""The way from the CMS to the front end: the CMS shows no page itself."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

PAGE_PATTERN = r"^((?:[\w\-]+/)*)$"
"""Addresses that may be a page's: parts that end in slashes, or nothing at all."""


def front_end_url(path: str | None) -> str | None:
    """The address of ``path`` on the front end; None while none is configured, or for a page without an address."""
    if not settings.FRONTEND_URL or path is None:
        return None
    return f"{settings.FRONTEND_URL}/{path.lstrip('/')}"


@require_safe
def redirect_to_front_end(request: HttpRequest, path: str) -> HttpResponse:
    """Send a reader on to the front end, which knows what pages there are; nothing is looked up, so nothing leaks."""
    url = front_end_url(quote(path))
    if url is None:
        response = render(request, "cms_admin/no_front_end.html", status=404)
    else:
        query = request.META.get("QUERY_STRING", "")
        response = HttpResponseRedirect(f"{url}?{query}" if query else url)
    response["Cache-Control"] = "no-store"
    return response
