from typing import Any

from django.core.management.base import BaseCommand

from cms.delivery.models import Purged


class Command(BaseCommand):
    """Have the caches in front of the content API forget everything; the worker tells them."""

    help = "Have the worker purge all answers from the configured caches, as after a change of the environment."

    def handle(self, *args: Any, **options: Any) -> None:
        nothing = Purged.NOTHING
        count = Purged.objects.update(once=nothing, twice=nothing, again=None, again_at=None, next_at=None, failures=0)
        self.stdout.write(f"The worker purges everything from {count} {'cache' if count == 1 else 'caches'}.")
