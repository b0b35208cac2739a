"""What all storages share: their aliases, the error they raise, what a stored file is, and how it is handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import quote

from wagtail.images.models import SourceImageIOError

PRIVATE = "default"
PUBLIC = "renditions"
IMMUTABLE = "public, max-age=31536000, immutable"

CONTENT_TYPES = {
    ".avif": "image/avif",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class StorageUnavailableError(SourceImageIOError):
    """The file store did not answer, or refused; its text names no host, bucket or key."""

    def __init__(self) -> None:
        super().__init__("The file store cannot be reached at the moment.")


class StorageRefusedError(StorageUnavailableError):
    """The file store answered and will not do it; ``code`` is S3's word for why, such as AccessDenied."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code


@dataclass(frozen=True)
class StoredFile:
    """A file as the store lists it.

    ``past`` counts the versions and delete markers behind the current version, or all where there is no current one;
    then ``size`` is 0 and ``modified`` that of the newest of them.
    """

    name: str
    modified: datetime
    size: int
    past: int = 0
    is_there: bool = True


@dataclass(frozen=True)
class UnfinishedUpload:
    """Parts of a file whose upload was neither completed nor given up."""

    name: str
    upload_id: str
    begun: datetime


def content_type(name: str) -> str:
    """Give the content type of a stored file by its extension; never one a browser would run."""
    return CONTENT_TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")


def attachment(filename: str) -> str:
    """Make a Content-Disposition that saves a file under this name."""
    plain = "".join(char if char.isascii() and char.isprintable() else "_" for char in filename)
    plain = plain.replace("\\", "_").replace('"', "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
