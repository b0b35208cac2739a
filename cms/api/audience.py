"""Who is asking: the public, somebody who previews one page, or a user with an API token.

A request that says so in a header of its own is private: its answer is for this one client, and no cache may keep it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from cms.preview.models import NEW_ENTRY, PagePreview
from cms.preview.permissions import may_add, may_change, may_edit
from cms.preview.review_links import ReviewLink, shown_page
from cms.preview.tokens import NoPreview, PreviewOver, named_by

from .drafts import NEW, Draft, EntryDraft, new_page_id
from .errors import ClientError, Code

PRIVATE_HEADERS = ("Authorization", "X-Preview-Token", "X-Query-Cost")
"""A request with any of these is accepted by POST only, and answered ``private, no-store``."""

OVER = "The preview has ended: open it again in the admin, or by the review link."
LINK_OVER = "The review link has expired or was revoked: ask whoever sent it for a new one."
FORGED = "`X-Preview-Token` holds no preview token: open the preview again in the admin."
NO_BEARER = "`Authorization` must be `Bearer` and an API token of the CMS."
NO_TOKEN = "The API token is unknown or revoked, or its user is no longer active: create another in the admin."  # noqa: S105


def is_private(request: HttpRequest) -> bool:
    """Whether the request carries a header that makes its answer one client's own; an empty one does too."""
    return any(name in request.headers for name in PRIVATE_HEADERS)


def keeps_private(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Decorate a view: whatever it answers to a private request is kept from every cache."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        response = view(request)
        if is_private(request):
            for name in ("ETag", "Surrogate-Key", "Cache-Tag"):
                del response[name]
            response["Cache-Control"] = "private, no-store"
        if response.status_code == 401:
            response["WWW-Authenticate"] = "Bearer"
        return response

    return answer


@dataclass(frozen=True)
class Audience:
    """What a request may see beyond what is public."""

    user: Any = None
    """Who holds the API token: may see drafts of the pages they may edit."""
    preview: Draft | EntryDraft | None = None
    """The one page, or the one entry of a register, that a preview token shows."""


PUBLIC = Audience()


class UnauthenticatedError(ClientError):
    """Whoever is asking is not who the request says."""

    def __init__(self, message: str) -> None:
        super().__init__(message, Code.UNAUTHENTICATED)


def audience_of(request: HttpRequest) -> Audience:
    """Who is asking; ``UnauthenticatedError`` for a token that is not good."""
    authorization, token = (request.headers.get(name) for name in ("Authorization", "X-Preview-Token"))
    if authorization is None and token is None:
        return PUBLIC
    return Audience(
        user=user_of(request, authorization) if authorization is not None else None,
        preview=previewed(token) if token is not None else None,
    )


def user_of(request: HttpRequest, authorization: str) -> Any:
    """The active user whose API token, one of Wagtail's own, ``Authorization`` holds."""
    from wagtail.api.v3.auth import APIToken, BearerTokenAuth

    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer":
        raise UnauthenticatedError(NO_BEARER)
    token = token.strip()
    found = BearerTokenAuth().authenticate(request, token) if APIToken.validate_token_format(token) else None
    if found is None:
        raise UnauthenticatedError(NO_TOKEN)
    return found.user


def previewed(token: str) -> Draft | EntryDraft:
    """The draft that a preview token shows, while its editor may edit the page."""
    try:
        preview_id = named_by(token)
    except NoPreview:
        raise UnauthenticatedError(FORGED) from None
    except PreviewOver:
        raise UnauthenticatedError(OVER) from None
    row = PagePreview.objects.select_related("user", "page", "parent").filter(pk=preview_id).first()
    link = ReviewLink.objects.select_related("made_by", "page").filter(pk=preview_id).first() if row is None else None
    if link is not None:
        return reviewed(link)
    model: Any = row.content_type.model_class() if row is not None else None
    if row is None or model is None:
        raise UnauthenticatedError(OVER)
    if row.entry:
        return edited_entry(row, model)
    if row.page is not None:
        stored = row.page.specific
        draft, allowed = Draft(model, row.content, stored=stored), may_edit(row.user, stored)
    else:
        parent = row.parent.specific if row.parent is not None else None
        draft = Draft(model, row.content, parent=parent, new_id=new_page_id(row.pk))
        allowed = parent is not None and may_add(row.user, parent)
    if not allowed:
        raise UnauthenticatedError(OVER)
    return draft


def edited_entry(row: PagePreview, model: Any) -> EntryDraft:
    """What the token of a register's entry, or of a setting, shows, while its editor may save it."""
    is_new = row.entry == NEW_ENTRY
    stored = model() if is_new else model._default_manager.filter(pk=row.entry).first()
    if stored is None or not may_change(row.user, stored):
        raise UnauthenticatedError(OVER)
    return EntryDraft(model, row.content, NEW if is_new else stored.pk)


def reviewed(link: ReviewLink) -> Draft:
    """The newest draft of a review link's page, while the link is good."""
    page = shown_page(link)
    if page is None:
        raise UnauthenticatedError(LINK_OVER)
    newest = page.latest_revision
    return Draft(type(page), newest.content if newest is not None else None, stored=page)
