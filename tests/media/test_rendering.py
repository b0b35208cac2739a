"""Presets are rendered by the worker: at upload, with another file and with another focal point."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image
from wagtail.images.models import SourceImageIOError

from cms.media import claims, models, rendering, tasks
from cms.media.decoding import decoding
from cms.media.models import MediaImage, MediaRendition, PendingDeletion
from cms.media.presets import FORMATS, all_specs
from cms.media.storage import StorageUnavailableError
from tests.media import pictures
from tests.media.conftest import read

CARD = "fill-320x240|format-webp|webpquality-80"
FILES = len(all_specs(800, 600))
RED, GREEN, BLUE = (200, 0, 0), (0, 160, 0), (0, 0, 200)


def stored_picture(rendition: MediaRendition) -> Image.Image:
    return Image.open(io.BytesIO(read(rendition.file.storage, rendition.file.name)))


def color(rendition: MediaRendition, x: int, y: int = 50) -> str:
    pixel = stored_picture(rendition).convert("RGB").getpixel((x, y))
    distances = {
        name: sum(abs(a - b) for a, b in zip(pixel, value, strict=True))
        for name, value in (("red", RED), ("green", GREEN), ("blue", BLUE))
    }
    return min(distances, key=lambda name: distances[name])


def of_presets(image: MediaImage) -> int:
    """How many files the picture has besides the admin's thumbnails."""
    return image.renditions.filter(filter_spec__contains="quality-").count()


def test_every_preset_exists_after_the_task(
    store: str,
    make_image: Callable[..., MediaImage],
    run_tasks: Callable[[], list[str]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = make_image(pictures.tagged_jpeg(width=1200, height=800))
    assert image.renditions.count() == 0

    assert run_tasks() == ["render_image"]

    expected = {spec.filter_spec: (spec.width, spec.height) for spec in all_specs(1200, 800)}
    expected |= {"max-165x165": (165, 110), "max-800x600": (800, 533)}
    renditions = list(image.renditions.all())
    assert {row.filter_spec: (row.width, row.height) for row in renditions} == expected
    for row in renditions:
        data = read(row.file.storage, row.file.name)
        picture = Image.open(io.BytesIO(data))
        names = [name for name in FORMATS if f"format-{name.lower()}" in row.filter_spec] or ["WEBP"]
        assert ([picture.format], picture.size) == (names, (row.width, row.height))
        assert dict(picture.getexif()) == {}
        assert b"Jane Roe" not in data


def test_rendering_twice_changes_nothing(local_store: None, make_image: Callable[..., MediaImage]) -> None:
    image = make_image()
    assert rendering.render_presets(image) == FILES
    before = list(image.renditions.values_list("pk", "file"))

    assert rendering.render_presets(image) == 0
    assert list(image.renditions.values_list("pk", "file")) == before


def test_the_original_is_read_once(
    local_store: None, make_image: Callable[..., MediaImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    image = MediaImage.objects.get(pk=make_image().pk)
    storage = image.file.storage
    names: list[str] = []
    opened = storage.open

    def counting(name: str, mode: str = "rb") -> Any:
        names.append(name)
        return opened(name, mode)

    monkeypatch.setattr(storage._wrapped, "open", counting)
    rendering.render_presets(image)

    assert names == [image.file.name]


def test_crops_follow_the_focal_point_as_wagtails_do(local_store: None, make_image: Callable[..., MediaImage]) -> None:
    image = make_image(
        pictures.jpeg(1200, 300), focal_point_x=1100, focal_point_y=150, focal_point_width=100, focal_point_height=100
    )
    rendering.render_presets(image)

    ours = image.renditions.get(filter_spec=CARD)
    with image.generate_rendition_file(ours.filter) as wagtails:
        theirs = Image.open(wagtails).convert("RGB")

    assert color(ours, 160) == "blue"
    assert theirs.size == (320, 240)
    difference = sum(
        abs(a - b) for a, b in zip(stored_picture(ours).convert("RGB").tobytes(), theirs.tobytes(), strict=True)
    )
    assert difference / len(theirs.tobytes()) < 2


def test_another_focal_point_renders_anew_and_drops_the_old_crops(
    store: str,
    make_image: Callable[..., MediaImage],
    run_tasks: Callable[[], list[str]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = make_image(pictures.jpeg(1200, 300))
    run_tasks()
    before = image.renditions.get(filter_spec=CARD)
    assert color(before, 160) == "green"

    image = MediaImage.objects.get(pk=image.pk)
    image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 100, 150, 50, 50
    with django_capture_on_commit_callbacks(execute=True):
        image.save()
    assert run_tasks() == ["render_image"]

    after = image.renditions.get(filter_spec=CARD)
    assert color(after, 160) == "red"
    assert after.url != before.url
    assert of_presets(image) == len(all_specs(1200, 300))
    assert PendingDeletion.objects.filter(storage="renditions", name=before.file.name).exists()


def test_another_file_drops_the_old_renditions_at_once_and_renders_anew(
    store: str,
    make_image: Callable[..., MediaImage],
    run_tasks: Callable[[], list[str]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = make_image()
    run_tasks()
    old_original = image.file.name
    old = list(image.renditions.all())

    image.file = ContentFile(pictures.png(800, 600), name="new.png")
    with django_capture_on_commit_callbacks(execute=True):
        image.save()
    assert image.renditions.count() == 0
    assert run_tasks() == ["delete_files", "render_image"]

    assert (image.file.name.endswith(".png"), image.width, image.height) == (True, 800, 600)
    assert of_presets(image) == FILES
    assert not image.file.storage.exists(old_original)
    assert [row.file.name for row in old if row.file.storage.exists(row.file.name)] == []
    assert not PendingDeletion.objects.exists()


def test_a_file_replaced_while_it_is_rendered_leaves_nothing_of_the_old_one(
    local_store: None, make_image: Callable[..., MediaImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make_image()
    outdated = MediaImage.objects.get(pk=image.pk)
    encode = rendering.encode
    stored: list[str] = []

    def replaced_meanwhile(picture: Image.Image, spec: Any) -> bytes:
        if not stored:
            image.file = ContentFile(pictures.png(700, 700), name="new.png")
            image.save()
        stored.append(spec.filter_spec)
        return encode(picture, spec)

    monkeypatch.setattr(rendering, "encode", replaced_meanwhile)

    assert rendering.render_presets(outdated) == 0
    assert image.renditions.count() == 0
    assert [each.name for each in MediaRendition._meta.get_field("file").storage.stored_files()] == []


def test_an_image_deleted_before_the_worker_comes(
    local_store: None,
    make_image: Callable[..., MediaImage],
    run_tasks: Callable[[], list[str]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make_image().delete()

    assert run_tasks() == ["render_image", "delete_files"]
    assert not MediaRendition.objects.exists()


def test_while_the_store_is_down_rendering_is_put_off(
    s3_down: Callable[[], None],
    local_store: None,
    make_image: Callable[..., MediaImage],
    run_tasks: Callable[[], list[str]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = make_image()
    s3_down()

    assert run_tasks() == ["render_image"]

    waiting = DBTaskResult.objects.get(task_path="cms.media.tasks.render_image", status="READY")
    assert waiting.args_kwargs == {"args": [image.pk, 2], "kwargs": {}}
    assert timedelta(seconds=20) < waiting.run_after - timezone.now() < timedelta(seconds=31)
    assert image.renditions.count() == 0


def test_editing_words_alone_renders_nothing(
    local_store: None, make_image: Callable[..., MediaImage], django_capture_on_commit_callbacks: Any
) -> None:
    image = make_image()
    rendering.render_presets(image)
    image.title = "Another title"

    with django_capture_on_commit_callbacks(execute=True):
        image.save()

    assert not DBTaskResult.objects.filter(task_path="cms.media.tasks.render_image").exists()


def test_the_command_renders_what_is_missing(
    local_store: None, make_image: Callable[..., MediaImage], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = make_image(), make_image()
    rendering.render_presets(first)
    second.renditions.all().delete()
    first.renditions.filter(filter_spec=CARD).delete()

    call_command("render_presets", "--missing")
    captured = capsys.readouterr()
    assert captured.err == "Pictures: 1 of 2\nPictures: 2 of 2\n"
    assert captured.out == f"2 pictures visited, {FILES + 1} files made.\n"

    call_command("render_presets", "--missing")
    assert capsys.readouterr().out == "0 pictures visited, 0 files made.\n"

    call_command("render_presets")
    assert capsys.readouterr().out == "2 pictures visited, 0 files made.\n"


def test_the_command_names_a_picture_it_cannot_render_and_goes_on(
    local_store: None, make_image: Callable[..., MediaImage], capsys: pytest.CaptureFixture[str]
) -> None:
    lost, good = make_image(title="Lost"), make_image()
    lost.file.storage.delete(lost.file.name)

    with pytest.raises(CommandError) as caught:
        call_command("render_presets")

    assert str(caught.value).startswith(f"Image {lost.pk} (Lost): ")
    assert capsys.readouterr().out == f"2 pictures visited, {FILES} files made.\n"
    assert of_presets(good) == FILES


def test_the_command_says_when_the_store_is_down(
    s3_down: Callable[[], None], local_store: None, make_image: Callable[..., MediaImage]
) -> None:
    make_image()
    s3_down()

    with pytest.raises(CommandError, match=r"^The file store cannot be reached at the moment\. 0 files were made"):
        call_command("render_presets")


def test_the_original_is_decoded_once_and_avif_comes_last(
    local_store: None, make_image: Callable[..., MediaImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    image = MediaImage.objects.get(pk=make_image().pk)
    decoded, written = [], []
    decode, encode = rendering.decode, rendering.encode
    monkeypatch.setattr(rendering, "decode", lambda data: decoded.append(len(data)) or decode(data))
    monkeypatch.setattr(rendering, "encode", lambda made, spec: written.append(spec.format) or encode(made, spec))
    rendering.render_presets(image)

    assert len(decoded) == 1
    assert "AVIF" not in written[: written.index("AVIF")]
    assert set(written[written.index("AVIF") :]) == {"AVIF"}
    assert set(written) == set(FORMATS)


def test_a_store_that_fails_in_between_keeps_whole_groups_and_no_file_without_a_row(
    local_store: None, make_image: Callable[..., MediaImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make_image()
    encode = rendering.encode

    def fail_at(name: str) -> None:
        def failing(picture: Image.Image, spec: Any) -> bytes:
            if spec.filter_spec.startswith(name):
                raise StorageUnavailableError
            return encode(picture, spec)

        monkeypatch.setattr(rendering, "encode", failing)
        with pytest.raises(StorageUnavailableError):
            rendering.render_presets(image)

    fail_at("fill-480x600|format-jpeg")
    assert (image.renditions.count(), stored_names()) == (0, [])

    fail_at("fill-480x600|format-avif")
    assert not image.renditions.filter(filter_spec__contains="avif").exists()
    assert stored_names() == sorted(image.renditions.values_list("file", flat=True)) != []


def stored_names() -> list[str]:
    return sorted(each.name for each in MediaRendition._meta.get_field("file").storage.stored_files())


def test_a_file_that_somebody_is_making_is_left_to_that(
    local_store: None, make_image: Callable[..., MediaImage]
) -> None:
    image = make_image()
    key = rendering.key_of(image)
    until = claims.claim(image.pk, CARD, key)
    assert until is not None
    assert rendering.render_presets(image) == FILES - 1
    assert not image.renditions.filter(filter_spec=CARD).exists()

    claims.release(image.pk, CARD, key, until)
    assert rendering.render_presets(image) == 1


def test_the_worker_notices_that_the_presets_have_changed(
    local_store: None, settings: Any, make_image: Callable[..., MediaImage], run_tasks: Callable[[], list[str]]
) -> None:
    image = make_image()
    rendering.render_presets(image)
    assert [tasks.follow_presets(), tasks.follow_presets()] == [True, False]
    run_tasks()
    assert run_tasks() == []

    settings.IMAGE_PRESETS = {"SQUARE": {"ratio": (1, 1), "widths": (100,), "formats": {"WEBP": 80}}}
    assert [tasks.follow_presets(), tasks.follow_presets()] == [True, False]
    run_tasks()
    assert run_tasks() == ["render_image"]
    assert sorted(image.renditions.values_list("filter_spec", flat=True)) == [
        "fill-100x100|format-webp|webpquality-80",
        "max-165x165",
        "max-800x600",
    ]


def test_the_admins_thumbnails_are_those_that_wagtail_looks_for(
    local_store: None, make_image: Callable[..., MediaImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make_image(focal_point_x=10, focal_point_y=10, focal_point_width=5, focal_point_height=5)
    rendering.render_presets(image)
    monkeypatch.setattr(MediaImage, "generate_rendition_file", None)

    found = [image.get_rendition(thumbnail.filter_spec) for thumbnail in rendering.THUMBNAILS]
    assert [(row.filter_spec, row.width, row.height) for row in found] == [
        ("max-165x165", 165, 124),
        ("max-800x600", 800, 600),
    ]


def test_while_another_picture_is_decoded_a_thumbnail_is_not_made(
    local_store: None, make_image: Callable[..., MediaImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "DECODING_SECONDS", 0.01)
    image = make_image()
    with decoding(1), pytest.raises(SourceImageIOError):
        image.get_rendition("max-300x300")

    assert image.get_rendition("max-300x300").width == 300
