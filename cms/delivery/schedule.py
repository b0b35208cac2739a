"""Scheduled publishing and expiry, of pages and whatever else has drafts.

Readers do not wait for this: the content API hides an expired page by its date. Here the rows follow. Each object has a
transaction of its own, in which also the history, the change log and the tasks that follow are written: whenever the
process is killed, an object has gone live wholly or not at all, and its schedule is kept until it has. What cannot go
live stops no other; it stays as it was, its failure is noted for editors (:mod:`cms.delivery.failures`), and it is
tried again the next minute.

Any number of workers and ``publish_scheduled`` may run at once. On PostgreSQL each locks the row of the object and
those of its revisions first, and passes over an object of which somebody has any in hand: whoever publishes or saves
writes one of them, so nobody waits for another, and what an editor does at that moment is looked at a minute later. On
SQLite a transaction begins by taking the database (``BEGIN IMMEDIATE``, see ``settings/services.py``), so that two
cannot overlap. On both the schedule is read again once the lock is held: what another has done meanwhile is not due
any more. No lease is needed for that, which would have to run out before the work of a killed worker was done again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from cms.delivery import failures
from cms.delivery.models import ScheduleFailure

logger = logging.getLogger(__name__)

What = ScheduleFailure.What


@dataclass(frozen=True)
class Due:
    """Something whose time has come: a revision to publish, or a live object that has expired."""

    what: ScheduleFailure.What
    model: type[Any]
    object_id: str
    title: str
    at: datetime
    revision_id: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of something due; ``reason`` says why it failed."""

    due: Due
    reason: str = ""


def run_due() -> list[Outcome]:
    """Do whatever is due."""
    return list(run())


def run() -> Iterator[Outcome]:
    """Publish what is due, then take off what has expired, and give what became of each.

    A page that was to go live and to expire while nobody worked does both. What somebody else has in hand is left out.
    """
    failures.forget_settled()
    for due in publications():
        yield from attempt(due, publish)
    for due in expiries():
        yield from attempt(due, expire)


def models_with_drafts() -> list[Any]:
    """All models whose rows can be scheduled; pages of every type are one."""
    others = [each for each in apps.get_models() if issubclass(each, DraftStateMixin) and not issubclass(each, Page)]
    return [Page, *others]


def publications() -> list[Due]:
    """The revisions whose time has come, in order."""
    revisions = Revision.objects.filter(approved_go_live_at__lte=timezone.now()).defer("content")
    due = revisions.order_by("approved_go_live_at", "pk").select_related("base_content_type")
    return [
        Due(What.PUBLICATION, model, each.object_id, each.object_str, each.approved_go_live_at, each.pk)
        for each in due
        if (model := each.base_content_type.model_class()) is not None
    ]


def expiries() -> list[Due]:
    """The live objects past their expiry, in order."""
    due = [
        Due(What.EXPIRY, model, str(each.pk), str(each), each.expire_at)
        for model in models_with_drafts()
        for each in model._base_manager.filter(live=True, expire_at__lte=timezone.now()).order_by("pk")
    ]
    return sorted(due, key=lambda each: each.at)


def attempt(due: Due, act: Callable[[Due], bool]) -> Iterator[Outcome]:
    """Do ``act`` in a transaction, and give what became of it unless there was nothing to do.

    When it was the database that did not serve (a lock, a lost connection), that says nothing of the object: it is for
    the log alone.
    """
    try:
        with transaction.atomic():
            if not act(due):
                return
            failures.settle(due)
    except (OperationalError, InterfaceError) as error:
        if not connection.is_usable():
            raise
        logger.warning("The scheduled %s of “%s” is tried again in a minute: %s", due.what, due.title, error)
        yield Outcome(due, "The database did not serve.")
    except Exception as error:  # noqa: BLE001 (logged where it is noted)
        yield Outcome(due, failures.note(due, error))
    else:
        yield Outcome(due)


def publish(due: Due) -> bool:
    """Publish one revision, if it is still due and nobody else has its object in hand."""
    if not claim(due):
        return False
    revision = Revision.objects.filter(pk=due.revision_id, approved_go_live_at__lte=timezone.now()).first()
    if revision is None:
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    return True


def expire(due: Due) -> bool:
    """Unpublish one object, if it is still due and nobody else has it in hand.

    Unpublishing cancels what is scheduled. That is right when a person does it; a version that is to follow an expired
    one stays scheduled.
    """
    if not claim(due):
        return False
    found = due.model._base_manager.filter(pk=due.object_id, live=True, expire_at__lte=timezone.now()).first()
    if found is None:
        return False
    scheduled = list(found.revisions.filter(approved_go_live_at__isnull=False).defer("content"))
    whole = found.specific if isinstance(found, Page) else found
    whole.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    Revision.objects.bulk_update(scheduled, ["approved_go_live_at"])
    return True


def claim(due: Due) -> bool:
    """Lock the object's row and those of its revisions; False when it is gone or somebody has any of them in hand."""
    rows = due.model._base_manager.filter(pk=due.object_id)
    if not rows.select_for_update(skip_locked=True, no_key=True).values_list("pk"):
        return False
    revisions = Revision.objects.for_instance(rows.get())
    claimed = revisions.select_for_update(skip_locked=True).values_list("pk")
    return len(claimed) == int(revisions.count())
