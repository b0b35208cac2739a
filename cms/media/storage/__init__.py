"""Where files are kept: two S3 prefixes in one bucket, or two local folders when no bucket is set.

*Private* (the alias ``default``) holds originals, documents and uploads in progress; their URLs are signed
and expire. *Public* (the alias ``renditions``) holds renditions; their URLs are plain, never change and are
made without asking the store. Nothing overwrites a stored file.

Time-outs, credentials and prefixes are options of STORAGES in settings, which names the classes here.
"""

from __future__ import annotations

from django.core.files.storage import Storage, storages

from .local import LocalPrivateStorage, LocalPublicStorage, read_signed_path, signed_path
from .names import (
    IMMUTABLE,
    PRIVATE,
    PUBLIC,
    StorageRefusedError,
    StorageUnavailableError,
    StoredFile,
    UnfinishedUpload,
    attachment,
    content_type,
)
from .s3 import PrivateStorage, PublicStorage

__all__ = [
    "IMMUTABLE",
    "PRIVATE",
    "PUBLIC",
    "LocalPrivateStorage",
    "LocalPublicStorage",
    "PrivateStorage",
    "PublicStorage",
    "StorageRefusedError",
    "StorageUnavailableError",
    "StoredFile",
    "UnfinishedUpload",
    "alias_of",
    "attachment",
    "content_type",
    "private_storage",
    "public_storage",
    "read_signed_path",
    "signed_path",
    "storage_named",
]


def storage_named(alias: str) -> Storage:
    """Give a storage by its alias in STORAGES."""
    return storages[alias]


def alias_of(storage: object) -> str:
    """Say under which alias of STORAGES a storage stands."""
    return PUBLIC if isinstance(storage, PublicStorage | LocalPublicStorage) else PRIVATE


def private_storage() -> PrivateStorage | LocalPrivateStorage:
    """Give the storage of originals and documents."""
    return storages[PRIVATE]  # type: ignore[return-value]


def public_storage() -> PublicStorage | LocalPublicStorage:
    """Give the storage of renditions."""
    return storages[PUBLIC]  # type: ignore[return-value]
