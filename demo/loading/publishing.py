"""Publishing as people do it: one writes, another publishes, and the history shows both."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from demo.reading import ContentError

from .library import Library

MORNING = time(9)


def publish(library: Library, page: Any, *, draft: bool = False, go_live: str | None = None) -> None:
    """Save a revision and publish it: now, on the morning of ``go_live``, or not yet.

    Raises ``ContentError`` with the page's own words for what is wrong with it.
    """
    if go_live is not None:
        page.go_live_at = morning(library, go_live)
    try:
        if draft or go_live is not None:
            page.save()
        revision = page.save_revision(user=library.users["editor"], log_action=True)
        if not draft:
            revision.publish(user=library.users["publisher"])
    except ValidationError as error:
        raise ContentError(f"{page.slug}: {'; '.join(error.messages)}") from error


def morning(library: Library, told: str) -> datetime:
    """Nine o'clock on the day that a content file means."""
    day = library.day(told)
    if day is None:
        raise ValueError("There is no day to go live.")
    return timezone.make_aware(datetime.combine(day, MORNING))
