"""Who may see a draft: who may edit the page, or add one where a new page is to stand."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page
from wagtail.permissions import policy_registry


def may_edit(user: Any, page: Page) -> bool:
    """Whether ``user`` may edit ``page``, which must be in its own type: some types have rules of their own."""
    return bool(user.is_active and page.permissions_for_user(user).can_edit())


def may_add(user: Any, parent: Page) -> bool:
    """Whether ``user`` may add a page below ``parent``, which must be in its own type."""
    return bool(user.is_active and parent.permissions_for_user(user).can_add_subpage())


def may_change(user: Any, entry: Any) -> bool:
    """Whether ``user`` may save ``entry``, of a register or a setting: change it, or add one that was never saved."""
    if not user.is_active:
        return False
    policy = policy_registry.get_by_type(type(entry))
    if entry.pk is None:
        return bool(policy.user_has_permission(user, "add"))
    return bool(policy.user_has_permission_for_instance(user, "change", entry))
