"""Previews of what is no page, on a page that shows it: an entry of a register, the organization, a menu."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import unquote

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page, PreviewableMixin, ReferenceIndex, Site

from cms.admin.frontend import front_end_url

from .front_end import lead, version_of
from .models import keep_entry_preview
from .permissions import may_change

CONSIDERED = 50
"""How many of the pages that refer to an entry are looked at for a public one."""


class WebsitePreview(PreviewableMixin):
    """Gives a register or setting the preview panel, while there is a website to show it in."""

    has_preview: ClassVar[bool] = True
    """Whether the content API gives it as it is edited; not where what it gives is worked out from many rows."""
    is_shown_when_new: ClassVar[bool] = False
    """Whether an entry that was never saved shows anywhere: nothing refers to it yet."""

    @property
    def preview_modes(self: Any) -> list[tuple[str, str]]:
        """How the admin offers to preview it; not at all without a website, or where it could show nowhere."""
        is_there = self.has_preview and (self.pk or self.is_shown_when_new)
        return [("", "Website")] if settings.FRONTEND_URL and is_there else []

    def serve_preview(self: Any, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Lead to a page of the website that shows the entry, as it is in memory."""
        page = page_with(self)
        parts = page.get_url_parts(request) if page is not None else None
        if parts is None or front_end_url(parts, request) is None or not may_change(request.user, self):
            return render(request, "cms_preview/no_review.html", {"why": "no_website"}, status=404)
        content = self.serializable_data()
        preview = keep_entry_preview(request.user, self, content, version_of(request, content))
        return lead(parts, request, preview.pk, unquote(parts[2]))


def page_with(entry: Any) -> Page | None:
    """The first public page that refers to ``entry``, or else the home page of its site."""
    site = getattr(entry, "site", None) if getattr(entry, "site_id", None) else None
    site = site or Site.objects.filter(is_default_site=True).first()
    if site is None:
        return None
    if entry.pk:
        references = ReferenceIndex.get_references_to(entry).filter(base_content_type=page_type())
        ids = references.values_list("object_id", flat=True).distinct()[:CONSIDERED]
        pages = Page.objects.live().public().descendant_of(site.root_page, inclusive=True)
        found = pages.filter(pk__in=[int(pk) for pk in ids]).order_by("path").first()
        if found is not None:
            return found
    return site.root_page


def page_type() -> ContentType:
    return ContentType.objects.get_for_model(Page)
