"""Where files are kept: two S3 prefixes in one bucket, or two local folders when no bucket is set.

*Private* (the alias ``default``) holds originals, documents and uploads in progress; their URLs are signed
and expire. *Public* (the alias ``renditions``) holds renditions; their URLs are plain, never change and are
made without asking the store. Nothing overwrites a stored file.

Time-outs, credentials and prefixes are options of STORAGES in settings.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core import signing
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.urls import reverse
from django.utils.functional import cached_property
from storages.backends.s3 import S3Storage
from storages.utils import clean_name
from wagtail.images.models import SourceImageIOError

logger = logging.getLogger(__name__)

PRIVATE = "default"
PUBLIC = "renditions"
REST_SECONDS = 5
IMMUTABLE = "public, max-age=31536000, immutable"
SIGNING_SALT = "cms.media.private-file"
SIGNED_SECONDS = 600

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


def content_type(name: str) -> str:
    """Give the content type of a stored file by its extension; never one a browser would run."""
    return CONTENT_TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")


def attachment(filename: str) -> str:
    """Make a Content-Disposition that saves a file under this name."""
    plain = "".join(char if char.isascii() and char.isprintable() else "_" for char in filename)
    plain = plain.replace("\\", "_").replace('"', "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


class _S3Storage(S3Storage):
    """What both prefixes share: one request for each action, masked errors, no secret outside settings.

    A server that did not answer is left alone for some seconds: a page with thirty pictures must not wait thirty times.
    """

    _rest_until = 0.0

    @contextmanager
    def _masked(self, action: str, name: str) -> Iterator[None]:
        """Turn what boto3 raises into StorageUnavailableError, or FileNotFoundError for a missing object."""
        if time.monotonic() < self._rest_until:
            raise StorageUnavailableError
        try:
            yield
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            if status == 404 and error.response.get("Error", {}).get("Code") != "NoSuchBucket":
                raise FileNotFoundError(f"No stored file {name}.") from None
            logger.error("S3 refused to %s %s: %s", action, name, error)
            raise StorageUnavailableError from error
        except (BotoCoreError, Boto3Error) as error:
            self._rest_until = time.monotonic() + REST_SECONDS
            logger.error("S3 failed to %s %s: %s", action, name, error)
            raise StorageUnavailableError from error

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """Name the alias alone: this ends up in the task queue, and the options hold keys."""
        return f"{__name__}.storage_named", [alias_of(self)], {}

    def _key(self, name: str) -> str:
        return str(self._normalize_name(clean_name(name)))

    @property
    def _client(self) -> Any:
        return self.connection.meta.client

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        if mode != "rb":
            raise ValueError("Stored files are read in binary mode and never written in place.")
        with self._masked("read", name):
            body = self._client.get_object(Bucket=self.bucket_name, Key=self._key(name))["Body"].read()
        return File(BytesIO(body), name=name)

    def _save(self, name: str, content: File[Any]) -> str:
        name = clean_name(name)
        content.seek(0)
        with self._masked("store", name):
            self._client.put_object(
                Bucket=self.bucket_name,
                Key=self._key(name),
                Body=content.read(),
                ContentType=content_type(name),
                **self.get_object_parameters(name),
            )
        return name

    def delete(self, name: str) -> None:
        """Delete a stored file; one that is not there is no error."""
        with self._masked("delete", name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        """Ask whether a file of this name is stored."""
        with self._masked("look up", name):
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        """Ask for a stored file's size in bytes."""
        with self._masked("look up", name):
            return int(super().size(name))

    def stored_files(self) -> Iterator[tuple[str, datetime]]:
        """List every stored file's name and time."""
        prefix = f"{self.location.strip('/')}/"
        with self._masked("list", prefix):
            paginator = self._client.get_paginator("list_objects_v2")
            for page in paginator.paginate(Bucket=self.bucket_name, Prefix=prefix):
                for entry in page.get("Contents", ()):
                    yield entry["Key"].removeprefix(prefix), entry["LastModified"]


class PrivateStorage(_S3Storage):
    """Originals, documents and unfinished uploads: signed URLs that expire."""

    def attachment_url(self, name: str, filename: str) -> str:
        """Sign a URL that saves the file under another name instead of showing it."""
        return str(
            self.url(
                name,
                parameters={
                    "ResponseContentDisposition": attachment(filename),
                    "ResponseContentType": content_type(name),
                },
            )
        )


class PublicStorage(_S3Storage):
    """Renditions: plain URLs that any cache may keep for ever."""

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """Give what S3 is told to say with each file."""
        return {**super().get_object_parameters(name), "CacheControl": IMMUTABLE}

    @cached_property
    def base_address(self) -> str:
        """The URL every rendition's name is appended to."""
        prefix = quote(f"{self.location.strip('/')}/")
        if self.custom_domain:
            return f"{self.url_protocol}//{self.custom_domain.strip('/')}/{prefix}"
        if not self.endpoint_url:
            host = f"s3.{self.region_name}.amazonaws.com" if self.region_name else "s3.amazonaws.com"
            # A bucket with a dot in its name has no certificate as a host.
            in_path = "." in self.bucket_name or self.client_config.s3.get("addressing_style") == "path"
            return (
                f"https://{host}/{self.bucket_name}/{prefix}"
                if in_path
                else f"https://{self.bucket_name}.{host}/{prefix}"
            )
        endpoint = urlsplit(self.endpoint_url)
        if self.client_config.s3.get("addressing_style") == "virtual":
            return f"{endpoint.scheme}://{self.bucket_name}.{endpoint.netloc}/{prefix}"
        return f"{endpoint.scheme}://{endpoint.netloc}{endpoint.path.rstrip('/')}/{self.bucket_name}/{prefix}"

    def url(self, name: str, *_args: object, **_kwargs: object) -> str:
        """Give a rendition's address without asking S3."""
        return self.base_address + quote(clean_name(name))


class _LocalStorage(FileSystemStorage):
    """A folder; a full or unwritable disk is StorageUnavailableError."""

    def _save(self, name: str, content: File[Any]) -> str:
        try:
            return str(super()._save(name, content))  # type: ignore[misc]
        except OSError as error:
            logger.error("Cannot store %s: %s", name, error)
            raise StorageUnavailableError from error

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """Name the alias alone, as the S3 storages do."""
        return f"{__name__}.storage_named", [alias_of(self)], {}

    def stored_files(self) -> Iterator[tuple[str, datetime]]:
        """List every stored file's name and time."""
        root = Path(self.location)
        for path in sorted(root.rglob("*")):
            if path.is_file():
                yield path.relative_to(root).as_posix(), datetime.fromtimestamp(path.stat().st_mtime, UTC)


class LocalPrivateStorage(_LocalStorage):
    """Originals and documents in a folder that only signed, expiring URLs reach."""

    def url(self, name: str | None) -> str:
        """Sign a URL that shows a picture."""
        return signed_path({"name": name or ""})

    def attachment_url(self, name: str, filename: str) -> str:
        """Sign a URL that saves the file under another name instead of showing it."""
        return signed_path({"name": name, "filename": filename})


class LocalPublicStorage(_LocalStorage):
    """Renditions in a folder the whole world may read."""


def signed_path(what: dict[str, str]) -> str:
    """Sign the path under which a file of LocalPrivateStorage can be had for a while."""
    return reverse("media_private_file", args=[signing.dumps(what, salt=SIGNING_SALT)])


def read_signed_path(token: str) -> dict[str, str]:
    """Give back what was signed; raise BadSignature when forged and SignatureExpired when too old."""
    what: dict[str, str] = signing.loads(token, salt=SIGNING_SALT, max_age=SIGNED_SECONDS)
    return what


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
