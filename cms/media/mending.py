"""Put right what the comparison of store and database has found."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.core.files.storage import storages
from django.db import models
from django.utils import timezone
from wagtail.models import UploadedFile

from cms.media import cleaning
from cms.media.comparison import GRACE, UNFINISHED, Finding, Kind, Row, compare, count_rows
from cms.media.deletions import PendingDeletion
from cms.media.models import MediaRendition

logger = logging.getLogger(__name__)

MOST_ORIGINALS = 20
MOST_PERCENT = 5
BATCH = 500
NOBODYS = (Kind.ORPHAN, Kind.REMAINS)
MISSING = (Kind.ROW, Kind.VERSION)


class WrongStoreError(Exception):
    """So much is missing that this is another bucket or prefix than the database's."""


def check_store(findings: Sequence[Finding]) -> None:
    """Raise WrongStoreError when more is missing than gets lost by accident."""
    missing = [finding for finding in findings if finding.kind in MISSING]
    originals = sum(finding.row is not None and finding.row.model is not MediaRendition for finding in missing)
    total = count_rows()
    if originals > MOST_ORIGINALS or len(missing) * 100 > total * MOST_PERCENT:
        raise WrongStoreError(
            f"{len(missing)} of {total} files are missing, {originals} of them originals and documents: is this the "
            f"bucket, and are these the prefixes, of this database?"
        )


def mend(findings: Sequence[Finding], mended: Callable[[str], None]) -> set[int]:
    """Delete what is nobody's, and rows whose file is gone; return the images that now lack a rendition.

    Another size, and files of which an older version is there, are left to people. ``mended`` is told each name.
    """
    delete_orphans([finding for finding in findings if finding.kind in NOBODYS], at_once=True)
    incomplete: set[int] = set()
    for finding in findings:
        storage: Any = storages[finding.alias]
        if finding.kind is Kind.PAST:
            storage.delete_past(finding.name)
        elif finding.kind is Kind.UPLOAD:
            storage.give_up(finding.upload)
        elif finding.row is not None and finding.kind in MISSING and not storage.exists(finding.name):
            incomplete |= drop(finding.row, finding.kind)
        mended(finding.name)
    while cleaning.delete_pending():
        pass
    return incomplete


def drop(owner: Row, kind: Kind) -> set[int]:
    """Delete a row whose file is gone; return the image that now lacks a rendition, if it is one's."""
    row = owner.model._base_manager.filter(pk=owner.pk, file=owner.name).first()
    if row is None or (kind is Kind.VERSION and not isinstance(row, MediaRendition)):
        return set()
    image_id = row.image_id if isinstance(row, MediaRendition) else None
    try:
        row.delete()
    except (models.ProtectedError, models.RestrictedError) as error:
        logger.warning("%s %s stays: %s", owner.model._meta.verbose_name, owner.pk, error)
        return set()
    return {image_id} if image_id else set()


def delete_orphans(findings: Sequence[Finding], *, at_once: bool = False) -> None:
    """Note files that nobody owns as to be deleted; ``at_once`` also where that has failed before and waits."""
    for start in range(0, len(findings), BATCH):
        batch = findings[start : start + BATCH]
        names = [finding.name for finding in batch]
        UploadedFile.objects.filter(file__in=[name for name in names if name.startswith(UNFINISHED)]).delete()
        noted = [PendingDeletion(storage=finding.alias, name=finding.name) for finding in batch]
        PendingDeletion.objects.bulk_create(noted, ignore_conflicts=True)
        if at_once:
            PendingDeletion.objects.filter(name__in=names).update(next_attempt_at=timezone.now())


def remove_orphans(older_than: timedelta = GRACE) -> int:
    """Have the worker delete what nobody owns, and uploads nobody finished; return how many there were.

    Where so much is missing that the store seems to be another one, nothing of it is touched.
    """
    findings = list(compare(older_than))
    try:
        check_store(findings)
    except WrongStoreError as error:
        logger.error("Nothing was cleaned up: %s See `manage.py storage_check`.", error)
        return 0
    orphans = [finding for finding in findings if finding.kind in NOBODYS]
    delete_orphans(orphans)
    for finding in findings:
        if finding.kind is Kind.UPLOAD:
            storages[finding.alias].give_up(finding.upload)  # type: ignore[attr-defined]
    return len(orphans)
