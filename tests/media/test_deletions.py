"""No stored file without a row, whatever fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, models, transaction
from django.db.models.signals import post_delete
from django.utils import timezone

from cms.delivery.clock import DUTIES
from cms.media import cleaning, tasks
from cms.media.models import FormerFile, MediaDocument, MediaImage, MediaRendition, PendingDeletion
from cms.media.rendering import render_presets
from cms.media.storage import StorageUnavailableError
from tests.media import pictures


def stored(alias: str = "default") -> list[str]:
    return [file.name for file in storages[alias].stored_files()]  # type: ignore[attr-defined]


def clear(alias: str = "default") -> None:
    for name in stored(alias):
        storages[alias].delete(name)


@pytest.fixture
def emptied(store: str) -> str:
    clear("default")
    clear("renditions")
    return store


def test_when_the_insert_fails_nothing_is_left(emptied: str, make_image: Callable[..., MediaImage]) -> None:
    with pytest.raises(IntegrityError):
        make_image(title=None)
    with pytest.raises(IntegrityError):
        MediaDocument(title=None, file=ContentFile(pictures.PDF, name="x.pdf")).save()

    assert (stored(), PendingDeletion.objects.count()) == ([], 0)
    assert not MediaImage.objects.exists()
    assert not MediaDocument.objects.exists()


def test_when_an_update_fails_the_former_file_stays(emptied: str, make_image: Callable[..., MediaImage]) -> None:
    image = make_image()
    render_presets(image)
    before = (stored(), stored("renditions"))

    image.file = ContentFile(pictures.png(), name="new.png")
    image.title = None
    with pytest.raises(IntegrityError):
        image.save()

    assert (stored(), stored("renditions")) == before
    assert PendingDeletion.objects.count() == 0
    assert MediaImage.objects.get(pk=image.pk).renditions.count() == 20


def test_a_file_that_cannot_be_taken_back_is_remembered(
    local_store: None, make_image: Callable[..., MediaImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_name: str) -> None:
        raise StorageUnavailableError

    monkeypatch.setattr(storages["default"], "delete", refuse)
    with pytest.raises(IntegrityError):
        make_image(title=None)
    monkeypatch.undo()

    assert [row.name for row in PendingDeletion.objects.all()] == stored()


def test_a_deleted_image_takes_its_files_along(
    emptied: str,
    make_image: Callable[..., MediaImage],
    run_tasks: Callable[[], list[str]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    image = make_image()
    render_presets(image)
    assert (len(stored()), len(stored("renditions"))) == (1, 20)

    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert run_tasks() == ["delete_files"]

    assert (stored(), stored("renditions"), PendingDeletion.objects.count()) == ([], [], 0)


def test_a_deletion_that_is_rolled_back_deletes_nothing(
    emptied: str, make_image: Callable[..., MediaImage], run_tasks: Callable[[], list[str]]
) -> None:
    image = make_image()

    with transaction.atomic():
        MediaImage.objects.get(pk=image.pk).delete()
        transaction.set_rollback(True)

    assert run_tasks() == []
    assert (stored(), PendingDeletion.objects.count()) == ([image.file.name], 0)


def test_deleting_while_the_store_is_down_succeeds_and_is_made_up_for(
    emptied: str,
    use_store: Callable[..., None],
    s3_down: Callable[[], None],
    request: pytest.FixtureRequest,
    make_image: Callable[..., MediaImage],
    run_tasks: Callable[[], list[str]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    image = make_image()
    document = MediaDocument(title="x", file=ContentFile(pictures.PDF, name="x.pdf"))
    document.save()
    s3_down()

    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
        document.delete()
    assert run_tasks() == ["delete_files", "delete_files"]
    assert PendingDeletion.objects.count() == 2
    tried = PendingDeletion.objects.filter(attempts=1).latest("next_attempt_at")
    assert tried.last_error == "StorageUnavailableError: The file store cannot be reached at the moment."
    assert timedelta(minutes=1) < tried.next_attempt_at - timezone.now() < timedelta(minutes=2, seconds=1)

    use_store(request.getfixturevalue("s3_environment") if emptied == "s3" else {})
    PendingDeletion.objects.update(next_attempt_at=timezone.now())
    assert cleaning.delete_pending() == 2
    assert (stored(), PendingDeletion.objects.count()) == ([], 0)


def test_a_file_that_a_folder_will_not_let_go_holds_up_no_other(
    local_store: None, make_image: Callable[..., MediaImage], tmp_path: Path
) -> None:
    stuck = tmp_path / "private" / "originals" / "stuck.jpg"
    (stuck / "below").mkdir(parents=True)  # no rights would keep root from deleting
    PendingDeletion.objects.create(storage="default", name="originals/stuck.jpg")
    make_image().delete()

    assert cleaning.delete_pending() == 1
    [left] = PendingDeletion.objects.all()
    assert (left.name, left.attempts) == ("originals/stuck.jpg", 1)
    assert left.last_error == "StorageRefusedError: The file store cannot be reached at the moment. (ENOTEMPTY)"


def test_waiting_grows_to_six_hours(db: None) -> None:
    pending = PendingDeletion.objects.create(storage="default", name="originals/a.jpg")
    waits = []
    for _attempt in range(12):
        pending.postpone(StorageUnavailableError())
        waits.append(round((pending.next_attempt_at - timezone.now()).total_seconds() / 60))

    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360, 360]


def test_former_files_are_remembered_for_a_year_and_no_longer_than_their_picture(
    local_store: None, make_image: Callable[..., MediaImage]
) -> None:
    kept, gone = make_image(), make_image()
    names = {}
    for image in (kept, gone):
        render_presets(image)
        names[image.pk] = sorted(image.renditions.values_list("file", flat=True))
        image.renditions.all().delete()
    cleaning.delete_pending()
    assert [sorted(former_files(image)) for image in (kept, gone)] == [*names.values()]

    render_presets(gone)
    gone.delete()
    cleaning.delete_pending()
    assert (sorted(former_files(kept)), FormerFile.objects.count()) == (names[kept.pk], len(names[kept.pk]))
    for days, left in ((365, len(names[kept.pk])), (367, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            tasks.remove_orphans.call()
        assert FormerFile.objects.count() == left


def former_files(image: MediaImage) -> list[str]:
    return list(FormerFile.objects.filter(image_id=image.pk).values_list("name", flat=True))


def test_a_file_some_row_refers_to_is_never_deleted(local_store: None, make_image: Callable[..., MediaImage]) -> None:
    image = make_image()
    PendingDeletion.objects.create(storage="default", name=image.file.name)

    cleaning.delete_pending()

    assert stored() == [image.file.name]
    assert PendingDeletion.objects.count() == 0


def test_a_rendition_row_that_exists_already_costs_no_orphan(
    local_store: None, make_image: Callable[..., MediaImage]
) -> None:
    image = make_image()
    render_presets(image)
    before = stored("renditions")
    twin = image.renditions.first()

    with pytest.raises(IntegrityError):
        MediaRendition(
            image=image,
            filter_spec=twin.filter_spec,
            focal_point_key=twin.focal_point_key,
            file=ContentFile(pictures.jpeg(10, 10), name="x.jpg"),
        ).save()

    assert stored("renditions") == before


@pytest.mark.parametrize("model", [MediaImage, MediaRendition, MediaDocument])
def test_wagtails_own_clean_up_which_forgets_a_failed_deletion_is_gone(model: type[models.Model]) -> None:
    handlers = [handler.__name__ for handler in post_delete._live_receivers(model)[0]]

    assert handlers.count("on_row_deleted") == 1
    assert "post_delete_file_cleanup" not in handlers


def test_the_worker_looks_after_the_store_by_the_clock() -> None:
    assert [
        (minutes, getattr(duty, "__self__", duty))
        for minutes, duty in DUTIES
        if "cms.media" in (duty.__self__.module_path if hasattr(duty, "__self__") else duty.__module__)
    ] == [
        (1, cleaning.delete_pending),
        (1, tasks.follow_presets),
        (60, tasks.render_incomplete),
        (1440, tasks.remove_orphans),
    ]


def test_pictures_that_lack_files_are_queued_again(
    local_store: None, make_image: Callable[..., MediaImage], run_tasks: Callable[[], list[str]]
) -> None:
    complete, incomplete = make_image(), make_image()
    render_presets(complete)

    assert tasks.render_incomplete.call() == 1
    assert run_tasks() == ["render_image"]
    assert incomplete.renditions.count() == complete.renditions.count()
    assert tasks.render_incomplete.call() == 0
