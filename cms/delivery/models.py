"""The log of everything that the public could notice, which the database writes (see :mod:`cms.delivery.triggers`), and
what those who act on it keep. The tables of webhooks are in :mod:`cms.delivery.webhooks.models`.
"""

from __future__ import annotations

from django.db import models

from cms.delivery.webhooks.models import Delivery, Webhook

__all__ = ["Change", "Delivery", "Log", "Purged", "ScheduleFailure", "Webhook"]


class Log(models.Model):
    """One row: the numbers of the last change and of the last forgotten.

    ``looked`` is the moment up to which it holds what came to light or went by its dates alone. ``triggers`` is a
    digest of the statements that made the triggers.
    """

    sequence = models.BigIntegerField(default=0)
    pruned = models.BigIntegerField(default=0, db_default=0)
    looked = models.DateTimeField(null=True)
    triggers = models.CharField(max_length=64, default="", db_default="")

    def __str__(self) -> str:
        return str(self.sequence)

    @classmethod
    def ends(cls) -> tuple[int, int]:
        """The numbers of the last change and of the last forgotten one."""
        return cls.objects.values_list("sequence", "pruned").first() or (0, 0)

    @classmethod
    def position(cls) -> int:
        """The number of the last change."""
        return cls.ends()[0]


class Change(models.Model):
    """What happened to one object in one transaction.

    ``sequence`` grows in the order of the commits; on PostgreSQL the changes of one transaction share it. ``path`` and
    ``old_path`` are the ``url_path`` of a page. ``public_before`` and ``public_after`` tell whether a page was live and
    under no view restriction, and whether any other object was there. ``membership`` tells that the object may have
    come to light, gone or moved, and not only changed. Until a transaction ends its rows have no ``sequence``.
    ``transaction`` is a random number: of each transaction on PostgreSQL, of each row on SQLite. So a log that holds a
    change still is the one that held it before, though numbers come again in a copy that has gone on by itself.
    """

    EVERYTHING = ""
    """The ``type`` of a change of what decides visibility everywhere."""
    SEARCH = "search"
    """The ``type`` of a change of the search index."""
    LOG = "log"
    """The ``type`` of a change of the log itself, which has forgotten old changes. Nobody is told of it."""

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


class ScheduleFailure(models.Model):
    """Why a page (or anything else with drafts) has not gone live, or not been taken off, when it was due.

    It is current only while the schedule is what it was: see :mod:`cms.delivery.failures`. ``error`` is the exception's
    class; with ``reason`` it tells one sort of failure from another. ``since`` is when this sort began.
    """

    class What(models.TextChoices):
        """What was to be done."""

        PUBLICATION = "publication"
        EXPIRY = "expiry"

    content_type = models.ForeignKey("contenttypes.ContentType", on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    what = models.CharField(max_length=11, choices=What.choices)
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.CASCADE, related_name="+")
    due = models.DateTimeField()
    reason = models.TextField()
    error = models.CharField(max_length=100)
    since = models.DateTimeField()
    tried = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "what"], name="one_schedule_failure_of_each")
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.object_id}: {self.reason}"


class Purged(models.Model):
    """How far one cache in front of us has forgotten what changes have made old; see :mod:`cms.delivery.purge`."""

    NOTHING = -1
    """The sequence of a cache of which nothing is known: it is to forget everything."""

    cache = models.CharField(max_length=300, unique=True)
    once = models.BigIntegerField(default=NOTHING)
    """Changes up to this sequence have been purged."""
    twice = models.BigIntegerField(default=NOTHING)
    """Those up to this one also a second time."""
    again = models.BigIntegerField(null=True)
    """Up to which sequence the second time is due at ``again_at``."""
    again_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    """Nobody purges before: a worker has it in hand until then, or the cache has refused."""
    failures = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.cache}: {self.once}, {self.twice}"
