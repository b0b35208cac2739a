"""`manage.py storage_check`: compare the store with the database, and put right what differs."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.media import mending, tasks
from cms.media.comparison import Finding, Kind, UnsortedError, compare, count_rows
from cms.media.deletions import PendingDeletion
from cms.media.progress import Progress
from cms.media.storage import StorageRefusedError, StorageUnavailableError


class Command(BaseCommand):
    """Compare both ways; exit with 1 while something differs."""

    help = "Tell which stored files nobody owns and which files are missing; exit with 1 while there is any."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --fix, --hours and --force."""
        parser.add_argument(
            "--fix",
            action="store_true",
            help="Delete what nobody owns, and the rows of files that are gone; renditions are made anew.",
        )
        parser.add_argument(
            "--hours", type=int, default=24, help="Leave files younger than this alone (24); 1 at least."
        )
        parser.add_argument("--force", action="store_true", help="Also where so much is missing as in a wrong bucket.")

    def handle(self, *, fix: bool, hours: int, force: bool, **_options: Any) -> None:
        """Look, put right, look again, and tell what stays."""
        if hours < 1:
            raise CommandError("--hours must be 1 or more: a younger file may belong to an upload under way.")
        age = timedelta(hours=hours)
        try:
            findings = self.tell(self.look(age))
            if fix and findings:
                self.fix(findings, force)
                self.stdout.write("After that:")
                findings = self.tell(self.look(age))
        except StorageRefusedError as error:
            raise CommandError(
                f"The file store refuses ({error.code}); docs/s3.md tells what it must allow."
            ) from error
        except (StorageUnavailableError, UnsortedError) as error:
            raise CommandError(str(error)) from error
        waiting = self.tell_waiting()
        if findings or waiting:
            raise CommandError(f"{len(findings)} differences, {waiting} deletions that have failed so far.")
        self.stdout.write("Store and database agree.")

    def look(self, age: timedelta) -> list[Finding]:
        """Compare."""
        progress = Progress(sys.stderr, count_rows(), "Comparing")
        try:
            return list(compare(age, progress.step))
        finally:
            progress.done()

    def fix(self, findings: list[Finding], force: bool) -> None:
        """Put right what can be."""
        try:
            mending.check_store(findings)
        except mending.WrongStoreError as error:
            if not force:
                raise CommandError(f"{error} Nothing was changed; --force goes on all the same.") from error
        progress = Progress(sys.stderr, len(findings), "Fixing")
        incomplete = mending.mend(findings, progress.step)
        progress.done()
        for image_id in sorted(incomplete):
            tasks.render_image.enqueue(image_id)

    def tell(self, findings: list[Finding]) -> list[Finding]:
        """Print what was found, and return what of it is a fault: others may keep folders of theirs beside ours."""
        faults = [finding for finding in findings if finding.kind is not Kind.FOREIGN]
        for fault in faults:
            self.stdout.write(str(fault))
        foreign = (finding for finding in findings if finding.kind is Kind.FOREIGN)
        folders = Counter((finding.alias, finding.name.partition("/")[0]) for finding in foreign)
        for (alias, folder), count in sorted(folders.items()):
            self.stdout.write(f"{alias}: {folder} is not the CMS's and is left alone (files: {count})")
        return faults

    def tell_waiting(self) -> int:
        """Print which deletions the store has refused or not answered so far, and count them."""
        waiting = PendingDeletion.objects.filter(attempts__gt=0)
        for pending in waiting.order_by("pk").iterator():
            self.stdout.write(f"{pending} is still to be deleted: {pending.last_error}")
        return waiting.count()
