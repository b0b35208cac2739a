"""The way of a hit, in front of Django: what the same request was answered, while the change log says that it holds.

What this process does not know another may have left in the level below (:mod:`.shared`).

A request with one of the private headers passes by, as does whatever is no query over GET or POST. Of several who ask
the same at once for something that is not there, one makes it and the others wait for it.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from threading import BoundedSemaphore, Event, Lock
from typing import Any

from django.db import DatabaseError, connections

from cms.api.answers import is_known
from cms.api.encodings import wanted
from cms.api.lifetimes import KEPT, POSITION, Kept, grows_shorter, shared
from cms.api.limits import BODY_BYTES
from cms.database import limits

from .position import position
from .shared import Shared
from .store import Answer, Form, Key, Store
from .touched import Mark, Touched

logger = logging.getLogger(__name__)

PATHS = frozenset({"/graphql/", "/graphql"})
PRIVATE = frozenset({"HTTP_AUTHORIZATION", "HTTP_X_PREVIEW_TOKEN", "HTTP_X_QUERY_COST"})
PARTS = (
    *("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "HTTP_HOST", "HTTP_ACCEPT"),
    *("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT"),
)
"""What an answer may depend on, beside the body. Its coding is chosen as it goes out."""
WAIT_SECONDS = 5.0
MOST_WAITING = 2
"""How many may wait for the answer of another: each holds one of the few threads, which hits need."""

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Hits:
    """A WSGI application that answers what it knows, and asks ``application`` for the rest."""

    def __init__(self, application: Application, most_bytes: int) -> None:
        self.application = application
        self.store = Store(most_bytes)
        self.shared = Shared(most_bytes)
        self.touched = Touched()
        self.making: dict[Key, Event] = {}
        self.lock = Lock()
        self.waiting = BoundedSemaphore(MOST_WAITING)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        key = key_of(environ)
        found = position() if key is not None else None
        if key is None or found is None:
            return self.application(environ, start_response)
        answer = self.known(key, found)
        if answer is not None:
            return self.told(key, answer, environ, start_response)
        is_first, event = self.turn(key)
        if is_first:
            try:
                answer = self.made_elsewhere(key, found)
                if answer is not None:
                    return self.told(key, answer, environ, start_response)
                return self.made(key, found, environ, start_response)
            finally:
                del self.making[key]
                event.set()
        if self.waiting.acquire(blocking=False):
            try:
                event.wait(WAIT_SECONDS)
            finally:
                self.waiting.release()
            answer = self.known(key, position())
            if answer is not None:
                return self.told(key, answer, environ, start_response)
        return self.made(key, position(), environ, start_response)

    def turn(self, key: Key) -> tuple[bool, Event]:
        """Whether we are the one who makes the answer, and what tells that it is made."""
        with self.lock:
            event = self.making.get(key)
            if event is not None:
                return False, event
            self.making[key] = event = Event()
            return True, event

    def known(self, key: Key, found: int | None) -> Answer | None:
        """The answer that was kept, if it holds still, now that the log has come to ``found``."""
        answer = self.store.get(key) if found is not None else None
        if answer is None or found is None:
            return None
        if not self.noticed(found):
            return None
        if is_over(answer) or not self.holds(answer, found):
            self.store.drop(key, answer)
            return None
        return answer

    def made_elsewhere(self, key: Key, found: int) -> Answer | None:
        """The answer that another process has left below, if the log says that it holds still."""
        below = self.shared.get(key)
        if below is None or is_over(below.answer) or not self.noticed(found):
            return None
        answer, epoch = below.answer, self.touched.epoch
        if below.mark != self.touched.mark and not self.asked(below.mark, answer.tags):
            return None
        answer.epoch, answer.read_at = epoch, found
        self.store.put(key, answer)
        return answer

    def asked(self, mark: Mark, tags: frozenset[str]) -> bool:
        """Whether the log says that nothing has touched ``tags`` since."""
        try:
            with limits.request():
                return mark.holds(tags)
        except DatabaseError as error:
            logger.warning("The change log cannot be read: %s", error)
            connections.close_all()
            return False

    def noticed(self, found: int) -> bool:
        """Read what has changed meanwhile; False where the database does not serve, which Django has words for."""
        if found == self.touched.position:
            return True
        try:
            with limits.request():
                self.touched.catch_up(found)
        except DatabaseError as error:
            logger.warning("The change log cannot be read: %s", error)
            connections.close_all()
            return False
        return True

    def holds(self, answer: Answer, found: int) -> bool:
        """Whether nothing has touched what the answer was made of; it need not be looked at twice for one change."""
        if answer.read_at == found and answer.epoch == self.touched.epoch:
            return True
        if not self.touched.holds(answer.tags, answer.epoch, answer.read_at):
            return False
        answer.read_at = max(answer.read_at, found)
        return True

    def made(self, key: Key, found: int | None, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Have the answer made, and keep it if it may be. The log was asked before the content is read."""
        if found is None or not self.noticed(found):
            return self.application(environ, start_response)
        epoch, mark = self.touched.epoch, self.touched.mark
        known = environ.pop("HTTP_IF_NONE_MATCH", None)
        environ[POSITION] = found
        began: list[Any] = []
        parts = self.application(environ, lambda *given: began.extend(given[:2]))
        try:
            body = b"".join(parts)
        finally:
            getattr(parts, "close", lambda: None)()
        status, headers = began
        kept: Kept | None = environ.get(KEPT)
        if known is not None:
            environ["HTTP_IF_NONE_MATCH"] = known
        if kept is None or not status.startswith("200"):
            return sent(status, headers, dict(headers).get("ETag", ""), body, environ, start_response)
        answer = Answer.of(status, Form.of(headers, body), kept.tags, epoch, found, kept.until)
        if mark is not None:
            self.shared.put(key, answer, mark)
        self.store.put(key, answer)
        return self.told(key, answer, environ, start_response, is_new=True)

    def told(
        self, key: Key, answer: Answer, environ: Environ, start_response: StartResponse, is_new: bool = False
    ) -> Iterable[bytes]:
        """Answer with what is known, in the coding that the client likes best; it is made when first asked for."""
        coding = wanted(environ.get("HTTP_ACCEPT_ENCODING")).of(len(answer.plain.body))
        form = answer.forms.get(coding)
        if form is None:
            form = answer.plain.encoded(coding)
            self.store.add(key, answer, coding, form)
        return told(answer, form, environ, start_response, is_new=is_new)


def is_over(answer: Answer) -> bool:
    """Whether an answer differs by now by the clock alone."""
    return answer.until is not None and datetime.now(UTC) >= answer.until


def key_of(environ: Environ) -> Key | None:
    """What a request is known by; None for one that is none of ours. The body is read and put back."""
    if environ["PATH_INFO"] not in PATHS or not environ.keys().isdisjoint(PRIVATE):
        return None
    method, body = environ["REQUEST_METHOD"], b""
    if method == "POST":
        length = environ.get("CONTENT_LENGTH", "")
        if not (length.isascii() and length.isdigit() and len(length) < 9 and 0 < int(length) <= BODY_BYTES):
            return None
        body = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = io.BytesIO(body)
    elif method != "GET":
        return None
    return (body, *map(environ.get, PARTS))


def told(
    answer: Answer, form: Form, environ: Environ, start_response: StartResponse, *, is_new: bool
) -> Iterable[bytes]:
    """Answer with what is known. How long others may keep it grows shorter.

    Of a new answer Django has said it, which knows how long it took to make.
    """
    headers = form.headers
    if answer.until is not None and not is_new and grows_shorter():
        headers = [(name, shared(answer.until) if name == "Cache-Control" else value) for name, value in headers]
    return sent(answer.status, headers, form.etag, form.body, environ, start_response)


def sent(
    status: str, headers: list[tuple[str, str]], etag: str, body: bytes, environ: Environ, start_response: StartResponse
) -> Iterable[bytes]:
    """Answer, without a body where the client has what ``etag`` names. POST has its whole answer each time."""
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and etag and environ["REQUEST_METHOD"] == "GET" and is_known(etag, known):
        start_response("304 Not Modified", [pair for pair in headers if pair[0] != "Content-Type"])
        return [b""]
    start_response(status, headers)
    return [body]
