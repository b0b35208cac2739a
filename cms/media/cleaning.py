"""Keep the store and the database in step: nothing stored without a row, nothing unfinished for ever."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.core.files.storage import storages
from django.utils import timezone
from wagtail.models import UploadedFile

from cms.media.deletions import PendingDeletion, delete_later
from cms.media.models import MediaDocument, MediaImage, MediaRendition
from cms.media.storage import PRIVATE, PUBLIC, StorageUnavailableError, private_storage, public_storage

logger = logging.getLogger(__name__)

GRACE = timedelta(hours=24)
UNFINISHED = "wagtail_uploads/"
OWNERS = {PRIVATE: (MediaImage, MediaDocument), PUBLIC: (MediaRendition,)}
FOLDERS = {PRIVATE: ("originals/", "documents/", UNFINISHED), PUBLIC: ("images/",)}


def owned_names(alias: str, names: list[str]) -> set[str]:
    """Tell which of these stored files a row refers to."""
    return {
        name
        for model in OWNERS[alias]
        for name in model._base_manager.filter(file__in=names).values_list("file", flat=True)
    }


def delete_pending(limit: int = 1_000) -> int:
    """Delete the files that are due and return how many went; a failure ends it and is tried again later."""
    deleted = 0
    due = PendingDeletion.objects.filter(next_attempt_at__lte=timezone.now()).order_by("next_attempt_at", "pk")
    for pending in due[:limit]:
        try:
            if not owned_names(pending.storage, [pending.name]):
                storages[pending.storage].delete(pending.name)
        except StorageUnavailableError as error:
            pending.postpone(error)
            break
        pending.delete()
        deleted += 1
    return deleted


def orphans(older_than: timedelta = GRACE) -> Iterator[tuple[str, str]]:
    """Find stored files (alias, name) that no row owns; younger ones may belong to an upload under way.

    Uploads that wait for a missing field belong to nobody: one not finished by then is abandoned.
    """
    before = timezone.now() - older_than
    for alias, storage in ((PRIVATE, private_storage()), (PUBLIC, public_storage())):
        old = (
            name for name, modified in storage.stored_files() if modified < before and name.startswith(FOLDERS[alias])
        )
        while names := list(islice(old, 500)):
            owned = owned_names(alias, names)
            yield from ((alias, name) for name in names if name not in owned)


def remove_orphans(older_than: timedelta = GRACE) -> list[tuple[str, str]]:
    """Have every orphan deleted; return their aliases and names."""
    found = list(orphans(older_than))
    for alias, name in found:
        if name.startswith(UNFINISHED):
            UploadedFile.objects.filter(file=name).delete()
        delete_later(storages[alias], name)
    return found
