"""Which files a picture has: arithmetic alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from wagtail.images.models import Filter

from cms.media import presets
from cms.media.models import MediaImage

LARGE = (2400, 1600)


def sizes(preset: str, *size: int, image_format: str = "WEBP") -> list[tuple[int, int]]:
    return [(spec.width, spec.height) for spec in presets.filter_specs(preset, image_format, *size)]


def test_the_presets() -> None:
    assert presets.preset_names() == ("HERO", "CARD", "PORTRAIT", "OPEN_GRAPH")


def test_the_files_of_a_large_picture() -> None:
    names = ("HERO", "CARD", "PORTRAIT")
    every = {
        "HERO": [(640, 360), (1024, 576), (1600, 900), (2400, 1350)],
        "CARD": [(320, 240), (640, 480), (960, 720)],
        "PORTRAIT": [(320, 400), (640, 800), (960, 1200)],
    }
    one = {"HERO": [(1024, 576)], "CARD": [(640, 480)], "PORTRAIT": [(640, 800)]}
    assert {name: sizes(name, *LARGE) for name in names} == every
    assert {name: sizes(name, *LARGE, image_format="AVIF") for name in names} == every
    assert {name: sizes(name, *LARGE, image_format="JPEG") for name in names} == one
    shared = {name: sizes("OPEN_GRAPH", *LARGE, image_format=name) for name in presets.FORMATS}
    assert shared == {"AVIF": [], "WEBP": [], "JPEG": [(1200, 630)]}
    assert len(presets.all_specs(*LARGE)) == 24


def test_the_filter_specs() -> None:
    assert [spec.filter_spec for spec in presets.filter_specs("HERO", "WEBP", *LARGE)] == [
        "fill-640x360|format-webp|webpquality-80",
        "fill-1024x576|format-webp|webpquality-80",
        "fill-1600x900|format-webp|webpquality-80",
        "fill-2400x1350|format-webp|webpquality-80",
    ]
    assert presets.filter_specs("OPEN_GRAPH", "JPEG", *LARGE)[0].filter_spec == (
        "fill-1200x630|format-jpeg|jpegquality-82"
    )


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1500, 1000), [(640, 360), (1024, 576), (1500, 844)]),
        ((1600, 900), [(640, 360), (1024, 576), (1600, 900)]),
        ((1000, 4000), [(640, 360), (1000, 562)]),
        ((4000, 360), [(640, 360)]),
        ((300, 300), [(300, 169)]),
        ((1, 1), [(1, 1)]),
        ((3000, 1), [(1, 1)]),
    ],
)
def test_a_small_picture_is_never_blown_up(size: tuple[int, int], expected: list[tuple[int, int]]) -> None:
    assert sizes("HERO", *size) == expected


def test_no_picture_has_more_than_24_files() -> None:
    counts = [
        len(presets.all_specs(width, height))
        for width in (1, 100, 500, 1000, 1500, 2399, 8000)
        for height in (1, 100, 500, 1000, 1500, 2399, 8000)
    ]

    assert max(counts) == 24


@pytest.mark.django_db
@pytest.mark.parametrize("focal_point", [(None, None, None, None), (100, 200, 30, 40), (0, 0, 0, 0)])
def test_the_focal_point_key_is_wagtails(focal_point: tuple[int | None, ...]) -> None:
    names = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
    image = MediaImage(**dict(zip(names, focal_point, strict=True)))
    spec = presets.filter_specs("HERO", "WEBP", *LARGE)[0]

    assert presets.focal_point_key(*focal_point) == Filter(spec.filter_spec).get_cache_key(image)


def test_finding_renditions_among_rows_already_loaded() -> None:
    small, large = (spec.filter_spec for spec in presets.filter_specs("HERO", "WEBP", 1024, 700))
    other = presets.filter_specs("CARD", "WEBP", 1024, 700)[0].filter_spec
    rows = [
        (large, "old", "images/large-old.webp", 1024, 576),
        (small, "old", "images/small-old.webp", 640, 360),
        (small, "new", "images/small-new.webp", 640, 360),
        (other, "new", "images/card.webp", 320, 240),
        ("max-165x165", "", "images/admin.jpg", 165, 110),
    ]

    found = presets.find_renditions(rows, "HERO", "WEBP", (1024, 700), "new")

    assert [row.file for row in found] == ["images/small-new.webp", "images/large-old.webp"]
    assert presets.find_renditions(rows, "HERO", "JPEG", (1024, 700), "new") == []


@pytest.mark.parametrize(
    ("formats", "usual"),
    [({"AVIF": 1, "JPEG": 1, "WEBP": 1}, "WEBP"), ({"AVIF": 1, "JPEG": 1}, "JPEG"), ({"AVIF": 1}, "AVIF")],
)
def test_the_usual_format_is_one_that_the_preset_has(formats: dict[str, int], usual: str) -> None:
    preset = presets.read_presets({"X": {"ratio": (1, 1), "widths": (10,), "formats": formats}})["X"]

    assert (preset.usual_format, list(preset.formats)) == (usual, [name for name in presets.FORMATS if name in formats])


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (("HERO", "WEBP", 1600), ("WEBP", 1600)),
        (("HERO", "WEBP", 1500), ("WEBP", 1600)),
        (("HERO", "JPEG", 2400), ("JPEG", 1024)),
        (("HERO", "AVIF", 1), ("AVIF", 640)),
        (("OPEN_GRAPH", "WEBP", 600), ("JPEG", 1200)),
    ],
)
def test_the_file_nearest_to_one_that_is_no_more(wish: tuple[str, str, int], found: tuple[str, int]) -> None:
    spec = presets.nearest_spec(*wish, *LARGE)

    assert spec is not None
    assert (spec.format, spec.width) == found


def test_a_preset_that_is_no_more_has_no_files() -> None:
    assert presets.nearest_spec("SQUARE", "WEBP", 100, *LARGE) is None


def test_the_digest_of_the_presets_tells_what_files_there_are(settings: Any) -> None:
    def digest(**changes: Any) -> str:
        card = {"ratio": (4, 3), "widths": (320, 640), "formats": {"WEBP": 80, "JPEG": {"quality": 82}}}
        settings.IMAGE_PRESETS = {"CARD": card | changes}
        return presets.presets_digest()

    same = digest()
    assert digest(widths=[640, 320]) == same
    assert digest(formats={"JPEG": 82, "WEBP": {"quality": 80, "widths": (320, 640)}}) == same
    assert len({same, digest(ratio=(1, 1)), digest(widths=(320,)), digest(formats={"WEBP": 80})}) == 4


def test_a_format_a_preset_does_not_have(settings: Any) -> None:
    settings.IMAGE_PRESETS = {"CARD": {"ratio": (1, 1), "widths": (10,), "formats": {"JPEG": 80}}}

    assert presets.preset_names() == ("CARD",)
    assert presets.filter_specs("CARD", "WEBP", *LARGE) == []


@pytest.mark.parametrize(
    ("preset", "message"),
    [
        ({"ratio": (1, 1), "widths": (10,), "formats": {"TIFF": 80}}, "IMAGE_PRESETS['X']: unknown format ['TIFF']."),
        (
            {"ratio": (1, 0), "widths": (10,), "formats": {"JPEG": 80}},
            "IMAGE_PRESETS['X']: needs a ratio, widths and formats.",
        ),
        (
            {"ratio": (1, 1), "widths": (), "formats": {"JPEG": 80}},
            "IMAGE_PRESETS['X']: needs a ratio, widths and formats.",
        ),
        (
            {"ratio": (1, 1), "widths": (10,), "formats": {"JPEG": {"quality": 80, "widths": ()}}},
            "IMAGE_PRESETS['X']: needs a ratio, widths and formats.",
        ),
        (
            {"ratio": (1, 1), "widths": (10,), "formats": {"JPEG": 101, "WEBP": 100}},
            "IMAGE_PRESETS['X']: the quality of ['JPEG'] is not 1 to 100.",
        ),
        (
            {"ratio": (1, 1), "widths": range(1, 25), "formats": {"JPEG": {"quality": 80, "widths": (1,)}, "AVIF": 55}},
            "IMAGE_PRESETS: 25 files for each picture; 24 are allowed.",
        ),
        (
            {"ratio": (1, 1), "widths": range(1, 14), "formats": {"JPEG": 80, "WEBP": 80}},
            "IMAGE_PRESETS: 26 files for each picture; 24 are allowed.",
        ),
    ],
)
def test_a_wrong_setting_is_named(preset: dict[str, Any], message: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        presets.read_presets({"X": preset})

    assert str(caught.value) == message
