"""Store and database, compared both ways and put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from wagtail.models import UploadedFile

from cms.media import comparison, mending, tasks
from cms.media.comparison import Row, StoredFile, UnsortedError
from cms.media.models import MediaDocument, MediaImage, MediaRendition, PendingDeletion
from cms.media.rendering import render_presets
from cms.media.storage import StorageUnavailableError
from tests.media import pictures
from tests.media.storage.conftest import AGREE, Bucket, Check


def stored(alias: str) -> list[str]:
    return [file.name for file in storages[alias].stored_files() if file.is_there]  # type: ignore[attr-defined]


@pytest.fixture
def two_images(own_store: str, make_image: Callable[..., MediaImage]) -> list[MediaImage]:
    images = [make_image(), make_image()]
    for image in images:
        render_presets(image)
    return images


def test_what_nobody_owns_is_found_and_deleted_once_it_is_old(
    two_images: list[MediaImage], check: Check, tomorrow: Callable[[], None]
) -> None:
    owned = (stored("default"), stored("renditions"))
    unfinished = UploadedFile.objects.create(file=ContentFile(b"x", name="upload.jpg"))
    storages["default"].save("originals/orphan.jpg", ContentFile(b"x"))
    storages["default"].save("exports/of-something-else.csv", ContentFile(b"x"))
    storages["renditions"].save("images/orphan.webp", ContentFile(b"x"))
    assert check("--fix") == (AGREE, "")

    tomorrow()
    names = "default: originals/orphan.jpg", f"default: {unfinished.file.name}", "renditions: images/orphan.webp"
    orphans = "".join(f"{name} belongs to nobody\n" for name in names)
    foreign = "default: exports is not the CMS's and is left alone (files: 1)\n"
    said = orphans + foreign
    assert check() == (said, "3 differences, 0 deletions that have failed so far.")
    assert check("--fix") == (f"{said}After that:\n{foreign}{AGREE}", "")
    assert (stored("default"), stored("renditions")) == (["exports/of-something-else.csv", *owned[0]], owned[1])
    assert not UploadedFile.objects.exists()
    assert check() == (foreign + AGREE, "")


@pytest.mark.parametrize("own_store", ["local"], indirect=True)
def test_the_worker_deletes_what_nobody_owns(two_images: list[MediaImage], tomorrow: Callable[[], None]) -> None:
    storages["default"].save("originals/orphan.jpg", ContentFile(b"x"))
    assert tasks.remove_orphans.call() == 0
    tomorrow()
    assert tasks.remove_orphans.call() == 1
    assert [row.name for row in PendingDeletion.objects.all()] == ["originals/orphan.jpg"]


def test_rows_whose_file_is_gone_are_found_and_removed(
    two_images: list[MediaImage], check: Check, run_tasks: Callable[[], list[str]]
) -> None:
    run_tasks()
    kept = two_images[0]
    row = kept.renditions.order_by("pk").first()
    row.file.storage.delete(row.file.name)
    said = f"renditions: {row.file.name} (rendition {row.pk}) is not there\n"
    assert check() == (said, "1 differences, 0 deletions that have failed so far.")
    assert check("--fix") == (f"{said}After that:\n{AGREE}", "")
    assert kept.renditions.count() == 19
    assert run_tasks() == ["render_image"]
    assert (kept.renditions.count(), check()) == (20, (AGREE, ""))


def test_an_image_without_its_original_goes_and_takes_its_renditions_along(
    two_images: list[MediaImage], check: Check
) -> None:
    kept, lost = two_images
    documents = [MediaDocument(title="Price list", file=ContentFile(pictures.PDF, name="x.pdf")) for _ in range(2)]
    for document in documents:
        document.save()
    for owner in (lost, *documents):
        storages["default"].delete(owner.file.name)
    found = sorted(
        [(lost.file.name, f"image {lost.pk}"), *((each.file.name, f"document {each.pk}") for each in documents)]
    )
    said = "".join(f"default: {name} ({owner}) is not there\n" for name, owner in found)

    refused = (
        "3 of 44 files are missing, 3 of them originals and documents: is this the bucket, and are these the prefixes, "
        "of this database? Nothing was changed; --force goes on all the same."
    )
    assert check("--fix") == (said, refused)
    assert check("--fix", "--force") == (f"{said}After that:\n{AGREE}", "")
    assert list(MediaImage.objects.all()) == [kept]
    assert not MediaDocument.objects.exists()
    assert (stored("default"), len(stored("renditions"))) == ([kept.file.name], 20)


@pytest.mark.parametrize("own_store", ["local"], indirect=True)
def test_in_a_wrong_store_nothing_is_touched(
    two_images: list[MediaImage], check: Check, tomorrow: Callable[[], None]
) -> None:
    for alias in ("default", "renditions"):
        for name in stored(alias):
            storages[alias].delete(name)
    storages["default"].save("originals/of-another-site.jpg", ContentFile(b"x"))
    tomorrow()

    assert check("--fix")[1].startswith("42 of 42 files are missing, 2 of them originals and documents: is this")
    assert tasks.remove_orphans.call() == 0
    assert (MediaImage.objects.count(), MediaRendition.objects.count()) == (2, 40)
    assert stored("default") == ["originals/of-another-site.jpg"]
    assert not PendingDeletion.objects.exists()


def test_over_twenty_originals_are_too_many_whatever_their_share(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending, "count_rows", lambda: 10_000)
    row = Row("originals/a.jpg", MediaImage, 1, None)
    missing = [comparison.Finding(comparison.Kind.ROW, "default", row.name, row)] * 20
    mending.check_store(missing)
    with pytest.raises(mending.WrongStoreError, match=r"^21 of 10000 files are missing, 21 of them originals"):
        mending.check_store([*missing, missing[0]])


@pytest.mark.parametrize("own_store", ["local"], indirect=True)
def test_another_size_is_told_and_left_to_people(two_images: list[MediaImage], check: Check) -> None:
    image = two_images[0]
    MediaImage.objects.filter(pk=image.pk).update(file_size=1)
    said = f"default: {image.file.name} (image {image.pk}) has another size than it was uploaded with\n"
    fault = "1 differences, 0 deletions that have failed so far."
    assert check() == (said, fault)
    assert check("--fix") == (f"{said}After that:\n{said}", fault)


@pytest.mark.s3
def test_versions_and_unfinished_uploads_are_found(
    bucket: Bucket, make_image: Callable[..., MediaImage], check: Check, tomorrow: Callable[[], None]
) -> None:
    bucket.keep_versions()
    image, kept = make_image(), make_image()
    render_presets(image)
    render_presets(kept)
    bucket.put("private/originals/deleted.jpg")
    bucket.delete("private/originals/deleted.jpg")
    bucket.put(f"private/{image.file.name}", b"older")
    storages["default"].put(image.file.name, ContentFile(b"x" * image.file_size))  # type: ignore[attr-defined]
    bucket.client.create_multipart_upload(Bucket=bucket.name, Key="private/documents/a.pdf")
    bucket.delete(f"private/{kept.file.name}")
    assert check()[0] == (f"default: {kept.file.name} (image {kept.pk}) is not there, but an older version of it is\n")

    tomorrow()
    found = {
        "originals/deleted.jpg": "is deleted, but versions or delete markers of it remain",
        image.file.name: "has old versions behind it",
        kept.file.name: f"(image {kept.pk}) is not there, but an older version of it is",
    }
    lines = [f"default: {name} {found[name]}\n" for name in sorted(found)]
    lines.append("default: documents/a.pdf was begun to be uploaded and never finished\n")
    assert check() == ("".join(lines), "4 differences, 0 deletions that have failed so far.")
    stays = f"default: {kept.file.name} {found[kept.file.name]}\n"
    assert check("--fix") == (
        f"{''.join(lines)}After that:\n{stays}",
        "1 differences, 0 deletions that have failed so far.",
    )
    assert (bucket.unfinished(), bucket.everything().count(f"private/{image.file.name}")) == ([], 1)
    assert (bucket.everything().count(f"private/{kept.file.name}"), MediaImage.objects.count()) == (2, 2)


def test_deletions_that_have_failed_are_told(local_store: None, db: None, check: Check) -> None:
    PendingDeletion.objects.create(storage="default", name="originals/a.jpg").postpone(StorageUnavailableError())
    error = "StorageUnavailableError: The file store cannot be reached at the moment."
    assert check() == (
        f"default: originals/a.jpg is still to be deleted: {error}\n",
        "0 differences, 1 deletions that have failed so far.",
    )


def test_without_the_store_nothing_is_compared(s3_down: Callable[[], None], db: None, check: Check) -> None:
    s3_down()
    assert check("--fix") == ("", "The file store cannot be reached at the moment.")


def test_young_files_are_not_to_be_taken(db: None, check: Check) -> None:
    assert check("--hours", "0")[1].startswith("--hours must be 1 or more")


def test_a_store_that_lists_in_another_order_is_refused() -> None:
    now = timezone.now()
    files: list[Any] = [StoredFile("b", now, 1), StoredFile("a", now, 1)]
    with pytest.raises(UnsortedError, match="lists a behind b"):
        list(comparison.paired(files, []))
