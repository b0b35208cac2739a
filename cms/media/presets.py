"""Which files a picture has: named presets, each a shape in several widths and formats.

Everything here is arithmetic on numbers the database holds: no file is opened, no storage asked. Setting::

    IMAGE_PRESETS = {
        "HERO": {
            "ratio": (16, 9),
            "widths": (640, 1024, 1600, 2400),
            "formats": {"AVIF": 55, "WEBP": 78, "JPEG": {"quality": 80, "widths": (1024,)}},
        },
    }

``ratio`` is width to height, ``widths`` are pixels, ``formats`` maps a format to its quality (1 to 100), or to that and
widths of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

MAX_FILES = 24
FORMATS = {"AVIF": "image/avif", "WEBP": "image/webp", "JPEG": "image/jpeg"}
"""The media types, in the order a browser should be offered them."""

USUAL = ("WEBP", "JPEG", "AVIF")
"""Which format is meant where none is named: the first of these that a preset has."""

RENDITION_FIELDS = ("filter_spec", "focal_point_key", "file", "width", "height")
"""What to ask ``values_list`` for, to make a :class:`RenditionRow` of each row."""

BY_PRESET = "quality-"
"""What stands in the filter spec of every file of a preset, and in none that the admin asks for by itself."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a preset is written in one format."""

    quality: int
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Preset:
    """One named shape; its formats stand in the order of ``FORMATS``."""

    name: str
    ratio: tuple[int, int]
    formats: Mapping[str, Encoding]

    @property
    def widths(self) -> list[int]:
        """All widths of all formats, from small to large."""
        return sorted({width for encoding in self.formats.values() for width in encoding.widths})

    @property
    def usual_format(self) -> str:
        """The format that is meant where none is named."""
        return next(name for name in USUAL if name in self.formats)

    def sizes(self, image_format: str, image_width: int, image_height: int) -> list[tuple[int, int]]:
        """List (width, height) from small to large, none larger than what the picture itself can fill.

        Widths beyond the largest crop of this shape are replaced by that crop, so a small picture still has
        its best size and is never blown up.
        """
        across, down = self.ratio
        largest = max(1, min(image_width, image_height * across // down))
        all_widths = self.formats[image_format].widths
        widths = [width for width in all_widths if width <= largest]
        if len(widths) < len(all_widths) and largest not in widths:
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
        return f"fill-{self.width}x{self.height}|format-{name}|{name}{BY_PRESET}{self.quality}"


class RenditionRow(NamedTuple):
    """A stored rendition as ``values_list(*RENDITION_FIELDS)`` gives it; ``file`` is the storage name."""

    filter_spec: str
    focal_point_key: str
    file: str
    width: int
    height: int


def read_presets(setting: Mapping[str, Mapping[str, Any]]) -> dict[str, Preset]:
    """Make presets from the setting; raise ImproperlyConfigured naming what is wrong in it."""
    presets = {name: read_preset(name, values) for name, values in setting.items()}
    files = sum(len(encoding.widths) for preset in presets.values() for encoding in preset.formats.values())
    if files > MAX_FILES:
        raise ImproperlyConfigured(f"IMAGE_PRESETS: {files} files for each picture; {MAX_FILES} are allowed.")
    return presets


def read_preset(name: str, values: Mapping[str, Any]) -> Preset:
    """Make one preset."""
    wanted = values["formats"]
    if unknown := set(wanted) - set(FORMATS):
        raise ImproperlyConfigured(f"IMAGE_PRESETS[{name!r}]: unknown format {sorted(unknown)}.")
    formats = {known: read_encoding(wanted[known], values["widths"]) for known in FORMATS if known in wanted}
    widths = [encoding.widths for encoding in formats.values()]
    if not widths or not all(widths) or min(*values["ratio"], *(each[0] for each in widths)) < 1:
        raise ImproperlyConfigured(f"IMAGE_PRESETS[{name!r}]: needs a ratio, widths and formats.")
    if wrong := [known for known, encoding in formats.items() if not 1 <= encoding.quality <= 100]:
        raise ImproperlyConfigured(f"IMAGE_PRESETS[{name!r}]: the quality of {wrong} is not 1 to 100.")
    return Preset(name, tuple(values["ratio"]), formats)


def read_encoding(value: int | Mapping[str, Any], widths: Iterable[int]) -> Encoding:
    """Make an encoding of a quality, or of a quality and widths of its own."""
    told: Mapping[str, Any] = {"quality": value} if isinstance(value, int) else value
    return Encoding(told["quality"], tuple(sorted(set(told.get("widths", widths)))))


@cache
def presets() -> dict[str, Preset]:
    """Give the presets of this installation by name."""
    return read_presets(settings.IMAGE_PRESETS)


def preset_names() -> tuple[str, ...]:
    """List the presets' names in the order of the setting."""
    return tuple(presets())


def presets_digest() -> str:
    """Give a digest of all that the presets say about files, in whatever order the setting does."""
    told = {
        name: [preset.ratio, {known: [value.quality, value.widths] for known, value in preset.formats.items()}]
        for name, preset in presets().items()
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def filter_specs(preset: str, image_format: str, image_width: int, image_height: int) -> list[RenditionSpec]:
    """List the files of one preset and format, from small to large; none for a format it does not have."""
    chosen = presets()[preset]
    encoding = chosen.formats.get(image_format)
    if encoding is None:
        return []
    return [
        RenditionSpec(preset, image_format, width, height, encoding.quality)
        for width, height in chosen.sizes(image_format, image_width, image_height)
    ]


def nearest_spec(
    preset: str, image_format: str, width: int, image_width: int, image_height: int
) -> RenditionSpec | None:
    """Give the file that comes nearest to one of a former setting; None for a preset that is no more."""
    chosen = presets().get(preset)
    if chosen is None:
        return None
    known = image_format if image_format in chosen.formats else chosen.usual_format
    return min(filter_specs(preset, known, image_width, image_height), key=lambda spec: abs(spec.width - width))


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
