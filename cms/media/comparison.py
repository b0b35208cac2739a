"""Compare the store with the database, both ways, in one pass over both in the order of names."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.db import connections, models, router
from django.db.models import Value
from django.db.models.functions import Collate
from django.utils import timezone

from cms.media.models import MediaDocument, MediaImage, MediaRendition
from cms.media.storage import PRIVATE, PUBLIC, StoredFile, UnfinishedUpload, private_storage, public_storage

GRACE = timedelta(hours=24)
"""Younger files may belong to an upload under way."""
UNFINISHED = "wagtail_uploads/"
"""Uploads that wait for a missing field: one not finished within the grace is abandoned."""
FOLDERS = {PRIVATE: ("originals/", "documents/", UNFINISHED), PUBLIC: ("images/",)}
BYTEWISE = {"sqlite": "BINARY", "postgresql": "C"}
"""How S3 sorts, in the words of each database."""


class Kind(StrEnum):
    """What is wrong with a file."""

    ORPHAN = "belongs to nobody"
    REMAINS = "is deleted, but versions or delete markers of it remain"
    PAST = "has old versions behind it"
    UPLOAD = "was begun to be uploaded and never finished"
    ROW = "is not there"
    VERSION = "is not there, but an older version of it is"
    SIZE = "has another size than it was uploaded with"
    FOREIGN = "lies in a folder that is not the CMS's"


@dataclass(frozen=True)
class Row:
    """A row that owns a file; ``size`` is None where it does not know it."""

    name: str
    model: type[models.Model]
    pk: int
    size: int | None


@dataclass(frozen=True)
class Finding:
    """One difference between store and database."""

    kind: Kind
    alias: str
    name: str
    row: Row | None = None
    upload: UnfinishedUpload | None = None

    def __str__(self) -> str:
        owner = f" ({self.row.model._meta.verbose_name} {self.row.pk})" if self.row else ""
        return f"{self.alias}: {self.name}{owner} {self.kind}"


class UnsortedError(Exception):
    """The store does not list its files by name."""


def nothing() -> None:
    """Do nothing for a row that was seen."""


def count_rows() -> int:
    """Count the rows that own a file."""
    return sum(model._base_manager.count() for model in (MediaImage, MediaDocument, MediaRendition))


def compare(older_than: timedelta = GRACE, seen: Callable[[], None] = nothing) -> Iterator[Finding]:
    """Find what differs; ``seen`` is called for each row.

    Raises StorageUnavailableError, and UnsortedError for a store this cannot work with.
    """
    before = timezone.now() - older_than
    for alias, storage in ((PRIVATE, private_storage()), (PUBLIC, public_storage())):
        for name, file, owners in paired(storage.stored_files(), rows(alias)):
            yield from of_file(alias, name, file, owners, before)
            for _owner in owners:
                seen()
        for upload in storage.unfinished_uploads():
            if upload.begun < before:
                yield Finding(Kind.UPLOAD, alias, upload.name, upload=upload)


def of_file(alias: str, name: str, file: StoredFile | None, owners: list[Row], before: datetime) -> Iterator[Finding]:
    """Tell what is wrong with one name; what is younger than ``before`` and nobody's is left alone."""
    for row in owners:
        if file is None:
            yield Finding(Kind.ROW, alias, name, row)
        elif not file.is_there:
            yield Finding(Kind.VERSION, alias, name, row)
        elif row.size is not None and row.size != file.size:
            yield Finding(Kind.SIZE, alias, name, row)
    if file is None or file.modified >= before:
        return
    if not name.startswith(FOLDERS[alias]):
        if not owners and file.is_there:
            yield Finding(Kind.FOREIGN, alias, name)
    elif not owners:
        yield Finding(Kind.ORPHAN if file.is_there else Kind.REMAINS, alias, name)
    elif file.is_there and file.past:
        yield Finding(Kind.PAST, alias, name)


def paired(files: Iterable[StoredFile], owners: Iterable[Row]) -> Iterator[tuple[str, StoredFile | None, list[Row]]]:
    """Bring together what has the same name; both come sorted by it."""
    merged: Iterator[Any] = heapq.merge(in_order(files), owners, key=lambda entry: entry.name)
    for name, group in groupby(merged, key=lambda entry: entry.name):
        entries = list(group)
        file = next((entry for entry in entries if isinstance(entry, StoredFile)), None)
        yield name, file, [entry for entry in entries if isinstance(entry, Row)]


def in_order(files: Iterable[StoredFile]) -> Iterator[StoredFile]:
    """Give the files, or UnsortedError: with another order all would seem to be missing."""
    last = ""
    for file in files:
        if file.name < last:
            raise UnsortedError(f"The store lists {file.name} behind {last}: files cannot be compared in that order.")
        last = file.name
        yield file


def rows(alias: str) -> Iterator[Row]:
    """Give the rows that own files of a storage, sorted by name."""
    if alias == PUBLIC:
        return rows_of(MediaRendition, None)
    return heapq.merge(rows_of(MediaImage, "file_size"), rows_of(MediaDocument, "file_size"), key=lambda row: row.name)


def rows_of(model: type[models.Model], size: str | None) -> Iterator[Row]:
    """Give the rows of a model that own files, sorted by name, a page at a time."""
    collation = BYTEWISE[connections[router.db_for_read(model)].vendor]
    owners = model._base_manager.exclude(file="").order_by(Collate("file", collation))
    values = owners.values_list("file", "pk", size or Value(None, models.IntegerField()))
    for name, pk, known in values.iterator(chunk_size=500):
        yield Row(name, model, pk, known)
