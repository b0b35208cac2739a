"""Which group edits which location."""

from __future__ import annotations

from django.db import models


class LocationEditorGroup(models.Model):
    """The group that was made for a location; without a location there is none, without the group only the row goes."""

    location = models.OneToOneField("locations.LocationPage", on_delete=models.CASCADE, related_name="editor_group")
    group = models.OneToOneField("auth.Group", on_delete=models.CASCADE, related_name="edited_location")

    # No use of the page by content: it would be shown where an editor asks what a deletion breaks.
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.group)
