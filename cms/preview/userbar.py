"""Wagtail's userbar for the front end: a piece of HTML for editors, which the website fetches and inserts.

A browser asks with the session of the admin, which it sends where website and CMS are the same site. Elsewhere, and on
the server, the website asks with the token of the preview.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from wagtail.admin.userbar import Userbar
from wagtail.models import Page

from .models import PagePreview
from .tokens import NoPreview, PreviewOver, named_by
from .websites import origins


class WebsiteUserbar(Userbar):
    """The userbar with absolute addresses alone."""

    template_name = "cms_preview/userbar.html"


@require_safe
def userbar(request: HttpRequest) -> HttpResponse:
    """Answer with the userbar of ``?page=<id>``, 204 for whoever is no editor.

    ``in_preview_panel=true`` asks for the hidden one, which tells the panel about checks and where it was scrolled to.
    """
    by_token = editor_with_token(request.headers.get("X-Preview-Token"))
    if by_token is not None:
        request.user = by_token
    if request.user.is_active and request.user.has_perm("wagtailadmin.access_admin"):
        request.__dict__["in_preview_panel"] = request.GET.get("in_preview_panel") == "true"
        page = asked_page(request.GET.get("page", ""))
        response = HttpResponse(WebsiteUserbar(object=page).render_html({"request": request}))
    else:
        response = HttpResponse(status=204)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Cookie", "Origin"])
    origin = request.headers.get("Origin", "")
    if origin in origins():
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Credentials"] = "true"
    return response


def editor_with_token(token: str | None) -> Any:
    """Who previews with ``token``; None for none, and for a review link, whose reader is no editor."""
    if not token:
        return None
    try:
        row = PagePreview.objects.select_related("user").filter(pk=named_by(token)).first()
    except (NoPreview, PreviewOver):
        return None
    return row.user if row is not None else None


def asked_page(given: str) -> Page | None:
    """The page of an id of the content API; None for what is no page, such as one that was never saved."""
    is_id = given.isascii() and given.isdigit() and len(given) <= 10
    page = Page.objects.filter(pk=int(given), depth__gt=1).first() if is_id else None
    return page.specific if page is not None else None
