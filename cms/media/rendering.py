"""Render every preset of a picture: its file is read once, decoded once, each missing size written once."""

from __future__ import annotations

import logging
from io import BytesIO

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from PIL import Image
from wagtail.images.models import Filter

from cms.media.deletions import delete_unowned
from cms.media.models import MediaImage, MediaRendition
from cms.media.presets import RenditionSpec, all_specs, focal_point_key
from cms.media.sanitize import flatten, to_srgb

logger = logging.getLogger(__name__)

FOCAL_POINT = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
EXTENSIONS = {"WEBP": "webp", "JPEG": "jpg"}


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
    key = key_of(image)
    existing = {row.filter_spec for row in image.renditions.all() if row.focal_point_key == key}
    return any(spec.filter_spec not in existing for spec in all_specs(image.width, image.height))


def render_presets(image: MediaImage) -> int:
    """Make the files a picture lacks and drop those of earlier crops and presets; return how many were made.

    Running it again, or twice at once, changes nothing. Raises FileNotFoundError when there is no original
    and StorageUnavailableError when the store fails; what was made by then stays.
    """
    specs = missing_specs(image)
    if specs:
        key = key_of(image)
        with image.file.storage.open(image.file.name) as original:
            source = decode(original.read())
        crops: dict[tuple[int, int], Image.Image] = {}
        for spec in specs:
            size = (spec.width, spec.height)
            if size not in crops:
                crops[size] = crop(source, image, spec)
            if not _store(image, spec, key, encode(crops[size], spec)):
                logger.info("Image %s has changed meanwhile: what was being rendered is dropped.", image.pk)
                return 0
    _drop_outdated(image)
    return len(specs)


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


def encode(picture: Image.Image, spec: RenditionSpec) -> bytes:
    """Write a picture in a preset's format and quality, without any metadata."""
    output = BytesIO()
    if spec.format == "WEBP":
        picture.save(output, "WEBP", quality=spec.quality, method=4, icc_profile=None)
    else:
        flatten(picture).save(output, "JPEG", quality=spec.quality, progressive=True, optimize=True, icc_profile=None)
    return output.getvalue()


def _store(image: MediaImage, spec: RenditionSpec, key: str, data: bytes) -> bool:
    """Store one file and its row; False when the picture was replaced or deleted while this was rendered.

    The image's row is locked while the rendition's is written, so that no file of a picture that was just
    replaced can come after the replacement.
    """
    rendition = MediaRendition(image=image, filter_spec=spec.filter_spec, focal_point_key=key)
    name = f"rendition.{EXTENSIONS[spec.format]}"
    rendition.file.save(name, ContentFile(data, name=name), save=False)
    try:
        with transaction.atomic():
            if _is_unchanged(image):
                rendition.save()
                return True
    except IntegrityError:
        return True
    delete_unowned(MediaRendition, rendition.file.storage, rendition.file.name)
    return False


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
