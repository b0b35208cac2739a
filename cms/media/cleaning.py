"""Delete stored files that have to go, unless somebody owns them."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files.storage import storages
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import UploadedFile

from cms.media.deletions import FormerFile, PendingDeletion
from cms.media.models import MediaDocument, MediaImage, MediaRendition
from cms.media.storage import PRIVATE, PUBLIC, StorageRefusedError, StorageUnavailableError

OWNERS: dict[str, tuple[type[models.Model], ...]] = {
    PRIVATE: (MediaImage, MediaDocument, UploadedFile),
    PUBLIC: (MediaRendition,),
}


def owned_names(alias: str, names: list[str]) -> set[str]:
    """Tell which of these stored files a row refers to."""
    return {
        name
        for model in OWNERS[alias]
        for name in model._base_manager.filter(file__in=names).values_list("file", flat=True)
    }


def delete_pending(limit: int = 1_000) -> int:
    """Delete the files that are due and return how many went.

    One that the store will not delete is tried again later; where the store does not answer, so are the others.
    """
    due = PendingDeletion.objects.filter(next_attempt_at__lte=timezone.now()).order_by("next_attempt_at", "pk")
    return delete_each(due[:limit])


def delete_each(rows: Iterable[PendingDeletion]) -> int:
    """Delete these files, whenever they are due, and return how many went."""
    deleted = 0
    for pending in rows:
        is_owned = bool(owned_names(pending.storage, [pending.name]))
        try:
            if not is_owned:
                storages[pending.storage].delete(pending.name)
        except StorageRefusedError as error:
            pending.postpone(error)
            continue
        except StorageUnavailableError as error:
            pending.postpone(error)
            break
        with transaction.atomic():
            if not is_owned:
                note_former(pending)
            pending.delete()
        deleted += 1
    return deleted


def note_former(deleted: PendingDeletion) -> None:
    """Remember a public file of a picture that is still there."""
    if deleted.storage != PUBLIC or deleted.image_id is None:
        return
    if MediaImage.objects.filter(pk=deleted.image_id).exists():
        FormerFile.objects.get_or_create(name=deleted.name, defaults={"image_id": deleted.image_id})
