from __future__ import annotations

import logging
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cms.media.storage import StorageUnavailableError
from demo.loading import load
from demo.loading.people import logins
from demo.loading.state import OtherContentError
from demo.reading import ContentError


class Command(BaseCommand):
    """Load the demo's fictional clinic into an empty database."""

    help = (
        "Loads a fictional clinic: pages, registers, pictures, menus and logins. Loading it twice changes nothing; "
        "a database that holds other content is refused."
    )

    def handle(self, *_args: Any, **options: Any) -> None:
        started = time.monotonic()
        if options["verbosity"] < 2:
            logging.getLogger("wagtail").setLevel(logging.WARNING)  # a line for each of a thousand edits
        try:
            loaded = load(self.stdout.write)
        except (OtherContentError, ContentError) as error:
            raise CommandError(str(error)) from error
        except StorageUnavailableError as error:
            raise CommandError(f"The pictures could not be stored: {error} Load the demo again later.") from error
        call_command("render_presets", missing=True, stdout=self.stdout)
        if loaded:
            self.stdout.write(f"Loaded in {time.monotonic() - started:.0f} seconds.")
        self.stdout.write("Logins:")
        for line in logins():
            self.stdout.write(line)
