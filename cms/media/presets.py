"""Which files a picture has: named presets, each a shape in several widths and formats.

Everything here is arithmetic on numbers the database holds: no file is opened, no storage asked. Setting::

    IMAGE_PRESETS = {
        "HERO": {"ratio": (16, 9), "widths": (640, 1024, 1600, 2400), "formats": {"WEBP": 78, "JPEG": 80}},
    }

``ratio`` is width to height, ``widths`` are pixels, ``formats`` maps a format to its quality (1 to 100).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

MAX_FILES = 24
FORMATS = {"WEBP": "image/webp", "JPEG": "image/jpeg"}

RENDITION_FIELDS = ("filter_spec", "focal_point_key", "file", "width", "height")
"""What to ask ``values_list`` for, to make a :class:`RenditionRow` of each row."""


@dataclass(frozen=True, slots=True)
class Preset:
    """One named shape."""

    name: str
    ratio: tuple[int, int]
    widths: tuple[int, ...]
    formats: Mapping[str, int]

    def sizes(self, image_width: int, image_height: int) -> list[tuple[int, int]]:
        """List (width, height) from small to large, none larger than what the picture itself can fill.

        Widths beyond the largest crop of this shape are replaced by that crop, so a small picture still has
        its best size and is never blown up.
        """
        across, down = self.ratio
        largest = max(1, min(image_width, image_height * across // down))
        widths = [width for width in self.widths if width <= largest]
        if len(widths) < len(self.widths) and largest not in widths:
            widths.append(largest)
        return [(width, max(1, min(image_height, round(width * down / across)))) for width in widths]


@dataclass(frozen=True, slots=True)
class RenditionSpec:
    """One file a picture has: its size, its format and Wagtail's filter spec for it."""

    preset: str
    format: str
    width: int
    height: int
    quality: int

    @property
    def filter_spec(self) -> str:
        """Wagtail's name of this file: the crop follows the focal point."""
        name = self.format.lower()
        return f"fill-{self.width}x{self.height}|format-{name}|{name}quality-{self.quality}"


class RenditionRow(NamedTuple):
    """A stored rendition as ``values_list(*RENDITION_FIELDS)`` gives it; ``file`` is the storage name."""

    filter_spec: str
    focal_point_key: str
    file: str
    width: int
    height: int


def read_presets(setting: Mapping[str, Mapping[str, Any]]) -> dict[str, Preset]:
    """Make presets from the setting; raise ImproperlyConfigured naming what is wrong in it."""
    presets = {}
    for name, values in setting.items():
        preset = Preset(name, tuple(values["ratio"]), tuple(sorted(values["widths"])), dict(values["formats"]))
        if unknown := set(preset.formats) - set(FORMATS):
            raise ImproperlyConfigured(f"IMAGE_PRESETS[{name!r}]: unknown format {sorted(unknown)}.")
        if not preset.widths or not preset.formats or min(*preset.ratio, *preset.widths) < 1:
            raise ImproperlyConfigured(f"IMAGE_PRESETS[{name!r}]: needs a ratio, widths and formats.")
        presets[name] = preset
    files = sum(len(preset.widths) * len(preset.formats) for preset in presets.values())
    if files > MAX_FILES:
        raise ImproperlyConfigured(f"IMAGE_PRESETS: {files} files for each picture; {MAX_FILES} are allowed.")
    return presets


@cache
def presets() -> dict[str, Preset]:
    """Give the presets of this installation by name."""
    return read_presets(settings.IMAGE_PRESETS)


def preset_names() -> tuple[str, ...]:
    """List the presets' names in the order of the setting."""
    return tuple(presets())


def filter_specs(preset: str, image_format: str, image_width: int, image_height: int) -> list[RenditionSpec]:
    """List the files of one preset and format, from small to large; none for a format it does not have."""
    chosen = presets()[preset]
    quality = chosen.formats.get(image_format)
    if quality is None:
        return []
    return [
        RenditionSpec(preset, image_format, width, height, quality)
        for width, height in chosen.sizes(image_width, image_height)
    ]


def all_specs(image_width: int, image_height: int) -> list[RenditionSpec]:
    """List every file a picture of this size has."""
    return [
        spec
        for preset in presets().values()
        for image_format in preset.formats
        for spec in filter_specs(preset.name, image_format, image_width, image_height)
    ]


def focal_point_key(x: int | None, y: int | None, width: int | None, height: int | None) -> str:
    """Compute the key under which Wagtail files crops made for this focal point."""
    parts = "-".join(str(part) for part in (width, height, x, y))
    return hashlib.sha1(parts.encode(), usedforsecurity=False).hexdigest()[:8]


def find_renditions(
    rows: Iterable[Sequence[Any]], preset: str, image_format: str, image_size: tuple[int, int], key: str
) -> list[RenditionRow]:
    """Pick a preset's files from a picture's rendition rows, from small to large.

    ``key`` is the picture's :func:`focal_point_key`. Where a file is not yet rendered for it, the one of an
    earlier focal point stands in, the same picture cropped otherwise; one never rendered is left out.
    """
    wanted = [spec.filter_spec for spec in filter_specs(preset, image_format, *image_size)]
    found: dict[str, RenditionRow] = {}
    for values in rows:
        row = RenditionRow(*values)
        if row.filter_spec in wanted and (row.filter_spec not in found or row.focal_point_key == key):
            found[row.filter_spec] = row
    return [found[spec] for spec in wanted if spec in found]


def _forget_presets(*, setting: str, **_kwargs: Any) -> None:
    if setting == "IMAGE_PRESETS":
        presets.cache_clear()


setting_changed.connect(_forget_presets)
