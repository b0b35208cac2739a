"""Carry files from local folders into the bucket; what is there already is left as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from django.core.files.base import File

from cms.media.storage import PRIVATE, PUBLIC, PrivateStorage, PublicStorage

CHECKSUM = "sha256"
FOLDERS = {PRIVATE: "private", PUBLIC: "public"}
"""Below MEDIA_ROOT, as settings/services.py has them."""

S3Storage = PrivateStorage | PublicStorage


class LocalFile(NamedTuple):
    """A file to carry: the storage it belongs to, its name there and where it lies."""

    alias: str
    name: str
    path: Path


class Outcome(StrEnum):
    """What became of a file."""

    COPIED = "copied"
    KNOWN = "there already"
    GONE = "gone from the folder meanwhile"
    MISSING = "is not in the bucket"
    DIFFERS = "has another content in the bucket"


FAULTS = (Outcome.MISSING, Outcome.DIFFERS)


def local_files(folder: Path) -> Iterator[LocalFile]:
    """List the files of the local folders, by name."""
    for alias, below in FOLDERS.items():
        root = folder / below
        for path in sorted(root.rglob("*")):
            if path.is_file():
                yield LocalFile(alias, path.relative_to(root).as_posix(), path)


def carry(storage: S3Storage, file: LocalFile) -> Outcome:
    """Store a file under its name, with its checksum, and read it back; nothing there is written over."""
    try:
        checksum = checksum_of(file.path)
    except FileNotFoundError:
        return Outcome.GONE
    try:
        known = storage.metadata(file.name).get(CHECKSUM)
    except FileNotFoundError:
        with file.path.open("rb") as content:
            storage.put(file.name, File(content), {CHECKSUM: checksum})
        return Outcome.COPIED if storage.sha256(file.name) == checksum else Outcome.DIFFERS
    return Outcome.KNOWN if checksum in (known, storage.sha256(file.name)) else Outcome.DIFFERS


def verify(storage: S3Storage, file: LocalFile) -> Outcome:
    """Read a file back from the bucket and compare it."""
    try:
        checksum = checksum_of(file.path)
    except FileNotFoundError:
        return Outcome.GONE
    try:
        return Outcome.KNOWN if storage.sha256(file.name) == checksum else Outcome.DIFFERS
    except FileNotFoundError:
        return Outcome.MISSING


def checksum_of(path: Path) -> str:
    """Compute a file's checksum."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, CHECKSUM).hexdigest()
