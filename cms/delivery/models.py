"""The log of everything that the public could notice. The database writes it: see :mod:`cms.delivery.triggers`.

The tables of webhooks are in :mod:`cms.delivery.webhooks.models`.
"""

from __future__ import annotations

from django.db import models

from cms.delivery.webhooks.models import Delivery, Webhook

__all__ = ["Change", "Delivery", "Log", "Webhook"]


class Log(models.Model):
    """One row: the numbers of the last change, of the last one that concerned everything, and of the last forgotten."""

    sequence = models.BigIntegerField(default=0)
    everything = models.BigIntegerField(default=0)
    pruned = models.BigIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return str(self.sequence)


class Change(models.Model):
    """What happened to one object in one transaction.

    ``sequence`` grows in the order of the commits; on PostgreSQL the changes of one transaction share it. ``path`` and
    ``old_path`` are the ``url_path`` of a page. ``public_before`` and ``public_after`` tell whether a page was live and
    under no view restriction, and whether any other object was there. ``membership`` tells that the object may have
    come to light, gone or moved, and not only changed. Until a transaction ends its rows have no ``sequence``.
    """

    EVERYTHING = ""
    """The ``type`` of a change of what decides visibility everywhere."""
    SEARCH = "search"
    """The ``type`` of a change of the search index."""

    id = models.BigAutoField(primary_key=True)
    sequence = models.BigIntegerField(null=True, db_index=True)
    transaction = models.BigIntegerField(null=True)
    type = models.CharField(max_length=100)
    object = models.BigIntegerField()
    path = models.TextField(null=True)  # noqa: DJ001 (what is no page has none)
    old_path = models.TextField(null=True)  # noqa: DJ001
    public_before = models.BooleanField()
    public_after = models.BooleanField()
    membership = models.BooleanField()
    deleted = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["sequence", "id"]
        indexes = [models.Index(fields=["type", "object", "sequence"], name="change_of_object")]
        constraints = [models.UniqueConstraint(fields=["transaction", "type", "object"], name="one_change_of_each")]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.type}-{self.object}"
