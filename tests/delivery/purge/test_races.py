"""An answer that is on its way while its content changes reaches the cache after the purge, and stays no longer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from django.utils import timezone

from cms.delivery.models import Log, Purged
from cms.delivery.purge.purger import Purger
from cms.delivery.purge.xkey import Xkey
from servers import varnish
from servers.process import HOST
from tests.api.changes.mutations import end_transaction
from tests.factories import SourceFactory
from tests.serving import serving

pytestmark = [pytest.mark.varnish, pytest.mark.postgresql, pytest.mark.django_db]

VCL = (Path(__file__).resolve().parents[3] / "deploy" / "varnish" / "default.vcl").read_text()


class Origin:
    """Answers with ``content``; when it is held, only once it is let go."""

    def __init__(self) -> None:
        self.content = self.tag = ""
        self.has_read, self.may_answer = threading.Event(), threading.Event()

    def answer(self) -> bytes:
        content = self.content.encode()
        self.has_read.set()
        self.may_answer.wait(20)
        return content


@contextmanager
def answering(origin: Origin) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = origin.answer()
            self.send_response(200)
            self.send_header("Cache-Control", "public, max-age=0, must-revalidate, s-maxage=600")
            self.send_header("Surrogate-Key", f"all {origin.tag}")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    with serving(server):
        try:
            yield server.server_port
        finally:
            origin.may_answer.set()


def test_what_was_made_before_a_change_and_kept_after_its_purge_is_purged_again() -> None:
    origin = Origin()
    origin.content, origin.tag = "Before", "any-source"
    with answering(origin) as port, varnish(VCL.replace('"8000"', f'"{port}"')) as cache:
        purger = Purger(Xkey(cache.url, "change-me"))
        purge_twice(purger)
        asking = threading.Thread(target=requests.get, args=(f"{cache.url}/graphql/",), kwargs={"timeout": 20})
        asking.start()
        assert origin.has_read.wait(10)
        origin.content = "After"
        SourceFactory()
        end_transaction()
        purger.run()
        state = Purged.objects.get()
        assert (state.once, state.failures) == (Log.position(), 0)
        origin.may_answer.set()
        asking.join()
        kept = requests.get(f"{cache.url}/graphql/", timeout=20)
        assert (kept.text, " " in kept.headers["X-Varnish"]) == ("Before", True)
        purge_twice(purger)
        assert requests.get(f"{cache.url}/graphql/", timeout=20).text == "After"


def purge_twice(purger: Purger) -> None:
    """Let the time between the two purges pass."""
    purger.run()
    Purged.objects.update(again_at=timezone.now())
    purger.run()
    state = Purged.objects.get()
    assert (state.once, state.twice) == (Log.position(), Log.position())
