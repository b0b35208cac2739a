"""Who is told of changes, and what each still has to be told."""

from __future__ import annotations

import base64
import secrets
import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Site

SECRET_BYTES = 32
OLD_SECRET_HOURS = 24
"""How long messages are signed with the secret before as well, so that a receiver can change over."""
ALL_OF_IT = 2**63 - 1
"""Behind every change of a sequence number."""


def new_secret() -> str:
    """A secret as the Standard Webhooks specification writes it."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def last_sequence() -> int:
    """The number of the last change: what has happened before is not told."""
    from cms.delivery.models import Log

    return Log.position()


class Webhook(models.Model):
    """A receiver of changes. ``sequence`` and ``change`` are of the last change of the log that its queue has."""

    wagtail_reference_index_ignore = True

    name = models.CharField(max_length=100, help_text="What it is for, such as: Website, rebuild.")
    url = models.CharField(
        "address", max_length=500, help_text="Where messages are sent, such as https://www.example.com/api/changes."
    )
    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="webhooks", help_text="Whose changes are told."
    )
    events = models.JSONField(
        default=list,
        blank=True,
        help_text="What is told; nothing ticked means everything. REBUILD_ALL is always told.",
    )
    active = models.BooleanField(
        default=True,
        help_text="While it is off, nothing is sent and nothing is lost: it is sent once this is on again.",
    )
    secret = models.CharField(max_length=100, default=new_secret, editable=False)
    old_secret = models.CharField(max_length=100, blank=True, editable=False)
    rolled_at = models.DateTimeField(null=True, editable=False)
    sequence = models.BigIntegerField(default=last_sequence, editable=False)
    change = models.BigIntegerField(default=ALL_OF_IT, editable=False)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def secrets(self) -> list[str]:
        """The secrets that messages are signed with now, the newest first."""
        return [self.secret, self.old_secret] if self.old_secret_until else [self.secret]

    @property
    def old_secret_until(self) -> datetime | None:
        """Until when the secret before signs too; None where it does not any longer."""
        until = self.rolled_at and self.rolled_at + timedelta(hours=OLD_SECRET_HOURS)
        return until if until and until > timezone.now() else None

    def wants(self, kind: str) -> bool:
        """Whether changes of the kind are told; what may have changed everything always is."""
        return not self.events or kind in self.events or kind == "REBUILD_ALL"

    def roll_secret(self) -> None:
        """Give it a new secret; the one before signs too for a day."""
        self.old_secret, self.secret, self.rolled_at = self.secret, new_secret(), timezone.now()
        self.save(update_fields=["old_secret", "secret", "rolled_at"])


class Delivery(models.Model):
    """One change that one receiver is told of; ``message`` is its name, however often it is sent.

    ``facts`` is the row of the change log: what is told is made of it when it is sent, so that it is what the public
    may be told at that moment. Deliveries of one ``subject`` are sent one by one, in the order of their ids.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        PARKED = "parked"

    wagtail_reference_index_ignore = True

    message = models.UUIDField(default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    sequence = models.BigIntegerField()
    change = models.BigIntegerField()
    subject = models.CharField(max_length=120)
    facts = models.JSONField()
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    by_hand = models.BooleanField(default=False)
    """Somebody has had it sent again: it is sent whatever the webhook asks for."""
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    first_tried_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField(blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["webhook", "subject", "id"], condition=Q(state="waiting"), name="webhook_waiting"),
            models.Index(fields=["webhook", "next_attempt_at"], condition=Q(state="waiting"), name="webhook_due"),
            models.Index(fields=["webhook", "state", "id"], name="webhook_log"),
            models.Index(fields=["ended_at"], name="webhook_ended"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "sequence", "change"], name="one_delivery_of_each_change")
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.kind} {self.subject}"

    @property
    def message_id(self) -> str:
        """The ``webhook-id`` header."""
        return f"msg_{self.message.hex}"
