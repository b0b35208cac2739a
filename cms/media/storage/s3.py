"""Files in two prefixes of one S3 bucket. Every call that is made is listed, with its permission, in docs/s3.md."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.utils.functional import cached_property
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from . import uploads, versions
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

logger = logging.getLogger(__name__)

REST_SECONDS = 5
NOTHING_THERE = {"NoSuchBucket", "NoSuchUpload"}
"""Refusals with status 404 that do not mean that a file is missing."""

T = TypeVar("T")


class _S3Storage(S3Storage):
    """What both prefixes share: one request for each action, masked errors, no secret outside settings.

    A server that did not answer is left alone for some seconds: a page with thirty pictures must not wait thirty times.
    """

    alias: str
    _rest_until = 0.0

    @contextmanager
    def _masked(self, action: str, name: str) -> Iterator[None]:
        """Turn what boto3 raises into StorageUnavailableError, or FileNotFoundError for a missing object."""
        if time.monotonic() < self._rest_until:
            raise StorageUnavailableError
        try:
            yield
        except ClientError as error:
            status, code = versions.status_of(error), versions.code_of(error)
            if status == 404 and code not in NOTHING_THERE:
                raise FileNotFoundError(f"No stored file {name}.") from None
            logger.error("S3 refused to %s %s: %s", action, name, error)
            raise (StorageRefusedError(code) if status < 500 else StorageUnavailableError()) from error
        except (BotoCoreError, Boto3Error, TimeoutError) as error:
            self._rest_until = time.monotonic() + REST_SECONDS
            logger.error("S3 failed to %s %s: %s", action, name, error or "it took too long")
            raise StorageUnavailableError from error

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """Name the alias alone: this ends up in the task queue, and the options hold keys."""
        return "cms.media.storage.storage_named", [self.alias], {}

    def _key(self, name: str) -> str:
        return str(self._normalize_name(clean_name(name)))

    def _target(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket_name, "Key": self._key(name)}

    @property
    def _prefix(self) -> str:
        return f"{self.location.strip('/')}/"

    @property
    def _client(self) -> Any:
        return self.connection.meta.client

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        """Read a file whole; in a web request within 12 seconds, or StorageUnavailableError."""
        if mode != "rb":
            raise ValueError("Stored files are read in binary mode and never written in place.")
        target = self._target(name)
        with uploads.deadline():
            body = self._in_time("read", name, lambda client, until: uploads.download(client, target, until))
        return File(BytesIO(body), name=name)

    def save(self, name: str | None, content: File[Any], max_length: int | None = None) -> str:
        """Store a file under a name that is free; in a web request within 12 seconds, or StorageUnavailableError."""
        with uploads.deadline():
            return str(super().save(name, content, max_length=max_length))

    def _save(self, name: str, content: File[Any]) -> str:
        name = clean_name(name)
        self.put(name, content)
        return name

    def put(self, name: str, content: File[Any], metadata: dict[str, str] | None = None) -> None:
        """Store a file under this very name.

        Whether it is stored when S3 did not answer is not known: the name is noted, so that nothing is left behind.
        """
        from cms.media.deletions import delete_if_unowned_later

        content.seek(0)
        target = self._target(name)
        parameters = {"ContentType": content_type(name), **self.get_object_parameters(name)}
        if metadata:
            parameters["Metadata"] = metadata
        try:
            self._in_time(
                "store", name, lambda client, until: uploads.upload(client, target, content, parameters, until)
            )
        except StorageRefusedError:
            raise
        except StorageUnavailableError:
            delete_if_unowned_later(self, name)
            raise

    def _in_time(self, action: str, name: str, work: Callable[[Any, float], T]) -> T:
        """Give what ``work`` gives, which is told a client that any thread may use, and the deadline."""
        with self._masked(action, name):
            client = self._client
            return uploads.in_time(lambda until: work(client, until))

    def delete(self, name: str) -> None:
        """Delete a stored file with all its versions; one that is not there is no error."""
        with self._masked("delete", name):
            versions.delete_every_version(self._client, self.bucket_name, self._key(name))

    def delete_past(self, name: str) -> None:
        """Delete what lies behind a file's current version."""
        with self._masked("delete old versions of", name):
            versions.delete_every_version(self._client, self.bucket_name, self._key(name), past_only=True)

    def exists(self, name: str) -> bool:
        """Ask whether a file of this name is stored."""
        target = self._target(name)
        try:
            self._in_time("look up", name, lambda client, _until: client.head_object(**target))
        except FileNotFoundError:
            return False
        return True

    def remains(self, name: str) -> bool:
        """Ask whether any version of a file is left, or a delete marker."""
        key = self._key(name)
        with self._masked("look up versions of", name):
            found = versions.list_versions(self._client, self.bucket_name, key)
            return any(version.key == key for version in found)

    def size(self, name: str) -> int:
        """Ask for a stored file's size in bytes."""
        with self._masked("look up", name):
            return int(self._client.head_object(**self._target(name))["ContentLength"])

    def metadata(self, name: str) -> dict[str, str]:
        """Ask for what was stored about a file beside its content."""
        with self._masked("look up", name):
            return dict(self._client.head_object(**self._target(name))["Metadata"])

    def sha256(self, name: str) -> str:
        """Read a stored file through and give its checksum."""
        digest = hashlib.sha256()
        with self._masked("read", name):
            for block in self._client.get_object(**self._target(name))["Body"].iter_chunks(1024 * 1024):
                digest.update(block)
        return digest.hexdigest()

    def stored_files(self) -> Iterator[StoredFile]:
        """List every stored file, and what is left of deleted ones, by key."""
        with self._masked("list", self._prefix):
            found = versions.list_versions(self._client, self.bucket_name, self._prefix)
            for key, of_key in versions.by_key(found):
                current = next((version for version in of_key if version.is_latest and not version.is_marker), None)
                yield StoredFile(
                    key.removeprefix(self._prefix),
                    current.modified if current else max(version.modified for version in of_key),
                    current.size if current else 0,
                    past=len(of_key) - (current is not None),
                    is_there=current is not None,
                )

    def unfinished_uploads(self) -> Iterator[UnfinishedUpload]:
        """List the uploads in parts that were neither completed nor given up."""
        with self._masked("list", self._prefix):
            pages = self._client.get_paginator("list_multipart_uploads")
            try:
                for page in pages.paginate(Bucket=self.bucket_name, Prefix=self._prefix):
                    for entry in page.get("Uploads", ()):
                        name = entry["Key"].removeprefix(self._prefix)
                        yield UnfinishedUpload(name, entry["UploadId"], entry["Initiated"])
            except ClientError as error:
                if not versions.is_unknown_call(error):
                    raise

    def give_up(self, upload: UnfinishedUpload) -> None:
        """Drop the parts of an unfinished upload."""
        with self._masked("give up the upload of", upload.name):
            try:
                self._client.abort_multipart_upload(**self._target(upload.name), UploadId=upload.upload_id)
            except self._client.exceptions.NoSuchUpload:
                return


class PrivateStorage(_S3Storage):
    """Originals, documents and unfinished uploads: signed URLs that expire."""

    alias = PRIVATE

    def attachment_url(self, name: str, filename: str, method: str = "GET") -> str:
        """Sign a URL for one HTTP method that saves the file under another name instead of showing it."""
        return str(
            self.url(
                name,
                parameters={
                    "ResponseContentDisposition": attachment(filename),
                    "ResponseContentType": content_type(name),
                },
                http_method=method,
            )
        )


class PublicStorage(_S3Storage):
    """Renditions: plain URLs that any cache may keep for ever."""

    alias = PUBLIC

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
