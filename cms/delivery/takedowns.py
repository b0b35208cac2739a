"""Brings takedowns to their end: files with all versions, answers and files that a CDN keeps, versions that name them.

Every step is done again when it is not known to be done, and each asks whether it is: so a worker may be killed at any
point, and a file store or a CDN may be down for days. A takedown is reported as done once nothing is left that we can
reach: the store lists no version of any file, the CDN has accepted every purge twice, and a stranger who asks for each
public address gets no picture.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from cms.delivery.models import Log, Purged
from cms.delivery.pauses import where_come
from cms.delivery.purge import configured
from cms.delivery.purge.caches import Cache, Refused
from cms.delivery.purge.purger import AGAIN_AFTER
from cms.delivery.purge.requests import look
from cms.media import cleaning
from cms.media.deletions import PendingDeletion
from cms.media.links import public_url
from cms.media.references import pictures_of
from cms.media.storage import LocalPublicStorage, StorageRefusedError, StorageUnavailableError, public_storage
from cms.media.takedowns import DONE, Reference, Takedown

logger = logging.getLogger(__name__)

IN_HAND = timedelta(minutes=1)
"""How long a worker may take for one step; it is done, or dead, when this is over. Two that do the same do no harm."""
SOON = timedelta(seconds=2)
LONGEST_WAIT = 120.0
"""Seconds between two tries while something does not answer."""
BATCH = 200
GONE = {403, 404, 410}
"""What a store or a CDN says of a file that is not there."""
MOMENTS = ("versions_listed_at", "files_gone_at", "answers_purged_at", "pictures_gone_at")
"""What must have been before a takedown is done."""


class StillThereError(Exception):
    """Something of the picture is still there; the text says what, for editors."""


def go_on() -> int:
    """Go on with every takedown that is not done, and return how many are now."""
    due = Takedown.objects.filter(where_come("next_at", IN_HAND, timezone.now()), done_at=None)
    return sum(proceed(takedown) for takedown in due.order_by("next_at"))


def hold(takedown: Takedown) -> bool:
    """Take it in hand; False where another worker has been faster."""
    until = timezone.now() + IN_HAND
    is_mine = Takedown.objects.filter(pk=takedown.pk, next_at=takedown.next_at).update(next_at=until) == 1
    takedown.next_at = until
    return is_mine


def proceed(takedown: Takedown) -> bool:
    """Do what can be done now; return whether that was the last of it. What did not work holds up nothing else."""
    problems = []
    for step in STEPS:
        if not hold(takedown):
            return False
        try:
            step(takedown)
        except (StillThereError, Refused, StorageUnavailableError) as error:
            problems.append(words(error))
    takedown.tried_at = timezone.now()
    takedown.failures = takedown.failures + 1 if problems else 0
    takedown.last_error = " ".join(dict.fromkeys(problems))
    takedown.next_at = takedown.tried_at + (pause(takedown.failures) if problems else SOON)
    takedown.save(update_fields=["tried_at", "failures", "last_error", "next_at"])
    if problems:
        logger.warning("%s is not done yet: %s", takedown, takedown.last_error)
    return all(getattr(takedown, name) for name in MOMENTS) and finish(takedown)


def pause(failures: int) -> timedelta:
    """How long to wait after so many failures in a row."""
    return timedelta(seconds=min(2.0 ** min(failures, 10), LONGEST_WAIT))


def words(error: Exception) -> str:
    """Say for editors what stands in the way."""
    if isinstance(error, StorageRefusedError):
        return f"The file store refuses ({error.code}): an administrator has to allow it."
    return str(error)


def finish(takedown: Takedown) -> bool:
    """Note that all is done, once, and write it into the history."""
    now = timezone.now()
    with transaction.atomic():
        if not Takedown.objects.filter(pk=takedown.pk, done_at=None).update(done_at=now, next_at=None):
            return False
        log(takedown, DONE, data={"image": takedown.image_id})
    takedown.done_at, takedown.next_at = now, None
    return True


def note(takedown: Takedown, moment: str, **values: object) -> None:
    """Write down that a step is done."""
    setattr(takedown, moment, timezone.now())
    for name, value in values.items():
        setattr(takedown, name, value)
    takedown.save(update_fields=[moment, *values])


def delete_files(takedown: Takedown) -> None:
    """Delete the original and all that was rendered of it, with every version, and look whether anything is left."""
    if takedown.files_gone_at:
        return
    waiting = PendingDeletion.objects.filter(image_id=takedown.image_id).order_by("pk")
    cleaning.delete_each(waiting)
    if (left := waiting.order_by("-attempts").first()) is not None:
        code = left.last_error.partition("(")[2].rstrip(")")
        raise StorageRefusedError(code) if code else StorageUnavailableError
    for alias, name in takedown.files:
        if storages[alias].remains(name):  # type: ignore[attr-defined]
            PendingDeletion.objects.get_or_create(storage=alias, name=name, defaults={"image_id": takedown.image_id})
            raise StillThereError("The file store still has a file of the picture; it is deleted again.")
    note(takedown, "files_gone_at")


def purge_answers(takedown: Takedown) -> None:
    """Wait until each CDN has been told twice of a time in the change log at which the picture was gone."""
    if takedown.answers_purged_at:
        return
    if takedown.sequence is None:
        takedown.sequence = Log.position()
        takedown.save(update_fields=["sequence"])
    told = {row.cache: row for row in Purged.objects.all()}
    for cache in configured.caches():
        row = told.get(cache.name)
        if row is None or row.twice < takedown.sequence:
            if row is not None and row.failures:
                raise StillThereError(
                    "The CDN refuses to forget the content that showed the picture; it is asked again."
                )
            return
    note(takedown, "answers_purged_at")


def purge_pictures(takedown: Takedown) -> None:
    """Once the files are gone, have each CDN forget their addresses, twice, and look what a stranger gets there.

    The second time is for a file that was on its way from the store to the CDN when it was deleted.
    """
    if takedown.pictures_gone_at or not takedown.files_gone_at:
        return
    urls = [public_url(name) for name in takedown.public_files]
    caches = fronts() if urls else []
    if takedown.pictures_purged_at is None:
        purge_urls(caches, urls)
        note(takedown, "pictures_purged_at")
    if takedown.pictures_purged_again_at is None and caches:
        if timezone.now() < takedown.pictures_purged_at + AGAIN_AFTER:  # type: ignore[operator]
            return
        purge_urls(caches, urls)
        note(takedown, "pictures_purged_again_at")
    for url in urls:
        look_for(url)
    note(takedown, "pictures_gone_at")


def fronts() -> list[Cache]:
    """The caches that may keep pictures: none where their addresses are the bucket's own."""
    storage = public_storage()
    return configured.caches() if isinstance(storage, LocalPublicStorage) or storage.custom_domain else []


def purge_urls(caches: list[Cache], urls: list[str]) -> None:
    for cache in caches:
        try:
            cache.purge_urls(urls)
        except Refused as refusal:
            raise StillThereError(f"The CDN has not forgotten the picture's files: {refusal}.") from refusal


def look_for(url: str) -> None:
    """Ask for a file as a stranger does; StillThereError unless there is none."""
    host = urlsplit(url).netloc
    try:
        status = look(url)
    except Refused as refusal:
        raise StillThereError(f"Whether {host} still gives the picture is not known: {refusal}.") from refusal
    if status not in GONE:
        given = "still gives a file of the picture" if status == 200 else f"answered {status} for one of its files"
        raise StillThereError(f"{host} {given}; it is asked again.")


def list_versions(takedown: Takedown) -> None:
    """List all versions in the history of anything that name the picture, the oldest first."""
    if takedown.versions_listed_at:
        return
    while rows := list(Revision.objects.filter(pk__gt=takedown.versions_read).order_by("pk")[:BATCH]):
        found = [version(row) for row in rows if names(row, takedown.image_id)]
        takedown.versions = [*takedown.versions, *found]
        takedown.versions_read = rows[-1].pk
        takedown.save(update_fields=["versions", "versions_read"])
    note(takedown, "versions_listed_at")


def names(revision: Revision, image_id: int) -> bool:
    """Whether a version refers to the picture."""
    model = revision.content_type.model_class()
    return model is not None and image_id in pictures_of(model, revision.content)


def version(revision: Revision) -> Reference:
    """What is kept of a version."""
    model = revision.content_type.model_class()
    return {
        "kind": str(model._meta.verbose_name),
        "title": revision.object_str,
        "model": model._meta.label_lower,
        "pk": revision.object_id,
        "revision": revision.pk,
        "at": revision.created_at.isoformat(),
    }


STEPS: tuple[Callable[[Takedown], None], ...] = (delete_files, purge_answers, purge_pictures, list_versions)
