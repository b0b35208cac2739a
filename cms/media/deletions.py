"""Stored files that have to go: remembered in the database, deleted by the worker, tried until it works.

Deleting a row never asks the store: the row's transaction writes down the file's name, so neither a store
that is down nor a crash leaves a file behind.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.files.storage import Storage
from django.db import DatabaseError, models
from django.utils import timezone

from cms.media.storage import StorageRefusedError, StorageUnavailableError, alias_of

logger = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(hours=6)
UNKNOWN_WAIT = timedelta(minutes=15)
"""By then an upload that nobody waits for any more has ended."""
KEPT_BY_CACHES = timedelta(days=366)
"""A rendition's ``max-age`` is a year."""


class PendingDeletion(models.Model):
    """A stored file that no row refers to any more and that the worker still has to delete."""

    storage = models.CharField(max_length=40, help_text="Alias in STORAGES.")
    name = models.CharField(max_length=255)
    image_id = models.BigIntegerField(
        null=True, db_index=True, help_text="The picture it is the original or a rendition of, which may be gone."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now, db_index=True)
    last_error = models.CharField(max_length=255, blank=True)

    class Meta:
        app_label = "media"
        constraints = [models.UniqueConstraint(fields=["storage", "name"], name="media_one_deletion_a_file")]

    def __str__(self) -> str:
        return f"{self.storage}: {self.name}"

    def postpone(self, error: Exception) -> None:
        """Note a failed attempt; wait twice as long before each next one, six hours at most."""
        self.attempts += 1
        wait = min(timedelta(minutes=2 ** min(self.attempts, 10)), LONGEST_WAIT)
        self.next_attempt_at = timezone.now() + wait
        code = f" ({error.code})" if isinstance(error, StorageRefusedError) else ""
        self.last_error = f"{type(error).__name__}: {error}{code}"[:255]
        self.save(update_fields=["attempts", "next_attempt_at", "last_error"])


class FormerFile(models.Model):
    """A file of a picture that the public could have until the store deleted it: a CDN may still give it.

    So a takedown has to know of it. It is forgotten with the picture, or when no cache may have it any more.
    """

    image_id = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=255, unique=True)
    deleted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "media"

    def __str__(self) -> str:
        return self.name


def forget_former() -> None:
    """Forget former files that caches have had to drop by themselves."""
    FormerFile.objects.filter(deleted_at__lt=timezone.now() - KEPT_BY_CACHES).delete()


def delete_later(storage: Storage, name: str, image_id: int | None = None) -> None:
    """Have the worker delete a stored file once the current transaction is committed; ``image_id``: a picture's."""
    PendingDeletion.objects.get_or_create(storage=alias_of(storage), name=name, defaults={"image_id": image_id})


def delete_if_unowned_later(storage: Storage, name: str) -> None:
    """Have the worker delete a file of which nobody knows whether it was stored, unless a row refers to it by then."""
    due = timezone.now() + UNKNOWN_WAIT
    try:
        PendingDeletion.objects.get_or_create(storage=alias_of(storage), name=name, defaults={"next_attempt_at": due})
    except DatabaseError:
        logger.warning("%s may be in storage %s: the database does not answer.", name, alias_of(storage))


def delete_unowned(model: type[models.Model], storage: Storage, name: str, image_id: int | None = None) -> None:
    """Delete a file that was stored for a row which then could not be saved.

    Where the database cannot say whether a row refers to it after all, the file stays until the worker's daily search
    for what nobody owns.
    """
    try:
        if model._base_manager.filter(file=name).exists():
            return
        try:
            storage.delete(name)
        except StorageUnavailableError:
            delete_later(storage, name, image_id)
    except DatabaseError:
        logger.warning("Left %s in storage %s: the database does not answer.", name, alias_of(storage))
