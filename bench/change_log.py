"""What the change log costs those who write: one publication, and an import of 50,000 pages in one transaction.

Makes a database of its own and drops it. On SQLite, and on PostgreSQL; the number of imported pages may be given:

    .venv/bin/python -m bench.change_log [PAGES]
    .venv/bin/python -m servers.run postgresql -- .venv/bin/python -m bench.change_log [PAGES]
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import django

PAGES, ROUNDS, IN_A_ROUND = 50_000, 12, 25


def publications() -> None:
    """Publish a treatment with its child rows again and again, in turns with the log and without."""
    from django.db import transaction

    from tests import factories as make

    site = make.make_site()
    concerns = [make.ConcernPageFactory(parent=site.concerns) for _ in range(5)]
    page = make.TreatmentPageFactory(parent=site.treatments, concern_links=concerns)
    took: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(2 * ROUNDS):
        is_logged = turn % 2 == 0
        switch(is_logged)
        for number in range(IN_A_ROUND):
            page.summary = f"Turn {turn}, {number}"
            start = now()
            with transaction.atomic():
                page.save_revision().publish()
            took[is_logged].append((now() - start) * 1000)
    report("one publication", "ms", took)


def imports(pages: int) -> None:
    """Add pages in one transaction as fast as Django can, and a tenth of them as an importer does, one by one."""
    from pages.models import HomePage
    from tests.factories import StandardPageFactory

    section = StandardPageFactory(title="Imported", parent=HomePage.objects.get(), history=False)
    ways: dict[str, tuple[Callable[[Any, int], None], int]] = {
        "bulk_create": (in_bulk, pages),
        "add_child": (one_by_one, pages // 50),
    }
    for name, (way, number) in ways.items():
        took: dict[bool, list[float]] = {True: [], False: []}
        for is_logged in (True, False, False, True):
            switch(is_logged)
            took[is_logged].append(imported(way, section, number))
        report(f"{number} pages by {name}", "s", took)


def imported(way: Callable[[Any, int], None], section: Any, pages: int) -> float:
    """Seconds until the pages are added and whatever waits for the end of the transaction is done; then undo it."""
    from django.db import connection, transaction

    section.refresh_from_db()
    with transaction.atomic():
        start = now()
        way(section, pages)
        connection.check_constraints()
        took = now() - start
        transaction.set_rollback(True)
    return took


def now() -> float:
    """Seconds of this process's work where the database works in it, else of the clock."""
    from django.db import connection

    return time.process_time() if connection.vendor == "sqlite" else time.perf_counter()


def one_by_one(section: Any, pages: int) -> None:
    from pages.models import StandardPage

    for number in range(pages):
        section.add_child(instance=StandardPage(title=f"Page {number}", slug=f"page-{number}", live=True))


def in_bulk(section: Any, pages: int) -> None:
    from bench.routes import insert

    insert([section], pages)


def switch(is_logged: bool) -> None:
    """Have the log written or not, nothing in it, and none of the rows that were taken back in the way of the next."""
    from django.db import connection

    from cms.delivery import triggers
    from cms.delivery.models import Change

    (triggers.make if is_logged else triggers.drop)()
    Change.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")


def report(what: str, unit: str, took: dict[bool, list[float]]) -> None:
    logged, plain = median(took[True]), median(took[False])
    print(
        f"{what:28} {logged:9.2f} {unit} with the log, {plain:9.2f} {unit} without: "
        f"{logged - plain:+.2f} {unit}, {logged / plain:.2f} times"
    )


def main(pages: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")
    django.setup()
    from bench.own_database import own_database

    logging.disable(logging.INFO)
    with own_database():
        publications()
        imports(pages)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else PAGES)
