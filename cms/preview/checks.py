"""Wagtail's accessibility and content checks, let into a website on another origin than the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.userbar import ContentCheckerItem

from .websites import origins


class WebsiteContentChecker(ContentCheckerItem):
    """The checks, where admin and website may speak to each other."""

    def get_axe_spec(self, request: HttpRequest) -> dict[str, Any]:
        """Return Wagtail's rules and checks with the origins of the other side: axe trusts its own alone by itself."""
        admin = f"{request.scheme}://{request.get_host()}"
        trusted = sorted(origins() if self.in_editor else {admin})
        spec: dict[str, Any] = super().get_axe_spec(request)
        return {**spec, "allowedOrigins": trusted} if trusted else spec


def trust_websites(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Put the checker in the place of Wagtail's, in the userbar and beside the edit form. A Wagtail hook."""
    items[:] = [
        WebsiteContentChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item
        for item in items
    ]
