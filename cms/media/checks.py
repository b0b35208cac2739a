"""What has to be so of all apps for media to keep its word."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register
from django.db.models import CASCADE, SET_NULL

from cms.media.references import keys_to_pictures


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
        for relation in keys_to_pictures()
        if relation.on_delete not in (CASCADE, SET_NULL)
    ]
