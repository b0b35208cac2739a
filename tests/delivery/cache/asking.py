"""Asking through the response cache as a web server does, without one."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from cms.delivery.cache.hits import Hits
from cms.delivery.models import Change, Log
from tests.api.changes.mutations import end_transaction

MEGABYTE = 2**20


@dataclass
class Told:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def data(self) -> Any:
        return self.json["data"]


def publish(page: Any, title: str) -> None:
    """Publish a page under another title, which is a change of its own: SQLite joins those within a second."""
    end_transaction()
    Change.objects.update(at=datetime(2026, 1, 1, tzinfo=UTC))
    page.title = title
    page.save_revision().publish()
    end_transaction()


def restore(page: Any, title: str, position: int) -> None:
    """Leave the database as a backup of when the log had come to ``position`` would, the page's title with it."""
    type(page).objects.filter(pk=page.pk).update(title=title)
    end_transaction()
    Change.objects.filter(sequence__gt=position).delete()
    Log.objects.update(sequence=position)


def go_on(page: Any, position: int) -> None:
    """Publish a page until the log has come to ``position``."""
    while Log.position() < position:
        publish(page, f"Edited at {Log.position()}")


@contextmanager
def kept_connection() -> Iterator[None]:
    """Keep Django from closing the connection around a request: the test's transaction would end with it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


class Asking:
    """A response cache in front of Django; ``made`` counts what it had to have made."""

    def __init__(self, most_bytes: int = 8 * MEGABYTE) -> None:
        self.django = WSGIHandler()
        self.made = 0
        self.hits = Hits(self.make, most_bytes)

    def make(self, environ: Any, start_response: Any) -> Any:
        self.made += 1
        return self.django(environ, start_response)

    def publishing(self, page: Any, title: str) -> Any:
        """An application that publishes a page under another title while its answer is under way."""
        make = self.hits.application

        def slowly(environ: Any, start_response: Any) -> Any:
            parts = make(environ, start_response)
            page.title = title
            page.save_revision().publish()
            return parts

        return slowly

    def get(self, query: str, application: Any = None, **given: Any) -> Told:
        """Ask by GET; ``given`` are entries of the environment, ``variables`` and ``extensions`` those of the query."""
        fields = {"query": query}
        for name in ("variables", "extensions"):
            if name in given:
                fields[name] = json.dumps(given.pop(name))
        return self.ask(application, {"QUERY_STRING": urlencode(fields), **given})

    def post(self, body: Any, **given: Any) -> Told:
        """Ask by POST."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.ask(
            None,
            {
                "REQUEST_METHOD": "POST",
                "CONTENT_TYPE": "application/json",
                "CONTENT_LENGTH": str(len(content)),
                "wsgi.input": io.BytesIO(content),
                **given,
            },
        )

    def uncached(self, query: str) -> Told:
        """What Django answers by itself."""
        return self.get(query, self.django)

    def ask(self, application: Any, given: dict[str, Any]) -> Told:
        end_transaction()
        began: list[Any] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/graphql/",
            "QUERY_STRING": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "HTTP_ACCEPT": "application/json",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            **given,
        }
        with kept_connection():
            parts = (application or self.hits)(environ, lambda *told: began.extend(told[:2]))
            body = b"".join(parts)
            getattr(parts, "close", lambda: None)()
        return Told(int(began[0].split()[0]), dict(began[1]), body)
