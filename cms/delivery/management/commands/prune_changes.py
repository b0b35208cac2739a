from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.delivery.pruning import KEPT_DAYS, prune


class Command(BaseCommand):
    """Forget old changes; the worker does so every day."""

    help = "Forget the changes of the content that are older than some days; readers that are behind start over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=KEPT_DAYS, help="How long changes are kept (%(default)s).")

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        self.stdout.write(f"{prune(days)} changes forgotten.")
