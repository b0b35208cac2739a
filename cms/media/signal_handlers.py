"""What follows from saving and deleting media; connected in apps.py."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.documents.signal_handlers import post_delete_file_cleanup as wagtail_document_cleanup
from wagtail.images.signal_handlers import post_delete_file_cleanup as wagtail_image_cleanup
from wagtail.models import Page, UploadedFile

from cms.media import rendering, tasks
from cms.media.deletions import FormerFile, PendingDeletion, delete_later
from cms.media.models import MediaDocument, MediaImage, MediaRendition, random_name
from cms.media.shown import note_shown
from cms.media.storage import PRIVATE

RENDITIONS_FOLLOW = {"file", *rendering.FOCAL_POINT}


def on_image_saved(
    instance: MediaImage, raw: bool = False, update_fields: frozenset[str] | None = None, **_kwargs: Any
) -> None:
    """Have the worker render what the picture now lacks: after an upload, a new file or focal point."""
    if raw or (update_fields is not None and not update_fields & RENDITIONS_FOLLOW):
        return
    if rendering.missing_specs(instance):
        transaction.on_commit(partial(tasks.render_image.enqueue, instance.pk))


def on_upload_kept(instance: UploadedFile, **_kwargs: Any) -> None:
    """Give an upload that waits for its words a name that tells nothing, as every other stored file has."""
    if instance.file and not instance.file._committed:
        instance.file.name = random_name("", str(instance.file.name)).lstrip("/")


def on_row_deleted(instance: MediaImage | MediaRendition | MediaDocument, **_kwargs: Any) -> None:
    """Write down the file of a deleted row, in the transaction that deletes it."""
    if instance.file:
        delete_later(instance.file.storage, str(instance.file.name), instance.picture_id)


def on_image_deleted(instance: MediaImage, **_kwargs: Any) -> None:
    """Forget the former files of a picture that is no more."""
    FormerFile.objects.filter(image_id=instance.pk).delete()


def on_deletion_noted(instance: PendingDeletion, created: bool, **_kwargs: Any) -> None:
    """Have the worker delete an original or a document at once, and what was rendered from it with it.

    Renditions given up alone wait for the worker's next minute: one picture makes one task, not 24.
    """
    if created and instance.storage == PRIVATE:
        transaction.on_commit(partial(tasks.delete_files.enqueue))


def on_page_saved(instance: Any, update_fields: frozenset[str] | None = None, **_kwargs: Any) -> None:
    """Note the documents that a page of any type shows now."""
    if isinstance(instance, Page):
        note_shown(instance, update_fields)


def register_signal_handlers() -> None:
    """Connect the handlers in place of Wagtail's clean-up, which forgets a file the store did not delete."""
    pre_save.connect(on_upload_kept, sender=UploadedFile)
    post_save.connect(on_image_saved, sender=MediaImage)
    post_save.connect(on_deletion_noted, sender=PendingDeletion)
    post_save.connect(on_page_saved)
    post_delete.connect(on_image_deleted, sender=MediaImage)
    for model, wagtails in (
        (MediaImage, wagtail_image_cleanup),
        (MediaRendition, wagtail_image_cleanup),
        (MediaDocument, wagtail_document_cleanup),
    ):
        post_delete.disconnect(wagtails, sender=model)
        post_delete.connect(on_row_deleted, sender=model)
