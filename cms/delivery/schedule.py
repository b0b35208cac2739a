"""Scheduled publishing and expiry.

Readers do not wait for this: the content API hides an expired page by its date. Here the rows follow. Each page has a
transaction of its own, so nothing is lost when the process is killed, and a page that cannot go live stops no other;
it keeps its schedule, is logged, and is tried again the next minute. Several workers may run: a row that one has in
hand is passed over by the others.
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from cms import refusals

logger = logging.getLogger(__name__)

reported: dict[tuple[str, int], str] = {}
"""The last failure logged of each page and revision, so that a minute's repetition of it is not."""


def run_due() -> tuple[int, int]:
    """Take expired pages off and publish what is due; return how many of each."""
    return expire_due(), publish_due()


def expire_due() -> int:
    """Unpublish the live pages past their expiry."""
    due = Page.objects.filter(live=True, expire_at__lte=timezone.now()).order_by("expire_at", "pk")
    return sum(attempt("expiry", pk, expire) for pk in list(due.values_list("pk", flat=True)))


def publish_due() -> int:
    """Publish the revisions whose time has come, in order."""
    due = Revision.objects.filter(approved_go_live_at__lte=timezone.now()).order_by("approved_go_live_at", "pk")
    return sum(attempt("publication", pk, publish) for pk in list(due.values_list("pk", flat=True)))


def attempt(what: str, pk: int, act: Any) -> bool:
    """Do ``act`` for one row in a transaction; a failure is logged once, with its reason."""
    try:
        with transaction.atomic():
            done: bool = act(pk)
    except ValidationError as error:
        page = getattr(error, "page", None)
        report(what, pk, f"{page or ''}: {' '.join(refusals.messages(error, page))}")
        return False
    except Exception as error:
        if report(what, pk, repr(error)):
            logger.debug("The whole failure:", exc_info=True)
        return False
    reported.pop((what, pk), None)
    return done


def report(what: str, pk: int, reason: str) -> bool:
    """Log why the scheduled ``what`` of row ``pk`` failed, unless the last time was the same."""
    if reported.get((what, pk)) == reason:
        return False
    reported[what, pk] = reason
    logger.error("The scheduled %s of %s failed and is tried again each minute: %s", what, pk, reason)
    return True


def expire(pk: int) -> bool:
    """Unpublish one page, if it is still due and nobody else has it in hand."""
    page = Page.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, live=True).first()
    if page is None or page.expire_at is None or page.expire_at > timezone.now():
        return False
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def publish(pk: int) -> bool:
    """Publish one revision, if it is still due and nobody else has it in hand."""
    due = Revision.objects.filter(pk=pk, approved_go_live_at__lte=timezone.now())
    revision = due.select_for_update(skip_locked=True, of=("self",)).first()
    if revision is None:
        return False
    try:
        revision.publish(log_action="wagtail.publish.scheduled")
    except ValidationError as error:
        error.page = getattr(error, "page", revision.content_object)  # type: ignore[attr-defined]
        raise
    return True
