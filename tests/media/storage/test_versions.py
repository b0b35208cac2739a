"""Deleting a file leaves nothing of it in the bucket, whatever the provider keeps."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from cms.media import cleaning
from cms.media.models import PendingDeletion
from cms.media.storage import StorageRefusedError, versions
from tests.media.storage.conftest import Bucket, Gate

pytestmark = pytest.mark.s3

KEY = "private/originals/a.jpg"


def test_all_versions_and_delete_markers_go(bucket: Bucket, private: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(versions.PAGE, "PageSize", 2)
    bucket.keep_versions()
    for _version in range(3):
        bucket.put(KEY)
    bucket.delete(KEY)
    bucket.put(KEY)
    for other in (f"{KEY}.bak", "private/originals/a"):
        bucket.put(other)

    private.delete("originals/a.jpg")

    assert bucket.everything() == ["private/originals/a", f"{KEY}.bak"]
    private.delete("originals/a.jpg")


def test_what_was_stored_before_versions_were_kept_goes_too(bucket: Bucket, private: Any) -> None:
    bucket.put(KEY)
    bucket.keep_versions()
    bucket.put(KEY)

    private.delete("originals/a.jpg")

    assert bucket.everything() == []


@pytest.mark.parametrize(("status", "code"), [(501, "NotImplemented"), (405, "MethodNotAllowed")])
def test_a_provider_without_versions_is_asked_for_them_once(bucket: Bucket, gate: Gate, status: int, code: str) -> None:
    gate.refusal = lambda _method, path: (status, code) if "versions" in path else None
    storage = storages["default"]
    for name in ("originals/a.jpg", "originals/b.jpg"):
        storage.save(name, ContentFile(b"x"))
        storage.delete(name)

    assert bucket.keys() == []
    assert sum("versions" in request for request in gate.seen) == 1
    assert [file.name for file in storage.stored_files()] == []  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_where_versions_may_not_be_listed_the_file_is_hidden_and_its_deletion_waits(bucket: Bucket, gate: Gate) -> None:
    bucket.keep_versions()
    bucket.put(KEY)
    bucket.put("private/originals/b.jpg")
    gate.refusal = lambda _method, path: (403, "AccessDenied") if "versions" in path else None

    with pytest.raises(StorageRefusedError):
        storages["default"].delete("originals/a.jpg")
    assert bucket.keys() == ["private/originals/b.jpg"]

    for name in ("originals/a.jpg", "originals/b.jpg"):
        PendingDeletion.objects.create(storage="default", name=name)
    assert cleaning.delete_pending() == 0
    said = "StorageRefusedError: The file store cannot be reached at the moment. (AccessDenied)"
    assert list(PendingDeletion.objects.values_list("last_error", flat=True)) == [said, said]
    assert (bucket.keys(), bucket.everything().count(KEY)) == ([], 2)

    gate.refusal = lambda _method, _path: None
    PendingDeletion.objects.update(next_attempt_at=PendingDeletion.objects.first().created_at)
    assert cleaning.delete_pending() == 2
    assert (bucket.everything(), PendingDeletion.objects.count()) == ([], 0)
