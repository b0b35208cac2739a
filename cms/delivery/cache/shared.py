"""The level below: answers that all processes share, in the Valkey or Redis server that is Django's cache.

An answer lies there with a mark of the change log from before its content was read. Whoever takes it asks the log
whether it holds that change still and what has happened since, so nothing that lies there can be too old, whatever the
server has lost, kept too long, or got from another database or from a copy of this one that has gone on by itself.

Answers lie in a fixed number of places, so that they cannot drive out what else is there: one takes the place of
another. Each is sealed for its request and for all that decides about it beside content (:mod:`.release`), so that the
answer to another request, of another release or under other settings is none, nor is one that somebody has forged.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b, sha256
from hmac import compare_digest
from typing import Any

import brotli
import orjson
from django.core.cache import caches

from cms.api.encodings import BROTLI, IDENTITY, LEAST_BYTES
from cms.tolerant_cache import TolerantCache

from . import release
from .store import Answer, Form, Key
from .touched import Mark

logger = logging.getLogger(__name__)

ENTRY_BYTES = 16 * 1024
"""How large an answer may be there, compressed; some 100 KB of JSON."""
MOST_BODY_BYTES = 32 * ENTRY_BYTES
"""What is larger will not be so small, and is not even tried."""
KEPT = timedelta(days=1)
SEAL_BYTES = 32
END = b"\n"


@dataclass
class Found:
    """An answer from below, of no epoch of ours yet, and the change that the log had come to when it was read."""

    answer: Answer
    mark: Mark


class Shared:
    """The answers that processes share: ``most_bytes`` of them at most."""

    def __init__(self, most_bytes: int) -> None:
        self.places = max(1, most_bytes // ENTRY_BYTES)
        if shared_cache() is not None:
            _ = self.secret  # some tenths of a second, before anybody waits for it

    @cached_property
    def secret(self) -> bytes:
        """What seals are made with."""
        return release.digest()

    def get(self, key: Key) -> Found | None:
        """The answer to a request, as it was once."""
        cache = shared_cache()
        hashed = digest_of(key)
        raw = cache.get_bytes(self.place(hashed)) if cache is not None else None
        if not raw:
            return None
        seal, payload = raw[:SEAL_BYTES], raw[SEAL_BYTES:]
        return read(payload) if compare_digest(seal, self.seal(hashed, payload)) else None

    def put(self, key: Key, answer: Answer, mark: Mark) -> None:
        """Leave an answer for the other processes, unless it is too large. No store may count it yet."""
        cache = shared_cache()
        if cache is None or len(answer.plain.body) > MOST_BODY_BYTES:
            return
        payload = written(answer, mark)
        if len(payload) > ENTRY_BYTES - SEAL_BYTES:
            return
        hashed = digest_of(key)
        cache.set_bytes(self.place(hashed), self.seal(hashed, payload) + payload, KEPT.total_seconds())

    def place(self, hashed: bytes) -> str:
        return f"answer-{int.from_bytes(hashed[:8]) % self.places}"

    def seal(self, hashed: bytes, payload: bytes) -> bytes:
        return blake2b(hashed + payload, key=self.secret, digest_size=SEAL_BYTES).digest()


def digest_of(key: Key) -> bytes:
    """What a request is known by everywhere."""
    return sha256(repr(key).encode()).digest()


def shared_cache() -> TolerantCache | None:
    """Django's cache, if processes share it: with memory of this one there is nothing to gain."""
    cache: Any = caches["default"]
    return cache if isinstance(cache, TolerantCache) else None


def written(answer: Answer, mark: Mark) -> bytes:
    """An answer as bytes: a line of JSON, and the body in the coding that it names."""
    coding = BROTLI if len(answer.plain.body) >= LEAST_BYTES else IDENTITY
    if coding not in answer.forms:
        answer.forms[coding] = answer.plain.encoded(coding)  # most clients are about to ask for it
    head = [[*mark], answer.until, sorted(answer.tags), answer.status, answer.plain.headers, coding]
    return orjson.dumps(head) + END + answer.forms[coding].body


def read(payload: bytes) -> Found:
    """The answer that bytes hold, which a process of the same release has written."""
    head, _, body = payload.partition(END)
    mark, until, tags, status, headers, coding = orjson.loads(head)
    moment = datetime.fromisoformat(until) if until is not None else None
    headers = [(name, value) for name, value in headers]
    plain = Form.of(headers, brotli.decompress(body) if coding == BROTLI else body)
    answer = Answer.of(status, plain, frozenset(tags), 0, mark[0], moment)
    if coding == BROTLI:
        answer.forms[coding] = plain.of_encoded(coding, body)
    return Found(answer, Mark(*mark))
