"""`manage.py render_presets`: make the files of every picture's presets."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.media import rendering
from cms.media.models import MediaImage
from cms.media.progress import Progress
from cms.media.storage import StorageUnavailableError


class Command(BaseCommand):
    """Render all presets of all pictures, now and in this process."""

    help = "Render the presets of every picture; files that exist already are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --missing."""
        parser.add_argument(
            "--missing",
            action="store_true",
            help="Only visit pictures that lack a file or have an outdated one.",
        )

    def handle(self, *, missing: bool, **_options: Any) -> None:
        """Visit the pictures; a picture that fails is named and does not stop the others.

        The newest come first, as the worker goes on from the oldest: the two share what an import has left to do. What
        is made stays when it is stopped, so that the next run goes on from there.
        """
        ids = rendering.incomplete_images() if missing else list(MediaImage.objects.values_list("pk", flat=True))
        progress = Progress(sys.stderr, len(ids), "Pictures")
        visited = made = 0
        failed: list[str] = []
        for image_id in sorted(ids, reverse=True):
            image = MediaImage.objects.filter(pk=image_id).first()
            progress.step(image.title if image else "")
            if image is None:
                continue
            visited += 1
            try:
                made += rendering.render_presets(image)
            except StorageUnavailableError as error:
                progress.done()
                raise CommandError(f"{error} {made} files were made before that; run this again.") from error
            except (OSError, ValueError) as error:
                failed.append(f"Image {image.pk} ({image.title}): {error}")
        progress.done()
        self.stdout.write(f"{visited} pictures visited, {made} files made.")
        if failed:
            raise CommandError("\n".join(failed))
