"""What could not be done when it was due, noted for the editors who can see to it.

A note holds only while the schedule is what it was when it was made: however a schedule is cancelled or changed, the
note is not shown from then on, and is deleted within a minute.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from cms import refusals
from cms.delivery.models import ScheduleFailure

if TYPE_CHECKING:
    from cms.delivery.schedule import Due

logger = logging.getLogger(__name__)

UNEXPECTED = "An unexpected error; the log has more."
LOG_ACTIONS = {
    ScheduleFailure.What.PUBLICATION: "cms.schedule.publish_failed",
    ScheduleFailure.What.EXPIRY: "cms.schedule.unpublish_failed",
}
"""What the history of an object calls a failure."""


def note(due: Due, error: Exception) -> str:
    """Note why something due has failed, and return the reason. One sort of failure is logged once."""
    reason = reason_for(error, due)
    try:
        with transaction.atomic():
            is_new = note_row(due, reason, type(error).__name__)
    except Exception:
        logger.exception("The failure of the scheduled %s of “%s” could not be noted", due.what, due.title)
        is_new = True
    if is_new:
        unexpected = None if isinstance(error, ValidationError) else error
        logger.error(
            "The scheduled %s of “%s” (%s %s) failed and is tried again each minute: %s",
            *(due.what, due.title, due.model._meta.verbose_name, due.object_id, reason),
            exc_info=unexpected,
        )
    return reason


def reason_for(error: Exception, due: Due) -> str:
    """Say in editors' words why ``error`` came about."""
    if not isinstance(error, ValidationError):
        return UNEXPECTED
    found = due.model._base_manager.filter(pk=due.object_id).first()
    return " ".join(refusals.messages(error, found))


def note_row(due: Due, reason: str, error: str) -> bool:
    """Count one more try; the first of its sort goes into the object's history. Return whether it was the first."""
    now = timezone.now()
    sort = {"revision_id": due.revision_id, "due": due.at, "reason": reason, "error": error[:100]}
    rows = ScheduleFailure.objects.select_for_update()
    row, is_new = rows.get_or_create(**key(due), defaults={**sort, "since": now, "tried": now})
    if not is_new and any(getattr(row, name) != value for name, value in sort.items()):
        is_new, row.since, row.tries = True, now, 0
        for name, value in sort.items():
            setattr(row, name, value)
    row.tried = now
    row.tries += 1
    row.save()
    found = due.model._base_manager.filter(pk=due.object_id).first()
    if is_new and found is not None:
        whole = found.specific if isinstance(found, Page) else found
        log(whole, LOG_ACTIONS[due.what], data={"reason": reason, "due": due.at.isoformat()}, revision=row.revision)
    return is_new


def settle(due: Due) -> None:
    """Forget the failures before the success."""
    ScheduleFailure.objects.filter(**key(due)).delete()


def key(due: Due) -> dict[str, Any]:
    """What tells the note from others."""
    content_type = ContentType.objects.get_for_model(due.model, for_concrete_model=False)
    return {"content_type": content_type, "object_id": due.object_id, "what": due.what}


def forget_settled() -> None:
    """Delete the notes whose schedule is no more what it was."""
    rows = ScheduleFailure.objects.all()
    before = set(rows.values_list("pk", flat=True))
    if before:
        rows.filter(pk__in=before - {row.pk for row in current(rows)}).delete()


def of(instance: Any) -> list[ScheduleFailure]:
    """The failures of one object."""
    content_type = instance.get_base_content_type()
    return current(ScheduleFailure.objects.filter(content_type=content_type, object_id=str(instance.pk)))


def of_pages(what: ScheduleFailure.What) -> list[ScheduleFailure]:
    """The failures of all pages, the longest overdue first."""
    content_type = ContentType.objects.get_for_model(Page)
    return current(ScheduleFailure.objects.filter(content_type=content_type, what=what))


def current(rows: QuerySet[ScheduleFailure]) -> list[ScheduleFailure]:
    """Those of ``rows`` whose schedule is what it was."""
    waiting = rows.filter(what=ScheduleFailure.What.PUBLICATION, revision__approved_go_live_at=F("due"))
    expired = rows.filter(what=ScheduleFailure.What.EXPIRY).select_related("content_type")
    return [*waiting, *still_live(expired)]


def still_live(rows: Iterable[ScheduleFailure]) -> list[ScheduleFailure]:
    """Those of ``rows`` whose object is live past the same moment still."""
    found = []
    for row in rows:
        model: Any = row.content_type.model_class()
        if model is not None and model._base_manager.filter(pk=row.object_id, live=True, expire_at=row.due).exists():
            found.append(row)
    return found
