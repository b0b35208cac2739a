"""``manage.py setup_site``: the first start of a real clinic."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pages.setup import SetupRefusedError, groups_sentence, set_up


class Command(BaseCommand):
    """Make the site's first things; a second run changes nothing, and a site with content is refused."""

    help = "Make a new clinic's site: root, home and index pages, organization, menus and groups."

    def add_arguments(self, parser: CommandParser) -> None:
        """The clinic's name, and where its website is."""
        parser.add_argument("--name", required=True, help="the clinic's name, as on the door")
        parser.add_argument("--front-end", required=True, help="the website's address, such as https://www.example.com")

    def handle(self, *args: Any, name: str, front_end: str, **options: Any) -> None:
        """Set up, and say what was made and what comes next."""
        name = name.strip()
        if not name:
            raise CommandError("Give the clinic's name: --name 'Example Medical Spa'.")
        try:
            first = set_up(name, front_end)
        except SetupRefusedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Made: {', '.join(first.made)}." if first.made else "Everything is there already.")
        self.stdout.write(f"Groups: {groups_sentence()}.")
        if front_end.rstrip("/") != settings.FRONTEND_URL:
            self.stdout.write(f"Set FRONTEND_URL={front_end.rstrip('/')} in the environment: page links lead there.")
        self.stdout.write("Next: manage.py createsuperuser, then sign in at /admin/.")
