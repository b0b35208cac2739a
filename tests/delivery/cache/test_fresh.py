"""Whatever happens to the content: what the response cache answers is what would be answered without it."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule

from cms.api.execution import execute
from cms.api.requests import Asked
from cms.api.view import keep
from cms.delivery import dates
from cms.delivery.cache.hits import Hits
from cms.delivery.models import Change
from cms.delivery.pruning import prune
from cms.delivery.schedule import run_due
from tests.api.changes.content import Query
from tests.api.changes.machines import run_machine
from tests.api.changes.mutations import end_transaction, forget_positions
from tests.api.changes.test_random_operations import Operations, make_content
from tests.api.conftest import any_cost  # noqa: F401 (a fixture)

from .documents import draw, ready

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_cost")]

EVERYTHING, READY, NARROW = 2, 3, 2
"""How many queries are new after a step: of those that read all there is, of the docs' documents, and of single fields
as well as of filters and of lists without their rows."""
AGAIN = 6
KEPT = 300
"""How many queries are asked again and again: the last ones."""
NOW = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WAITS = (SECOND, timedelta(minutes=7), timedelta(hours=5), timedelta(days=1), timedelta(days=40))


class Freshness(Operations):
    """The operations of the log's own test; here what is answered from the cache is compared after each.

    Time stands still but for steps of its own, so that what differs is never the time that it was asked at.
    """

    part = 0
    examples = 0

    def __init__(self) -> None:
        super().__init__()
        forget_positions()
        type(self).examples += 1
        self.random = random.Random(f"{self.part} {self.examples}")
        self.hits = Hits(self.make, 256 * 2**20)
        self.documents = sorted(ready().items())
        self.queries: dict[str, Query] = {}
        self.names: list[str] = []
        self.made = self.asked = 0
        self.clock = time_machine.travel(NOW, tick=False)

    def begin(self) -> None:
        self.traveller = self.clock.start()
        self.logged()  # what the content itself is, which PostgreSQL writes at the end of a transaction

    def teardown(self) -> None:
        self.clock.stop()
        super().teardown()

    def logged(self) -> list[Change]:
        """Have the log written; it is left as it is."""
        end_transaction()
        return []

    def step(self, what: str, act: Callable[[], Any]) -> None:
        try:
            with transaction.atomic():
                act()
        except Exception as error:  # noqa: BLE001 (whatever the content rules refuse)
            what = f"{what}, refused: {error!r}"
        end_transaction()
        self.compare(what)

    def draft(self, what: str, act: Callable[[], Any]) -> None:
        self.compare(f"before {what}")
        names, self.made = self.names, 0
        try:
            with transaction.atomic():
                act()
        except Exception as error:  # noqa: BLE001
            what = f"{what}, refused: {error!r}"
        end_transaction()
        for name in names:
            self.cached(name)
        assert self.made == 0, what

    def compare(self, what: str) -> None:
        """Ask for some of all that there is to ask for, and once more for some of it, from the cache and anew."""
        everything = self.reader.queries()
        again = self.random.sample(sorted(self.queries), min(AGAIN, len(self.queries)))
        new = {name: everything[name] for name in self.random.sample(sorted(everything), EVERYTHING)}
        for name, text in self.random.sample(self.documents, READY):
            variables = draw(text, self.random)
            new[f"{name} {json.dumps(variables)}"] = (text, variables)
        for make in (self.reader.narrow, self.reader.filtered, self.reader.part) * NARROW:
            text, variables = make(self.random)
            new[f"{text} {json.dumps(variables)}"] = (text, variables)
        self.queries = dict(list({**self.queries, **new}.items())[-KEPT:])
        self.names = [name for name in {*again, *new} if name in self.queries]
        self.asked += len(self.names)
        wrong = {name: found for name in self.names if (found := self.cached(name)) != self.answer(name, {})}
        assert wrong == {}, (what, {name: self.answer(name, {}) for name in wrong})

    @rule(wait=st.sampled_from(WAITS))
    def wait(self, wait: timedelta) -> None:
        self.traveller.shift(wait)
        self.compare(f"wait for {wait}")

    @rule()
    def wait_for_a_moment(self) -> None:
        """Until the first answer that is kept is over."""
        now = timezone.now()
        moments = [answer.until for answer in self.hits.store.answers.values() if answer.until and answer.until > now]
        for wait in (SECOND, timedelta(0)) if moments else ():
            self.traveller.move_to(max(min(moments) - wait, now))
            self.compare(f"{wait} before a moment")

    @rule()
    def worker(self) -> None:
        """What the worker does as time goes by."""
        self.step("publish what is due", run_due)
        self.step("note dates", dates.note)

    @rule(days=st.sampled_from((0, 30)))
    def prune(self, days: int) -> None:
        self.step("forget changes", lambda: prune(days))

    def cached(self, name: str) -> bytes:
        return b"".join(self.hits(environ(name), lambda *_given: None))

    def make(self, given: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.made += 1
        body = self.answer(given["QUERY_STRING"], given)
        start_response("200 OK", [("ETag", '"one"')])
        return [body]

    def answer(self, name: str, given: dict[str, Any]) -> bytes:
        """The answer as the view makes it, of any length and cost."""
        request, now = WSGIRequest({**environ(name), **given}), timezone.now()
        text, variables = self.queries[name]
        result = execute(self.reader.variants(text), variables, request)
        assert not result.errors, (name, result.errors)
        keep(Asked(name, None, None, {}), request, now)
        given.update({key: value for key, value in request.META.items() if key.startswith("cms.")})
        return json.dumps(result.data, default=str).encode()


def environ(name: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/graphql/",
        "QUERY_STRING": name,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
    }


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """In soak there are more parts, not longer ones: a part is one transaction, and what it leaves slows PostgreSQL."""
    if "part" in metafunc.fixturenames:
        metafunc.parametrize("part", range(50 if metafunc.config.getoption("--soak") else 4))


def test_what_is_kept_is_what_there_is(part: int, soak: bool) -> None:
    """200 steps on both databases together, 50,000 in soak."""
    with time_machine.travel(NOW, tick=False):
        make_content(2 if soak else 1)

    class Part(Freshness):
        """A class of its own: hypothesis keeps the seed there."""

    Part.part = part
    run_machine(Part, part, soak=soak, examples=5, steps=25)
