"""Ways to a draft without the admin's forms."""

from __future__ import annotations

from typing import Any

from wagtail.models import APIToken, Page

from cms.preview.front_end import ON_SCREEN
from cms.preview.models import keep_preview
from cms.preview.tokens import sign
from tests.factories import UserFactory


def preview_of(page: Any, user: Any = None) -> str:
    """A preview token for ``page`` as it is in memory."""
    editor = user or UserFactory(is_superuser=True)
    stored = Page.objects.get(pk=page.pk)
    return sign(keep_preview(editor, type(page), page.serializable_data(), ON_SCREEN, page=stored, parent=None).pk)


def bearer(user: Any = None) -> str:
    """The header of a user's API token."""
    _, token = APIToken.create_token(user=user or UserFactory(is_superuser=True), name="Website")
    return f"Bearer {token}"
