"""The way from the admin's preview to the front end, which reads the draft with the token it is given."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import unquote, urlencode
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail.models import Page

from cms.admin.frontend import front_end_url
from cms.api.drafts import new_page_id

from .models import keep_preview
from .permissions import may_add, may_edit
from .review_links import ReviewLink
from .tokens import sign

ON_SCREEN = "on-screen"


def front_end_preview(page: Any, request: HttpRequest) -> HttpResponse | None:
    """Lead to the front end's preview of ``page`` as it is in memory; None where no front end can show it."""
    stored = Page.objects.filter(pk=page.pk).first() if page.pk else None
    parent = page.get_parent() if stored is None and page.depth and page.depth > 1 else None
    beside = stored or parent
    anchor = beside.specific if beside is not None else None
    parts = anchor.get_url_parts(request) if anchor is not None else None
    if parts is None or front_end_url(parts, request) is None:
        return None
    if not (may_edit if stored is not None else may_add)(request.user, anchor):
        return None
    content = page.serializable_data()
    preview = keep_preview(request.user, type(page), content, version_of(request, content), page=stored, parent=parent)
    path = unquote(parts[2])
    if stored is None:
        path = f"{path}{content['slug'] or new_page_id(preview.pk)}/"
    return lead(parts, request, preview.pk, path)


def front_end_review(link: ReviewLink, page: Any, request: HttpRequest) -> HttpResponse | None:
    """Lead to the front end's preview of ``page``, the one of a review link; None where no front end can show it."""
    parts = page.get_url_parts(request)
    if parts is None or front_end_url(parts, request) is None:
        return None
    return lead(parts, request, link.pk, unquote(parts[2]))


def lead(parts: Any, request: HttpRequest, row: UUID, path: str) -> HttpResponse:
    """Redirect to the front end's preview of ``path``, with a token that names ``row``."""
    address = front_end_url((parts[0], parts[1], settings.FRONTEND_PREVIEW_PATH), request)
    response = HttpResponseRedirect(f"{address}?{urlencode({'token': sign(row), 'path': path})}")
    response["Cache-Control"] = "private, no-store"
    return response


def version_of(request: HttpRequest, content: dict[str, Any]) -> str:
    """The form on the screen is one version, which changes; any other, such as an old revision, is what it holds."""
    if getattr(request, "is_editing", False):
        return ON_SCREEN
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
