"""Workers that are killed at any moment, and publishers at once: all that is due goes live, and each page once."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.utils import timezone

from tests.factories import StandardPageFactory, TreatmentPageFactory, make_site

from .database import Database

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

SEED = 20261127
REFUSAL = "Write “Overview” before publishing."


def schedule(page: Any, **content: Any) -> int:
    """Have a page's newest version be due since an hour."""
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    revision = page.get_latest_revision()
    due = timezone.now() - timedelta(hours=1)
    revision.content |= {"go_live_at": due.isoformat(), **content}
    revision.approved_go_live_at = due
    revision.save()
    return int(page.pk)


class Publishers:
    """Runs commands as processes of their own; all are gone afterwards, and none has logged a traceback."""

    def __init__(self, database: Database) -> None:
        self.process = database.process("tests.delivery.publishers")
        self.log: list[str] = []
        self.reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr or ()))
        self.reader.start()

    def __enter__(self) -> Publishers:
        return self

    def __exit__(self, *error: object) -> None:
        for child in self.running():
            child.kill()
        stdin, stdout, stderr = self.process.stdin, self.process.stdout, self.process.stderr
        assert stdin is not None
        assert stdout is not None
        assert stderr is not None
        stdin.close()
        assert self.process.wait(30) == 0
        self.reader.join()
        stdout.close()
        stderr.close()
        if error == (None, None, None):
            assert "Traceback" not in "".join(self.log), "".join(self.log)

    def start(self, name: str) -> psutil.Process:
        """Run a command."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        return psutil.Process(int(self.process.stdout.readline()))

    def running(self) -> list[psutil.Process]:
        """The processes that have not ended."""
        return list(psutil.Process(self.process.pid).children())


def until(reached: Callable[[], bool], seconds: float = 120) -> None:
    """Wait until something holds, looking again at once: what follows may need to come in the middle of things."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def count(database: Database, table: str, condition: str) -> int:
    return int(database.rows(f"SELECT count(*) FROM {table} WHERE {condition}")[0][0])


def by_page(database: Database, statement: str) -> dict[int, int]:
    return dict(database.rows(statement))  # type: ignore[arg-type]


def live(database: Database, pages: list[int]) -> int:
    return count(database, "wagtailcore_page", f"live AND id IN ({', '.join(map(str, pages))})")


def check(database: Database, good: list[int], since: int) -> None:
    """Each page has gone live once: in the tree, in its history, in the log of changes."""
    assert live(database, good) == len(good)
    once = dict.fromkeys(good, 1)
    history = "FROM wagtailcore_pagelogentry WHERE action = 'wagtail.publish.scheduled' GROUP BY page_id"
    assert by_page(database, f"SELECT page_id, count(*) {history}") == once
    changes = f"FROM delivery_change WHERE sequence > {since} AND type IN ('standardpage', 'treatmentpage')"
    assert by_page(database, f"SELECT object, count(*) {changes} GROUP BY object") == once
    assert set(database.rows(f"SELECT public_before, public_after, deleted {changes}")) == {(False, True, False)}


def test_killed_workers_lose_nothing_and_publish_nothing_twice(
    tmp_path: Path, soak: bool, tell: Callable[[str], None]
) -> None:
    pages, kills = (200, 20) if soak else (20, 3)
    site = make_site()
    bad = schedule(TreatmentPageFactory(live=False, title="Bad"), overview="")
    good = [schedule(StandardPageFactory(live=False, parent=site.home)) for _ in range(pages - 1)]
    database = Database(tmp_path)
    since = database.sequence()
    chance = random.Random(SEED)
    points = sorted(chance.sample(range(1, pages - 2), kills))
    met = []
    begun = time.monotonic()
    with Publishers(database) as publishers:
        workers = [publishers.start("worker"), publishers.start("worker")]
        for point in points:
            until(lambda point=point: live(database, good) >= point)  # type: ignore[misc]
            threading.Event().wait(chance.random() * 0.03)  # to somewhere within a page
            dying = chance.choice([[0], [1], [0, 1]])
            for number in dying:
                workers[number].kill()
            met.append(live(database, good))
            for number in dying:
                workers[number] = publishers.start("worker")
        until(lambda: live(database, good) == len(good))
        tries = count(database, "delivery_schedulefailure", "tries > 0")
        until(lambda: count(database, "delivery_schedulefailure", f"tries > {tries}") == 1)
        for worker in workers:
            worker.terminate()
        until(lambda: not publishers.running())
    check(database, good, since)
    tell(
        f"{pages} pages due, seed {SEED}: {kills} kills with {', '.join(map(str, met))} live; all published once in "
        f"{time.monotonic() - begun:.1f} s on {'SQLite' if database.is_sqlite else 'PostgreSQL'}"
    )
    [(is_live,)] = database.rows(f"SELECT live FROM wagtailcore_page WHERE id = {bad}")
    assert not is_live
    scheduled = f"object_id = '{bad}' AND approved_go_live_at IS NOT NULL"
    assert count(database, "wagtailcore_revision", scheduled) == 1
    assert count(database, "wagtailcore_revision", "approved_go_live_at IS NOT NULL") == 1
    assert database.rows("SELECT object_id, what, reason FROM delivery_schedulefailure") == [
        (str(bad), "publication", REFUSAL)
    ]
    assert count(database, "wagtailcore_pagelogentry", "action = 'cms.schedule.publish_failed'") == 1


def test_publish_scheduled_beside_a_worker_and_itself(tmp_path: Path) -> None:
    site = make_site()
    good = [schedule(StandardPageFactory(live=False, parent=site.home)) for _ in range(12)]
    database = Database(tmp_path)
    since = database.sequence()
    with Publishers(database) as publishers:
        running = [publishers.start("worker"), *(publishers.start("publish_scheduled") for _ in range(3))]
        until(lambda: live(database, good) == len(good))
        running[0].terminate()
        until(lambda: not publishers.running())
    check(database, good, since)
