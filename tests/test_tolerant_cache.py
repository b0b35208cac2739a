"""A cache that is gone or hangs costs speed, never an answer, and never brings back what was deleted."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from cms import tolerant_cache
from cms.tolerant_cache import TolerantCache
from servers import Valkey, valkey

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def server() -> Iterator[Valkey]:
    with valkey() as running:
        yield running


@pytest.fixture
def cache(server: Valkey, monkeypatch: pytest.MonkeyPatch) -> TolerantCache:
    monkeypatch.setattr(tolerant_cache, "REST_SECONDS", 0.3)
    made = make(server)
    made.clear()
    return made


def make(server: Valkey) -> TolerantCache:
    options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    return TolerantCache(server.url.replace("valkey://", "redis://"), {"KEY_PREFIX": "tests", "OPTIONS": options})


def ask_everything(cache: TolerantCache) -> list[Any]:
    cache.set("a", 1)
    cache.delete_many(["a", "b"])
    cache.clear()
    return [
        cache.get("a", "default"),
        cache.get_many(["a"]),
        cache.add("a", 1),
        cache.touch("a"),
        cache.has_key("a"),
        cache.delete("a"),
        cache.set_many({"a": 1}),
        cache.get_or_set("b", lambda: "made"),
    ]


def test_it_is_a_cache(cache: TolerantCache) -> None:
    cache.set_many({"a": {"b": [1]}, "n": 1})
    assert (cache.get("a"), cache.get_many(["a", "z"]), cache.incr("n", 4), cache.add("a", 2)) == (
        {"b": [1]},
        {"a": {"b": [1]}},
        5,
        False,
    )
    cache.delete("a")
    assert (cache.get("a", "gone"), cache.has_key("n")) == ("gone", True)


def test_a_hanging_server_costs_one_time_out(cache: TolerantCache, server: Valkey) -> None:
    cache.set("a", 1)
    server.process.pause()
    try:
        started = time.monotonic()
        answers = ask_everything(cache)
        seconds = time.monotonic() - started
    finally:
        server.process.resume()
    assert answers == ["default", {}, True, False, False, False, ["a"], "made"]
    assert seconds < 1.5
    with pytest.raises(ValueError, match="not found"):
        make_unreachable().incr("n")


def make_unreachable() -> TolerantCache:
    return TolerantCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.5}})


def test_a_dead_server_is_no_error() -> None:
    assert ask_everything(make_unreachable()) == ["default", {}, True, False, False, False, ["a"], "made"]


def test_what_was_deleted_during_an_outage_does_not_come_back(cache: TolerantCache, server: Valkey) -> None:
    cache.set("page", "old")
    server.process.pause()
    cache.delete("page")
    asking = cache._health.asking
    server.process.resume()
    assert asking is not None
    asking.join(20)
    assert cache.get("page") is None
    cache.set("page", "new")
    assert cache.get("page") == "new"


def test_bytes_are_kept_as_they_are_and_beside_the_prefix(cache: TolerantCache) -> None:
    cache.set_bytes("one", b"\x80\x04", 60)
    cache.clear()
    assert (cache.get_bytes("one"), cache.get_bytes("another")) == (b"\x80\x04", None)
    unreachable = make_unreachable()
    unreachable.set_bytes("one", b"1", 60)
    assert unreachable.get_bytes("one") is None


def test_clearing_leaves_what_others_keep(cache: TolerantCache, server: Valkey) -> None:
    other = redis.Redis.from_url(server.url.replace("valkey://", "redis://"), retry=Retry(NoBackoff(), 0))
    other.set("theirs", "1")
    cache.set("ours", 1)
    cache.clear()
    assert (other.get("theirs"), cache.get("ours")) == (b"1", None)
    other.close()
