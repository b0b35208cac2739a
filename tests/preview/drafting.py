"""Ways to a draft without the admin's forms, and what it is asked."""

from __future__ import annotations

from typing import Any

from wagtail.models import APIToken, Page

from cms.preview.front_end import ON_SCREEN
from cms.preview.models import keep_preview
from cms.preview.tokens import sign
from tests.factories import UserFactory
from tests.preview.reading import send

TITLE = "query ($path: String!) { route(path: $path) { page { title } } }"
NEWEST = "query ($path: String!) { route(path: $path, version: DRAFT) { page { title } } }"


def preview_of(page: Any, user: Any = None) -> str:
    """A preview token for ``page`` as it is in memory."""
    editor = user or UserFactory(is_superuser=True)
    stored = Page.objects.get(pk=page.pk)
    return sign(keep_preview(editor, type(page), page.serializable_data(), ON_SCREEN, page=stored, parent=None).pk)


def bearer(user: Any = None) -> str:
    """The header of a user's API token."""
    _, token = APIToken.create_token(user=user or UserFactory(is_superuser=True), name="Website")
    return f"Bearer {token}"


def refused(response: Any, message: str) -> None:
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response["Cache-Control"] == "private, no-store"
    assert response.json() == {"errors": [{"message": message, "extensions": {"code": "UNAUTHENTICATED"}}]}


def with_token(token: str, query: str = TITLE, **variables: Any) -> Any:
    return send(query, variables, **{"X-Preview-Token": token})


def with_bearer(header: str, query: str = NEWEST, **variables: Any) -> Any:
    return send(query, variables, Authorization=header)


def drafted(page: Any, **changes: Any) -> Any:
    """``page`` with a newer revision than the public sees."""
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision(clean=False)
    return page
