from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from wagtail.models import Site

from cms.delivery.webhooks.models import Webhook

NAME = "The demo's website"


class Command(BaseCommand):
    """Register the demo's website as a receiver of changes."""

    help = "Registers the address as the demo's website, once, and prints the secret that its messages are signed with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", help="where its receiver of changes is, such as http://localhost:3000/api/changes/")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = Site.objects.get(is_default_site=True)
        webhook, _ = Webhook.objects.get_or_create(name=NAME, defaults={"url": options["url"], "site": site})
        if webhook.url != options["url"]:
            webhook.url = options["url"]
            webhook.save(update_fields=["url"])
        self.stdout.write(webhook.secret)
