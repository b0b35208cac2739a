"""Pictures that were taken down: removed everywhere we control, and when each part of that was found to be done.

A takedown outlives its picture. The row of the picture goes in the transaction that writes it, so that the content API
gives null from then on; what takes longer is the worker's, in :mod:`cms.delivery.takedowns`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, TypedDict

from django.conf import settings
from django.db import OperationalError, models, transaction
from django.utils import timezone
from wagtail.log_actions import log

from cms.media.deletions import FormerFile, PendingDeletion
from cms.media.storage import PUBLIC, alias_of

ASKED = "media.take_down"
DONE = "media.taken_down"
"""What the history calls a takedown: asked for, and done everywhere."""
PERMISSION = "media.take_down"
TRIES = 3
"""How often a takedown is begun that a publication of the same picture has come across."""


class Reference(TypedDict):
    """A place that referred to the picture: an object, or a version of it that is not live.

    ``model`` and ``pk`` lead to its edit screen, ``revision`` to the version; ``at`` is when that was saved.
    """

    kind: str
    title: str
    model: str
    pk: str
    revision: int | None
    at: str | None


class TakenDownError(Exception):
    """The picture is not there any more: somebody else has deleted it or taken it down."""


class Takedown(models.Model):
    """A picture that was taken down: who asked for it, and how far it is.

    ``references`` are the places that showed it, or would have once published; ``versions`` are all versions in the
    history of pages and snippets that name it, found by the worker, which has read them up to ``versions_read``.
    ``files`` are pairs of a storage's alias and a name. ``sequence`` is a number in the change log at or behind which
    the removal stands.
    """

    image_id = models.BigIntegerField(db_index=True)
    title = models.CharField(max_length=255)
    reason = models.TextField(
        max_length=1_000, help_text="Why it has to go, such as “consent withdrawn”. Never name the patient."
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_by_name = models.CharField(max_length=255)
    asked_at = models.DateTimeField(default=timezone.now)

    references: Any = models.JSONField(default=list)
    versions: Any = models.JSONField(default=list)
    versions_read = models.BigIntegerField(default=0)
    files: Any = models.JSONField(default=list)
    sequence = models.BigIntegerField(null=True)

    versions_listed_at = models.DateTimeField(null=True)
    files_gone_at = models.DateTimeField(null=True)
    answers_purged_at = models.DateTimeField(null=True)
    pictures_purged_at = models.DateTimeField(null=True)
    pictures_purged_again_at = models.DateTimeField(null=True)
    pictures_gone_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    next_at = models.DateTimeField(default=timezone.now, null=True, db_index=True)
    """Nobody goes on with it before: a worker has it in hand until then, or something did not answer."""
    tried_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        app_label = "media"
        ordering = ["-asked_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("take_down", "Can take pictures down")]

    def __str__(self) -> str:
        return f"Takedown of “{self.title}”"

    @property
    def public_files(self) -> list[str]:
        """The names of the files that the public could have."""
        return [name for alias, name in self.files if alias == PUBLIC]


def take_down(image_id: int, user: Any, reason: str, references: Callable[[Any], Sequence[Reference]]) -> Takedown:
    """Remove a picture: its row at once, and everything else by the worker.

    ``references`` is asked where the picture is used, while that is still known, and before anything is locked. Foreign
    keys to it become null: none may forbid that (a system check). Raises TakenDownError when there is no such picture
    any more.
    """
    from cms.media.models import MediaImage

    image = MediaImage.objects.filter(pk=image_id).first()
    if image is None:
        raise TakenDownError
    found = list(references(image))
    for attempt in range(1, TRIES + 1):
        try:
            return _take_down(image_id, user, reason, found)
        except OperationalError:  # who publishes a page with the picture meanwhile may wait for us, and we for them
            if attempt == TRIES:
                raise
            time.sleep(0.2 * attempt)
    raise AssertionError


@transaction.atomic
def _take_down(image_id: int, user: Any, reason: str, references: Sequence[Reference]) -> Takedown:
    from cms.media.models import MediaImage

    image = MediaImage.objects.select_for_update().filter(pk=image_id).first()
    if image is None:
        raise TakenDownError
    takedown = Takedown.objects.create(
        image_id=image.pk,
        title=image.title,
        reason=reason,
        asked_by=user,
        asked_by_name=user.get_full_name() or user.get_username(),
        references=references,
        files=_files(image),
    )
    log(
        takedown,
        ASKED,
        user=user,
        data={"image": image.pk, "reason": reason, "references": len(takedown.references)},
    )
    image.delete()
    return takedown


def _files(image: Any) -> list[list[str]]:
    """All files of a picture: the original, what was rendered of it, and former ones that somebody may still have.

    Those to be deleted are read before those that have been, as a worker may delete some meanwhile.
    """
    renditions = image.renditions.all()
    present = [(alias_of(row.file.storage), str(row.file.name)) for row in (image, *renditions)]
    waiting = list(PendingDeletion.objects.filter(image_id=image.pk).values_list("storage", "name"))
    former = [(PUBLIC, name) for name in FormerFile.objects.filter(image_id=image.pk).values_list("name", flat=True)]
    return [list(file) for file in sorted({*present, *waiting, *former})]
