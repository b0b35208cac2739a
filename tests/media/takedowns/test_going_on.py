"""The worker brings a takedown to its end, whatever is down meanwhile, and reports it as done no sooner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.delivery import takedowns
from cms.delivery.purge.purger import AGAIN_AFTER
from cms.media import cleaning
from cms.media.links import public_url
from cms.media.models import FormerFile, MediaImage, PictureGoneError, Takedown
from cms.media.rendering import render_presets
from cms.media.takedowns import ASKED, DONE
from tests.delivery.purge.edge import Edge
from tests.media import pictures
from tests.media.storage.conftest import Bucket, Gate

from .conftest import Clock, TakeDown, purge

pytestmark = pytest.mark.django_db

MakeImage = Callable[..., MediaImage]
UseStore = Callable[[dict[str, str]], None]


def rendered(make_image: MakeImage) -> MediaImage:
    image = make_image(pictures.jpeg(400, 300))
    render_presets(image)
    return image


def kept_by(cdn: Edge, image: MediaImage) -> list[str]:
    """Have a CDN keep every file of a picture; give their paths."""
    paths = [urlsplit(public_url(row.file.name)).path for row in image.renditions.all()]
    cdn.kept |= set(paths)
    return sorted(paths)


def logged() -> list[tuple[str, str, str | None]]:
    rows = ModelLogEntry.objects.filter(action__in=(ASKED, DONE)).order_by("pk")
    return [(row.action, row.label, row.user and row.user.get_full_name()) for row in rows]


@pytest.mark.s3
def test_all_versions_go_and_the_cdn_is_told_twice_before_it_is_done(
    bucket: Bucket, use_store: UseStore, cdn: Edge, purge_by: Any, make_image: MakeImage, remove: TakeDown, clock: Clock
) -> None:
    use_store(bucket.environment | {"S3_CUSTOM_DOMAIN": cdn.url})
    bucket.keep_versions()
    other, image = rendered(make_image), rendered(make_image)
    kept = bucket.everything()
    for key in dict.fromkeys(kept):
        if key.endswith(("jpg", "avif")):
            bucket.put(key)
    bucket.delete(f"private/{image.file.name}")
    paths = kept_by(cdn, image)
    purge_by(cdn)

    takedown = remove(image)
    assert len(takedown.files) == len(paths) + 1
    takedowns.go_on()

    mine = [key for key in bucket.everything() if key.partition("/")[2] in {name for _, name in takedown.files}]
    assert mine == []
    assert {key.partition("/")[2] for key in {*kept} - {*bucket.everything()}} == {name for _, name in takedown.files}
    takedown.refresh_from_db()
    assert takedown.files_gone_at == takedown.pictures_purged_at == timezone.now()
    assert (takedown.answers_purged_at, takedown.pictures_gone_at, takedown.done_at) == (None, None, None)
    assert (sorted(cdn.told), cdn.asked) == ([(cdn.host, path) for path in paths], [])

    cdn.kept |= set(paths)  # one was on its way meanwhile
    cdn.told.clear()
    purge()
    assert {what for what, _ in cdn.told} == {"tags"}
    assert all(f"image-{image.pk}" in tags.split() for _, tags in cdn.told)
    cdn.told.clear()
    clock.shift(AGAIN_AFTER)
    assert takedowns.go_on() == 1
    assert (sorted(cdn.told), sorted(cdn.asked)) == ([(cdn.host, path) for path in paths], paths)
    takedown.refresh_from_db()
    assert (takedown.done_at, takedown.last_error, takedown.next_at) == (timezone.now(), "", None)
    assert logged() == [(ASKED, str(takedown), "Ada Larch"), (DONE, str(takedown), None)]
    assert MediaImage.objects.get() == other
    assert takedowns.go_on() == 0


@pytest.mark.s3
def test_a_cdn_forgets_files_of_former_crops_too(
    bucket: Bucket, use_store: UseStore, cdn: Edge, purge_by: Any, make_image: MakeImage, remove: TakeDown, clock: Clock
) -> None:
    use_store(bucket.environment | {"S3_CUSTOM_DOMAIN": cdn.url})
    image = rendered(make_image)
    former = kept_by(cdn, image)
    image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 50, 50, 20, 20
    image.save()
    render_presets(image)
    clock.shift(timedelta(minutes=2))
    cleaning.delete_pending()
    present = kept_by(cdn, image)
    purge_by(cdn)
    remove(image)
    assert not FormerFile.objects.exists()
    takedowns.go_on()
    purge()
    clock.shift(AGAIN_AFTER)
    assert takedowns.go_on() == 1
    assert cdn.kept == set()
    assert sorted(cdn.asked) == sorted({*former, *present})
    assert len({*former} - {*present}) == 12


@pytest.mark.s3
def test_it_goes_on_once_the_store_is_back(
    bucket: Bucket,
    use_store: UseStore,
    s3_down: Callable[[], None],
    make_image: MakeImage,
    remove: TakeDown,
    clock: Clock,
) -> None:
    image = rendered(make_image)
    s3_down()
    takedown = remove(image)
    assert not MediaImage.objects.exists()
    waits = []
    for _ in range(9):
        assert takedowns.go_on() == 0
        takedown.refresh_from_db()
        waits.append((takedown.next_at - timezone.now()).total_seconds())
        clock.move_to(takedown.next_at)
    assert waits == [2, 4, 8, 16, 32, 64, 120, 120, 120]
    assert takedown.last_error == "The file store cannot be reached at the moment."
    assert takedown.files_gone_at is None
    use_store(bucket.environment)
    assert takedowns.go_on() == 1
    assert bucket.everything() == []


@pytest.mark.s3
def test_a_store_that_keeps_versions_back_is_named_as_what_stands_in_the_way(
    bucket: Bucket, gate: Gate, make_image: MakeImage, remove: TakeDown, clock: Clock
) -> None:
    bucket.keep_versions()
    takedown = remove(rendered(make_image))
    gate.refusal = lambda method, _path: (403, "AccessDenied") if method == "DELETE" else None
    assert takedowns.go_on() == 0
    takedown.refresh_from_db()
    assert takedown.last_error == "The file store refuses (AccessDenied): an administrator has to allow it."
    gate.refusal = lambda _method, _path: None
    clock.move_to(takedown.next_at)
    assert takedowns.go_on() == 1
    assert bucket.everything() == []


@pytest.mark.s3
def test_what_comes_back_into_the_store_is_found_and_deleted_again(
    bucket: Bucket, make_image: MakeImage, remove: TakeDown, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = rendered(make_image)
    takedown = remove(image)
    delete_each = takedowns.cleaning.delete_each

    def and_back(rows: Any) -> int:
        deleted = delete_each(rows)
        bucket.put(f"private/{image.file.name}")
        return deleted

    with monkeypatch.context() as patched:
        patched.setattr(takedowns.cleaning, "delete_each", and_back)
        assert takedowns.go_on() == 0
    takedown.refresh_from_db()
    assert takedown.last_error == "The file store still has a file of the picture; it is deleted again."
    clock.move_to(takedown.next_at)
    assert takedowns.go_on() == 1
    assert bucket.everything() == []


@pytest.mark.s3
def test_a_cdn_that_refuses_is_waited_for(
    bucket: Bucket, use_store: UseStore, cdn: Edge, purge_by: Any, make_image: MakeImage, remove: TakeDown, clock: Clock
) -> None:
    use_store(bucket.environment | {"S3_CUSTOM_DOMAIN": cdn.url})
    image = rendered(make_image)
    purge_by(cdn)
    takedown = remove(image)
    cdn.refuses = True
    purge()
    for _ in range(2):
        assert takedowns.go_on() == 0
        takedown.refresh_from_db()
        clock.move_to(takedown.next_at)
    assert takedown.last_error == (
        "The CDN refuses to forget the content that showed the picture; it is asked again. "
        "The CDN has not forgotten the picture's files: it answered 403."
    )
    assert takedown.files_gone_at is not None
    cdn.refuses = False
    clock.shift(timedelta(hours=1))
    purge()
    assert takedowns.go_on() == 0
    clock.shift(AGAIN_AFTER)
    assert takedowns.go_on() == 1


@pytest.mark.s3
@pytest.mark.parametrize("missing", [403, 404, 410])
def test_a_cdn_that_nobody_purges_is_looked_at_until_it_gives_nothing(
    bucket: Bucket, use_store: UseStore, cdn: Edge, make_image: MakeImage, remove: TakeDown, clock: Clock, missing: int
) -> None:
    use_store(bucket.environment | {"S3_CUSTOM_DOMAIN": cdn.url})
    image = rendered(make_image)
    kept_by(cdn, image)
    takedown = remove(image)
    assert takedowns.go_on() == 0
    takedown.refresh_from_db()
    assert takedown.last_error == f"{cdn.host} still gives a file of the picture; it is asked again."
    cdn.kept.clear()
    cdn.missing = 500
    clock.move_to(takedown.next_at)
    assert takedowns.go_on() == 0
    takedown.refresh_from_db()
    assert takedown.last_error == f"{cdn.host} answered 500 for one of its files; it is asked again."
    cdn.missing = missing
    clock.move_to(takedown.next_at)
    assert takedowns.go_on() == 1


def test_an_address_that_does_not_answer_is_no_proof(
    local_store: None, settings: Any, unused_tcp_port: int, make_image: MakeImage, remove: TakeDown
) -> None:
    settings.CMS_BASE_URL = f"http://127.0.0.1:{unused_tcp_port}"
    takedown = remove(rendered(make_image))
    assert takedowns.go_on() == 0
    takedown.refresh_from_db()
    assert takedown.last_error == (
        f"Whether 127.0.0.1:{unused_tcp_port} still gives the picture is not known: it cannot be reached "
        "(NewConnectionError)."
    )


def test_a_worker_that_is_killed_in_the_middle_is_followed_by_another(
    local_store: None,
    settings: Any,
    cdn: Edge,
    make_image: MakeImage,
    remove: TakeDown,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.CMS_BASE_URL = cdn.url
    takedown = remove(rendered(make_image))
    delete, left = storages["renditions"].delete, iter(range(3))

    def killed(name: str) -> None:
        if next(left, None) is None:
            raise SystemExit
        delete(name)

    with monkeypatch.context() as patched:
        patched.setattr(storages["renditions"], "delete", killed)
        with pytest.raises(SystemExit):
            takedowns.go_on()
    assert takedowns.go_on() == 0
    assert Takedown.objects.get().files_gone_at is None
    clock.shift(takedowns.IN_HAND)
    assert takedowns.go_on() == 1
    assert [file.name for alias in storages.backends for file in stored(alias)] == []
    assert [action for action, *_ in logged()] == [ASKED, DONE]
    assert takedown.files


def stored(alias: str) -> list[Any]:
    storage: Any = storages[alias]
    return list(storage.stored_files()) if hasattr(storage, "stored_files") else []


def test_former_files_of_the_picture_are_waited_for_too(
    local_store: None, settings: Any, cdn: Edge, make_image: MakeImage, remove: TakeDown
) -> None:
    settings.CMS_BASE_URL = cdn.url
    image = rendered(make_image)
    former = {("default", image.file.name), *(("renditions", row.file.name) for row in image.renditions.all())}
    image.file = ContentFile(pictures.png(), name="new.png")
    image.save()
    takedown = remove(image)
    assert {tuple(file) for file in takedown.files} == {*former, ("default", image.file.name)}
    assert takedowns.go_on() == 1
    assert [stored("default"), stored("renditions")] == [[], []]


@pytest.mark.parametrize("change", [{"title": "Another title"}, {"file": ContentFile(pictures.png(), name="new.png")}])
def test_a_picture_that_was_taken_down_is_not_brought_back_by_who_has_it_open(
    local_store: None, make_image: MakeImage, remove: TakeDown, change: dict[str, Any]
) -> None:
    opened = MediaImage.objects.get(pk=make_image().pk)
    remove(MediaImage.objects.get())
    for name, value in change.items():
        setattr(opened, name, value)
    with pytest.raises(PictureGoneError, match=f"Image {opened.pk} has been deleted"), transaction.atomic():
        opened.save()
    assert not MediaImage.objects.exists()
    assert [file.name for file in stored("default")] == [Takedown.objects.get().files[0][1]]


def test_a_picture_that_is_being_rendered_leaves_nothing(
    local_store: None, make_image: MakeImage, remove: TakeDown
) -> None:
    image = make_image()
    opened = MediaImage.objects.get(pk=image.pk)
    remove(image)
    assert render_presets(opened) == 0
    assert stored("renditions") == []
