"""What the worker does for media."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from cms.media import claims, cleaning, deletions, mending, rendering
from cms.media.models import MediaImage, RenderedPresets
from cms.media.presets import presets_digest
from cms.media.storage import StorageUnavailableError

logger = logging.getLogger(__name__)

RETRY_AFTER = [timedelta(seconds=seconds) for seconds in (30, 120, 600, 3_600, 21_600)]


@task()
def render_image(image_id: int, attempt: int = 1) -> int:
    """Render what a picture lacks; while the store is down, try again after 30 seconds and up to 6 hours."""
    image = MediaImage.objects.filter(pk=image_id).first()
    if image is None:
        return 0
    try:
        return rendering.render_presets(image)
    except StorageUnavailableError:
        if attempt > len(RETRY_AFTER) or not render_image.get_backend().supports_defer:
            raise
        logger.warning("Image %s is not rendered yet: the file store is down; attempt %s.", image_id, attempt)
        later = timezone.now() + RETRY_AFTER[attempt - 1]
        render_image.using(run_after=later).enqueue(image_id, attempt + 1)
        return 0


@task()
def render_incomplete() -> int:
    """Queue every picture that lacks a file or has one too many: the store was down, or the presets have changed."""
    claims.forget_ended()
    waiting = rendering.incomplete_images()
    for image_id in waiting:
        render_image.enqueue(image_id)
    return len(waiting)


def follow_presets() -> bool:
    """Look whether the presets are others than the last time, and have all pictures follow them."""
    digest = presets_digest()
    if RenderedPresets.objects.filter(pk=1, digest=digest).exists():
        return False
    with transaction.atomic():
        RenderedPresets.objects.update_or_create(pk=1, defaults={"digest": digest})
        render_incomplete.enqueue()
    return True


@task()
def delete_files() -> int:
    """Delete stored files that no row refers to any more."""
    return cleaning.delete_pending()


@task()
def remove_orphans() -> int:
    """Delete stored files that no row ever referred to, left behind by a crash; forget former files of long ago."""
    deletions.forget_former()
    return mending.remove_orphans()
