"""A process that publishes: ``python -m tests.delivery.writer ROUNDS PAGE SOURCE FIRST``.

Each round is one transaction, which gives the page and the source the title of the round and says so when it is over.
The first round has the number FIRST.
"""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")


def main(rounds: int, page: int, source: int, first: int) -> None:
    django.setup()
    from django.db import transaction

    from pages.models import Source, StandardPage

    for step in range(first, first + rounds):
        with transaction.atomic():
            found = StandardPage.objects.select_for_update().get(pk=page)
            found.title = f"Title {step}"
            found.save_revision().publish()
            Source.objects.filter(pk=source).update(title=f"{page} {step}")
        print(step, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
