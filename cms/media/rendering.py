"""Render every preset of a picture: its file is read once, decoded once, each missing size written once.

What every browser reads comes first, and AVIF, which takes as long as all the rest, after it. The rows of each of the
two are written in one transaction, so that front ends are told of two changes and not of twenty.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image
from wagtail.images.models import Filter

from cms.media.claims import claimed
from cms.media.decoding import decoding
from cms.media.deletions import delete_unowned
from cms.media.models import MediaImage, MediaRendition
from cms.media.presets import RenditionSpec, all_specs, focal_point_key
from cms.media.sanitize import flatten, to_srgb

logger = logging.getLogger(__name__)

FOCAL_POINT = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
EXTENSIONS = {"AVIF": "avif", "WEBP": "webp", "JPEG": "jpg"}
GROUPS = (("WEBP", "JPEG"), ("AVIF",))
WORKER_WAITS = 600.0
"""Seconds: commands and the worker decode one picture after the other; only other threads of theirs can be ahead."""

AVIF_SPEED = 8
"""0 is the smallest file and 10 the quickest."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture as the admin shows it, within a box; nobody else gets it."""

    box: tuple[int, int]
    format: str = "WEBP"
    quality: int = 80

    @property
    def filter_spec(self) -> str:
        """Wagtail's name of this file, in which no quality stands."""
        return f"max-{self.box[0]}x{self.box[1]}"


THUMBNAILS = (Thumbnail((165, 165)), Thumbnail((800, 600)))
"""What Wagtail's lists, choosers and edit screens ask for."""

File = tuple[RenditionSpec | Thumbnail, bytes]


def key_of(image: MediaImage) -> str:
    """Compute the key of crops made for the picture's present focal point."""
    return focal_point_key(*(getattr(image, name) for name in FOCAL_POINT))


def missing_specs(image: MediaImage) -> list[RenditionSpec]:
    """List the files a picture should have and has not, for its present focal point."""
    existing = set(image.renditions.filter(focal_point_key=key_of(image)).values_list("filter_spec", flat=True))
    return [spec for spec in all_specs(image.width, image.height) if spec.filter_spec not in existing]


def incomplete_images() -> list[int]:
    """Find the ids of all pictures that lack a file."""
    return [
        image.pk
        for image in MediaImage.objects.order_by("pk").prefetch_related("renditions").iterator(200)
        if _lacks(image)
    ]


def _lacks(image: MediaImage) -> bool:
    """Tell whether a file is missing, or one is there of a former crop or preset."""
    key = key_of(image)
    existing = {
        (row.filter_spec, row.focal_point_key) for row in image.renditions.all() if "quality-" in row.filter_spec
    }
    return existing != {(spec.filter_spec, key) for spec in all_specs(image.width, image.height)}


def render_presets(image: MediaImage) -> int:
    """Make the files a picture lacks and drop those of earlier crops and presets; return how many were made.

    Running it again, or twice at once, changes nothing; a file that a visitor's request is making is left to that.
    Raises FileNotFoundError when there is no original and StorageUnavailableError when the store fails; the group of
    files that was finished by then stays.
    """
    key = key_of(image)
    taken = claimed(image.pk, key)
    specs = [spec for spec in missing_specs(image) if spec.filter_spec not in taken]
    if specs:
        pictures = cut(image, [*specs, *_missing_thumbnails(image)], time.monotonic() + WORKER_WAITS)
        for formats in GROUPS:
            wanted = [spec for spec in pictures if spec.format in formats]
            files = ((spec, encode(pictures[spec], spec)) for spec in wanted)
            if wanted and not _store(image, key, files):
                logger.info("Image %s has changed meanwhile: what was being rendered is dropped.", image.pk)
                return 0
    _drop_outdated(image)
    return len(specs)


def render_one(image: MediaImage, spec: RenditionSpec, until: float) -> bool:
    """Make one file for whoever waits for it; False when the picture has changed meanwhile.

    Raises BusyError when other pictures are being decoded ``until`` then, by the monotonic clock; what reading the
    original took is within.
    """
    pictures = cut(image, [spec], until)
    return _store(image, key_of(image), [(spec, encode(pictures[spec], spec))])


def _missing_thumbnails(image: MediaImage) -> list[Thumbnail]:
    names = [thumbnail.filter_spec for thumbnail in THUMBNAILS]
    existing = set(image.renditions.filter(filter_spec__in=names).values_list("filter_spec", flat=True))
    return [thumbnail for thumbnail in THUMBNAILS if thumbnail.filter_spec not in existing]


def cut(
    image: MediaImage, specs: Iterable[RenditionSpec | Thumbnail], until: float
) -> dict[RenditionSpec | Thumbnail, Image.Image]:
    """Read and decode a picture once and cut all of these out of it; what is of one size is one picture in memory."""
    with image.file.storage.open(image.file.name) as original:
        data = original.read()
    with decoding(max(0.0, until - time.monotonic())):
        source = decode(data)
        sizes: dict[tuple[int, int], Image.Image] = {}
        pictures: dict[RenditionSpec | Thumbnail, Image.Image] = {}
        for spec in specs:
            if isinstance(spec, Thumbnail):
                pictures[spec] = shrink(source, spec)
                continue
            size = (spec.width, spec.height)
            if size not in sizes:
                sizes[size] = crop(source, image, spec)
            pictures[spec] = sizes[size]
        return pictures


def decode(data: bytes) -> Image.Image:
    """Read an original into 8-bit sRGB."""
    with Image.open(BytesIO(data)) as source:
        source.load()
        return to_srgb(source)


def crop(source: Image.Image, image: MediaImage, spec: RenditionSpec) -> Image.Image:
    """Cut out what Wagtail would for this filter spec, focal point included, and scale it in one step.

    The size is the spec's own: Wagtail's rounding makes some crops one pixel taller.
    """
    box = tuple(Filter(spec.filter_spec).get_transform(image, source.size).get_rect().round())
    return source.resize((spec.width, spec.height), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def shrink(source: Image.Image, thumbnail: Thumbnail) -> Image.Image:
    """Scale the whole picture into the thumbnail's box."""
    scale = min(1.0, thumbnail.box[0] / source.width, thumbnail.box[1] / source.height)
    size = (max(1, round(source.width * scale)), max(1, round(source.height * scale)))
    return source.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def encode(picture: Image.Image, spec: RenditionSpec | Thumbnail) -> bytes:
    """Write a picture in a preset's format and quality, without any metadata."""
    output = BytesIO()
    if spec.format == "AVIF":
        picture.save(output, "AVIF", quality=spec.quality, speed=AVIF_SPEED, icc_profile=None)
    elif spec.format == "WEBP":
        picture.save(output, "WEBP", quality=spec.quality, method=4, icc_profile=None)
    else:
        flatten(picture).save(output, "JPEG", quality=spec.quality, progressive=True, optimize=True, icc_profile=None)
    return output.getvalue()


def _store(image: MediaImage, key: str, files: Iterable[File]) -> bool:
    """Store files, then write their rows at once; False when the picture was replaced or deleted meanwhile.

    The image's row is locked while those are written, so that no file of a picture that was just replaced can come
    after the replacement. What was stored and has no row in the end, because another was quicker or something failed,
    goes again.
    """
    stored: list[MediaRendition] = []
    kept: set[str] | None = None
    try:
        for spec, data in files:
            thumbnail = isinstance(spec, Thumbnail)
            row = MediaRendition(image=image, filter_spec=spec.filter_spec, focal_point_key="" if thumbnail else key)
            name = f"rendition.{EXTENSIONS[spec.format]}"
            row.file.save(name, ContentFile(data, name=name), save=False)
            stored.append(row)
        kept = _write(image, stored)
    finally:
        for row in stored:
            if row.file.name not in (kept or ()):
                delete_unowned(MediaRendition, row.file.storage, row.file.name, image.pk)
    return kept is not None


def _write(image: MediaImage, rows: Sequence[MediaRendition]) -> set[str] | None:
    """Write the rows that nobody else has written, and name their files; None for a picture that changed."""
    names = [row.file.name for row in rows]
    with transaction.atomic():
        if not _is_unchanged(image):
            return None
        MediaRendition.objects.bulk_create(rows, ignore_conflicts=True)
        return set(image.renditions.filter(file__in=names).values_list("file", flat=True))


def _is_unchanged(image: MediaImage) -> bool:
    """Lock the picture's row and tell whether its file and focal point are still those at hand."""
    same = {name: getattr(image, name) for name in FOCAL_POINT} | {"file": image.file.name}
    return MediaImage.objects.select_for_update().filter(pk=image.pk, **same).values_list("pk").first() is not None


def _drop_outdated(image: MediaImage) -> None:
    """Delete crops made for other focal points and sizes no preset names any more; the admin's own stay."""
    wanted = {spec.filter_spec for spec in all_specs(image.width, image.height)}
    key = key_of(image)
    outdated = image.renditions.filter(filter_spec__contains="quality-")
    outdated = outdated.exclude(filter_spec__in=wanted, focal_point_key=key)
    if not outdated.exists():
        return
    with transaction.atomic():
        if _is_unchanged(image):
            outdated.delete()
