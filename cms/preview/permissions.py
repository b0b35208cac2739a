"""Who may see a draft: who may edit the page, or add one where a new page is to stand."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page


def may_edit(user: Any, page: Page) -> bool:
    """Whether ``user`` may edit ``page``, which must be in its own type: some types have rules of their own."""
    return bool(user.is_active and page.permissions_for_user(user).can_edit())


def may_add(user: Any, parent: Page) -> bool:
    """Whether ``user`` may add a page below ``parent``, which must be in its own type."""
    return bool(user.is_active and parent.permissions_for_user(user).can_add_subpage())
