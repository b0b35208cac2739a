"""`manage.py storage_migrate`: carry the files of a local folder into the bucket."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError

from cms.delivery.triggers import note_everything
from cms.media.migrating import FAULTS, LocalFile, Outcome, carry, local_files, verify
from cms.media.progress import Progress
from cms.media.storage import PrivateStorage, StorageUnavailableError, private_storage


class Command(BaseCommand):
    """Copy; the folder stays as it is, and running it again goes on where it was stopped."""

    help = "Copy the files of a local folder into the bucket, read each back, and leave the folder as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --from and --verify."""
        parser.add_argument(
            "--from",
            dest="folder",
            type=Path,
            default=Path(settings.MEDIA_ROOT),
            help="The folder that holds private/ and public/ (MEDIA_ROOT).",
        )
        parser.add_argument("--verify", action="store_true", help="Copy nothing: read all files back and compare.")

    def handle(self, *, folder: Path, verify: bool, **_options: Any) -> None:
        """Visit each file, then have every cache forget the addresses of before."""
        if not isinstance(private_storage(), PrivateStorage):
            raise CommandError("No bucket is set: give S3_BUCKET and its like the values that the site will have.")
        files = list(local_files(folder))
        if not files:
            raise CommandError(f"{folder} holds no files in private/ or public/.")
        outcomes = self.visit(files, verify)
        said = ", ".join(f"{outcomes[outcome]} {outcome}" for outcome in Outcome if outcomes[outcome])
        self.stdout.write(f"{len(files)} files: {said}.")
        if any(outcomes[fault] for fault in FAULTS):
            raise CommandError("Not all files are in the bucket as they are in the folder.")
        if not verify:
            note_everything()
            self.stdout.write(
                "Now start the site with the bucket, then run `manage.py storage_check`, and `manage.py purge_cdn` if "
                "a CDN stands in front of it. The folder may be deleted after that."
            )

    def visit(self, files: list[LocalFile], verifying: bool) -> Counter[Outcome]:
        """Copy or compare each file, and name those that are not as they should be."""
        outcomes: Counter[Outcome] = Counter()
        progress = Progress(sys.stderr, len(files), "Comparing" if verifying else "Copying")
        try:
            for file in files:
                outcome = (verify if verifying else carry)(storages[file.alias], file)  # type: ignore[arg-type]
                outcomes[outcome] += 1
                progress.step(file.name)
                if outcome in FAULTS:
                    self.stdout.write(f"{file.alias}: {file.name} {outcome}")
        except StorageUnavailableError as error:
            raise CommandError(f"{error} Run this again: it goes on from here.") from error
        finally:
            progress.done()
        return outcomes
