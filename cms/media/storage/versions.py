"""Objects of a bucket with all that is left of earlier ones: versions and delete markers.

In a bucket without versioning each object is one version, named ``null``. A provider that does not know the call is
remembered, and treated as one that keeps no versions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from .names import StorageUnavailableError

ROUNDS = 5
"""How often is looked again whether a deleted object has left something."""
UNKNOWN_CALL = {405, 501}
PAGE = {"PageSize": 1_000}

_without_versions: set[tuple[str, str]] = set()


class Version(NamedTuple):
    """One version of an object, or a delete marker."""

    key: str
    version_id: str | None
    modified: datetime
    size: int
    is_latest: bool
    is_marker: bool


def status_of(error: ClientError) -> int:
    """Give the HTTP status of a refusal."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)


def code_of(error: ClientError) -> str:
    """Give S3's word for a refusal."""
    return str(error.response.get("Error", {}).get("Code") or "")


def is_unknown_call(error: ClientError) -> bool:
    """Tell whether the provider does not know what it was asked for."""
    return status_of(error) in UNKNOWN_CALL or code_of(error) == "NotImplemented"


def list_versions(client: Any, bucket: str, prefix: str) -> Iterator[Version]:
    """List all that is kept below a prefix, by key, the current version of each first."""
    place = _place(client, bucket)
    if place not in _without_versions:
        pages = iter(
            client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix, PaginationConfig=PAGE)
        )
        try:
            page = next(pages, None)
        except ClientError as error:
            if not is_unknown_call(error):
                raise
            _without_versions.add(place)
        else:
            while page is not None:
                yield from _of_page(page)
                page = next(pages, None)
            return
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, PaginationConfig=PAGE):
        for entry in page.get("Contents", ()):
            yield Version(entry["Key"], None, entry["LastModified"], entry["Size"], True, False)


def _place(client: Any, bucket: str) -> tuple[str, str]:
    return client.meta.endpoint_url, bucket


def _of_page(page: dict[str, Any]) -> list[Version]:
    """Give a page's versions and delete markers, which it lists apart, by key."""
    found = [
        Version(
            entry["Key"], entry.get("VersionId"), entry["LastModified"], entry.get("Size", 0), entry["IsLatest"], marker
        )
        for marker, entries in ((False, page.get("Versions", ())), (True, page.get("DeleteMarkers", ())))
        for entry in entries
    ]
    return sorted(found, key=lambda version: (version.key, not version.is_latest))


def by_key(versions: Iterator[Version]) -> Iterator[tuple[str, list[Version]]]:
    """Gather the versions of each object."""
    for key, group in groupby(versions, key=lambda version: version.key):
        yield key, list(group)


def delete_every_version(client: Any, bucket: str, key: str, *, past_only: bool = False) -> None:
    """Delete an object and all that is left of earlier ones, then look again; ``past_only`` spares the current one.

    Each by a call of its own: providers differ in how deletions of many are signed and how their failures are told.
    Raises StorageUnavailableError when something is still there in the end.
    """
    if _place(client, bucket) in _without_versions:
        if not past_only:
            client.delete_object(Bucket=bucket, Key=key)
        return
    for _round in range(ROUNDS):
        try:
            found = [version for version in list_versions(client, bucket, key) if version.key == key]
        except ClientError as error:
            if status_of(error) == 403 and not past_only:
                _hide(client, bucket, key)
            raise
        if past_only:
            found = [version for version in found if not version.is_latest]
        if not found:
            return
        for version in found:
            which = {"VersionId": version.version_id} if version.version_id else {}
            client.delete_object(Bucket=bucket, Key=key, **which)
    raise StorageUnavailableError


def _hide(client: Any, bucket: str, key: str) -> None:
    """Delete the current object where versions may not be listed: at least nobody gets it any more."""
    try:
        client.head_object(Bucket=bucket, Key=key)
    except ClientError:
        return
    client.delete_object(Bucket=bucket, Key=key)
