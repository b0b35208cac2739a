"""Who may change a picture or a document: its uploader while no public page shows it, then those who may change all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import register_permission_policy

from cms.admin.deletion import uses

CHANGES = {"change", "delete"}


class UnpublishedMediaPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail lets people change and delete what they uploaded; a file that is in use on the site is no longer theirs.

    Otherwise an editor, who publishes nothing, could change a live page through its pictures.
    """

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        """Whether ``user`` may do any of ``actions`` with ``instance``."""
        changes = CHANGES & set(actions)
        others = set(actions) - CHANGES
        if others and super().user_has_any_permission_for_instance(user, others, instance):
            return True
        return super().user_has_any_permission_for_instance(user, changes, instance) and (
            self._check_perm(user, ["change"], collection=instance.collection) or not is_public(instance)
        )


def is_public(file: Model) -> bool:
    """Whether something that shows at once refers to ``file``: a live page, a register's entry or a setting."""
    found = uses([file]).get(file.pk, [])
    return any(not use.unpublished and is_live(use.source) for use in found)


def is_live(source: Model) -> bool:
    """Whether what ``source`` holds shows: a page's draft does not."""
    return source.live if isinstance(source, Page) else True


def register_media_policies() -> None:
    """Put the policy in the place of Wagtail's, for pictures and documents."""
    for model, auth_model in (
        (get_image_model(), "wagtailimages.Image"),
        (get_document_model(), "wagtaildocs.Document"),
    ):
        policy = UnpublishedMediaPolicy(model, auth_model=auth_model, owner_field_name="uploaded_by_user")
        register_permission_policy(model, policy, exact_class=True)
