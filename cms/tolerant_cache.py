"""A Valkey or Redis cache that may be gone: it costs speed then, never an answer."""

import contextlib
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError, ResponseError

logger = logging.getLogger(__name__)

# How often a cache that failed is asked whether it answers again. A thread of its own does that: each try of a hanging
# one costs the socket's time-out, which no request has to wait for a second time.
REST_SECONDS = 5.0
# How long it is left alone should that thread be gone, as in a process that was forked meanwhile.
MOST_REST_SECONDS = 60.0


@dataclass
class Health:
    """What this process knows of one server; all of its threads share it."""

    rests_until: float = 0.0
    writes_lost: bool = False
    asking: Thread | None = None
    is_over: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)


_healths: defaultdict[str, Health] = defaultdict(Health)


def forget() -> None:
    """Know nothing of any server, and ask none any more; for a process that goes on with others."""
    for health in _healths.values():
        health.is_over.set()
    _healths.clear()


class TolerantCache(RedisCache):
    """Django's Redis cache, which answers "not there" while the server does not answer.

    Deletions that could not be sent would leave old values behind, so the first thing that reaches a
    server again after a failed write is the clearing of what it holds under our prefix.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._health = _healths[server]

    def _try(self, ask: Callable[[], Any], instead: Any, *, writes: bool = False) -> Any:
        if time.monotonic() < self._health.rests_until:
            self._health.writes_lost = self._health.writes_lost or writes
            return instead
        try:
            if self._health.writes_lost:
                self._clear_prefix()
                self._health.writes_lost = False
            return ask()
        except (RedisError, OSError) as error:
            self._health.writes_lost = self._health.writes_lost or writes
            self._rest()
            logger.warning("The cache does not answer, going on without it until it does: %s", error)
            return instead

    def _rest(self) -> None:
        """Leave the server alone until it answers again."""
        with self._health.lock:
            self._health.rests_until = time.monotonic() + MOST_REST_SECONDS
            if self._health.asking is None or not self._health.asking.is_alive():
                self._health.asking = Thread(target=self._ask_until_it_answers, name="cache", daemon=True)
                self._health.asking.start()

    def _ask_until_it_answers(self) -> None:
        while not self._health.is_over.wait(REST_SECONDS):
            try:
                self._cache.get_client(None, write=True).ping()
            except (RedisError, OSError):
                self._health.rests_until = time.monotonic() + MOST_REST_SECONDS
                continue
            with self._health.lock:
                self._health.rests_until = 0.0
                self._health.asking = None
            return

    def _clear_prefix(self) -> None:
        client = self._cache.get_client(None, write=True)
        for keys in _batches(client.scan_iter(match=f"{self.key_prefix}:*", count=1000)):
            client.delete(*keys)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Store if absent; True without a server, for who asks "am I the first?" must go on."""
        return bool(self._try(lambda: super(TolerantCache, self).add(key, value, timeout, version), True))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or `default`."""
        return self._try(lambda: super(TolerantCache, self).get(key, default, version), default)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Store the value."""
        self._try(lambda: super(TolerantCache, self).set(key, value, timeout, version), None, writes=True)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Set a new time-out; tell whether the key was there."""
        return bool(self._try(lambda: super(TolerantCache, self).touch(key, timeout, version), False))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Remove the key; tell whether it was there."""
        return bool(self._try(lambda: super(TolerantCache, self).delete(key, version), False, writes=True))

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        """Return what is there of the keys."""
        found: dict[str, Any] = self._try(lambda: super(TolerantCache, self).get_many(keys, version), {})
        return found

    def has_key(self, key: str, version: int | None = None) -> bool:
        """Tell whether the key is there."""
        return bool(self._try(lambda: super(TolerantCache, self).has_key(key, version), False))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a number; ValueError when it is not there, as Django's caches do."""
        number = self._try(lambda: super(TolerantCache, self).incr(key, delta, version), None, writes=True)
        if number is None:
            raise ValueError(f"Key '{key}' not found")
        return int(number)

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[str]:
        """Store the values; return the keys that were not stored."""
        lost = list(data)
        keys: list[str] = self._try(
            lambda: super(TolerantCache, self).set_many(data, timeout, version), lost, writes=True
        )
        return keys

    def get_bytes(self, name: str) -> bytes | None:
        """Return what :meth:`set_bytes` has stored."""
        found: bytes | None = self._try(lambda: self._cache.get_client(None).get(self._name_of(name)), None)
        return found

    def set_bytes(self, name: str, value: bytes, seconds: float) -> None:
        """Store bytes as they are: nothing in them is ever executed, as a pickle is when it is read.

        They are for who finds out by himself whether what he reads is good. So one that is lost leaves nothing bad
        behind, and they lie beside our prefix: they are not looked through when that is cleared. A server that is full
        answers still, so that nobody has to do without it.
        """

        def store() -> None:
            with contextlib.suppress(ResponseError):
                self._cache.get_client(None, write=True).set(self._name_of(name), value, ex=int(seconds))

        self._try(store, None)

    def _name_of(self, name: str) -> str:
        return f"{self.key_prefix}-{name}"

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Remove the keys."""
        keys = list(keys)
        self._try(lambda: super(TolerantCache, self).delete_many(keys, version), None, writes=True)

    def clear(self) -> None:
        """Remove what is under our prefix; other users of the server keep theirs."""
        self._try(self._clear_prefix, None, writes=True)


def _batches(keys: Any, size: int = 1000) -> Any:
    batch: list[Any] = []
    for key in keys:
        batch.append(key)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
