"""Files in two local folders, where no bucket is set."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from errno import errorcode
from pathlib import Path
from typing import Any

from django.core import signing
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.urls import reverse

from .names import PRIVATE, PUBLIC, StorageRefusedError, StorageUnavailableError, StoredFile, UnfinishedUpload

logger = logging.getLogger(__name__)

SIGNING_SALT = "cms.media.private-file"
SIGNED_SECONDS = 600


class _LocalStorage(FileSystemStorage):
    """A folder; a full or unwritable disk is StorageUnavailableError."""

    alias: str

    def _save(self, name: str, content: File[Any]) -> str:
        try:
            return str(super()._save(name, content))  # type: ignore[misc]
        except OSError as error:
            logger.error("Cannot store %s: %s", name, error)
            raise StorageUnavailableError from error

    def delete(self, name: str) -> None:
        """Delete a stored file; one that is not there is no error, one that may not go is StorageRefusedError."""
        try:
            super().delete(name)
        except OSError as error:
            logger.error("Cannot delete %s: %s", name, error)
            raise StorageRefusedError(errorcode.get(error.errno or 0, type(error).__name__)) from error

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """Name the alias alone, as the S3 storages do."""
        return "cms.media.storage.storage_named", [self.alias], {}

    def remains(self, name: str) -> bool:
        """Ask whether a file is there; a folder keeps no versions."""
        return bool(self.exists(name))

    def stored_files(self) -> Iterator[StoredFile]:
        """List every stored file, sorted by name."""
        root = Path(self.location)
        names = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        for name in sorted(names):
            try:
                status = (root / name).stat()
            except FileNotFoundError:
                continue
            yield StoredFile(name, datetime.fromtimestamp(status.st_mtime, UTC), status.st_size)

    def unfinished_uploads(self) -> Iterator[UnfinishedUpload]:
        """None: a file is written in one go."""
        return iter(())


class LocalPrivateStorage(_LocalStorage):
    """Originals and documents in a folder that only signed, expiring URLs reach."""

    alias = PRIVATE

    def url(self, name: str | None) -> str:
        """Sign a URL that shows a picture."""
        return signed_path({"name": name or ""})

    def attachment_url(self, name: str, filename: str, _method: str = "GET") -> str:
        """Sign a URL that saves the file under another name instead of showing it, for any HTTP method."""
        return signed_path({"name": name, "filename": filename})


class LocalPublicStorage(_LocalStorage):
    """Renditions in a folder the whole world may read."""

    alias = PUBLIC


def signed_path(what: dict[str, str]) -> str:
    """Sign the path under which a file of LocalPrivateStorage can be had for a while."""
    return reverse("media_private_file", args=[signing.dumps(what, salt=SIGNING_SALT)])


def read_signed_path(token: str) -> dict[str, str]:
    """Give back what was signed; raise BadSignature when forged and SignatureExpired when too old."""
    what: dict[str, str] = signing.loads(token, salt=SIGNING_SALT, max_age=SIGNED_SECONDS)
    return what
