"""`manage.py remove_orphans`: delete stored files that no row owns."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.media import cleaning
from cms.media.storage import StorageUnavailableError


class Command(BaseCommand):
    """Compare the store with the database and delete what nobody owns."""

    help = "Delete stored files that no image, rendition or document owns, and uploads nobody finished."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --hours and --dry-run."""
        parser.add_argument(
            "--hours", type=int, default=24, help="Leave files younger than this alone (24); 1 at least."
        )
        parser.add_argument("--dry-run", action="store_true", help="Only list them.")

    def handle(self, *, hours: int, dry_run: bool, **_options: Any) -> None:
        """List the orphans and delete them."""
        if hours < 1:
            raise CommandError("--hours must be 1 or more: a younger file may belong to an upload under way.")
        age = timedelta(hours=hours)
        try:
            found = list(cleaning.orphans(age)) if dry_run else cleaning.remove_orphans(age)
            deleted = 0 if dry_run else cleaning.delete_pending()
        except StorageUnavailableError as error:
            raise CommandError(str(error)) from error
        for alias, name in found:
            self.stdout.write(f"{alias}: {name}")
        self.stdout.write(f"{len(found)} orphans found, {deleted} files deleted.")
