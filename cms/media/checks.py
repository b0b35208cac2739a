"""What has to be so of all apps for media to keep its word."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register
from django.db.models import CASCADE, SET_NULL, ManyToOneRel

from cms.media.models import MediaImage


@register()
def nothing_keeps_a_picture(**_kwargs: Any) -> list[Error]:
    """A picture must be removable whatever refers to it: every foreign key to it has to let it go."""
    return [
        Error(
            f"{relation.field} does not let a picture go, so that it could not be taken down.",
            hint="Make it nullable, with on_delete=models.SET_NULL.",
            obj=relation.related_model,
            id="media.E001",
        )
        for relation in MediaImage._meta.get_fields(include_hidden=True)
        if isinstance(relation, ManyToOneRel) and relation.on_delete not in (CASCADE, SET_NULL)
    ]
