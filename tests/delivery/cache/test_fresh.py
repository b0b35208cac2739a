"""Whatever happens to the content: what the response cache answers is what would be answered without it."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.utils import timezone
from graphql import DocumentNode, execute_sync, parse

from cms.api.moments import known
from cms.api.requests import Asked
from cms.api.schema import schema
from cms.api.view import keep
from cms.delivery.cache.hits import Hits
from cms.delivery.models import Change
from tests.api.changes.machines import run_machine
from tests.api.changes.mutations import end_transaction
from tests.api.changes.test_random_operations import Operations
from tests.api.conftest import any_cost  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_cost")]

LOOKED_AT = 8
"""How many of the queries are compared after a step; each comes up again and again."""


class Freshness(Operations):
    """The operations of the log's own test; here what is answered from the cache is compared after each."""

    part = 0

    def __init__(self) -> None:
        super().__init__()
        known.clear()  # by positions of another test's log
        self.random = random.Random(self.part)
        self.hits = Hits(self.make, 256 * 2**20)
        self.queries: dict[str, str] = {}
        self.made = self.asked = 0

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
        names, self.made = list(self.queries), 0
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
        """Ask for some of all that there is to ask for, from the cache and anew."""
        queries = self.reader.queries()
        names = self.random.sample(sorted(queries), min(LOOKED_AT, len(queries)))
        self.queries = {name: queries[name] for name in names}
        self.asked += len(names)
        wrong = {name: found for name in names if (found := self.cached(name)) != self.answer(name, {})}
        assert wrong == {}, what

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
        document = DocumentNode(definitions=(*parse(self.queries[name]).definitions, *self.reader.fragments))
        result = execute_sync(schema().graphql_schema, document, context_value=request)
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


@pytest.mark.parametrize("part", range(4))
def test_what_is_kept_is_what_there_is(part: int, soak: bool) -> None:
    """200 steps on both databases together, 50,000 in soak."""

    class Part(Freshness):
        """A class of its own: hypothesis keeps the seed there."""

        size = 2 if soak else 1

    Part.part = part
    run_machine(Part, part, soak=soak, examples=62, steps=25)
