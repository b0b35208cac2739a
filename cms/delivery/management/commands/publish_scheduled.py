"""``manage.py publish_scheduled`` in the place of Wagtail's, which can lose and double: once what the worker does."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.delivery import schedule
from cms.delivery.schedule import Due, What


class Command(BaseCommand):
    """Publish and expire what is due; it may run beside workers and beside itself."""

    help = (
        "Publish what is scheduled and due, and take off what has expired, as the worker does each minute. Exits with 1"
        " when something failed; that is tried again the next time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Wagtail's option, in both spellings."""
        parser.add_argument(
            "--dry-run", "--dryrun", action="store_true", dest="dry_run", help="Tell what is due, and change nothing."
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Write a line for each object."""
        if dry_run:
            due = [*schedule.publications(), *schedule.expiries()]
            for each in due:
                self.stdout.write(f"{'Publish' if each.what is What.PUBLICATION else 'Expire'}: {described(each)}")
            self.stdout.write(f"{len(due)} due; nothing was changed.")
            return
        done = failed = 0
        for outcome in schedule.run():
            if outcome.reason:
                failed += 1
                self.stderr.write(f"Failed ({outcome.due.what}): {described(outcome.due)}: {outcome.reason}")
            else:
                done += 1
                what = "Published" if outcome.due.what is What.PUBLICATION else "Expired"
                self.stdout.write(f"{what}: {described(outcome.due)}")
        if failed:
            raise CommandError(f"{failed} of {done + failed} failed and are tried again each minute, or the next time.")
        self.stdout.write(f"{done} done.")


def described(due: Due) -> str:
    """Name an object and its moment, for operators."""
    moment = timezone.localtime(due.at).isoformat(" ", "minutes")
    return f"“{due.title}” ({due.model._meta.verbose_name} {due.object_id}), due {moment}"
