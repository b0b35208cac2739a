"""A cache that is gone or silent costs half a second once, and never gives back what was to be forgotten."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from cms import tolerant_cache
from cms.tolerant_cache import TolerantCache
from servers import Valkey, valkey
from settings import services
from tests.factories import PASSWORD, UserFactory

from .sockets import hanging, refused_port


@pytest.fixture(scope="module")
def server() -> Iterator[Valkey]:
    with valkey() as running:
        yield running


@pytest.fixture
def make_cache(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """Give a function that makes the CMS use the cache at this address; nothing is known of it yet."""

    def use(url: str) -> Any:
        tolerant_cache._healths.clear()
        monkeypatch.setenv("CACHE_URL", url)
        settings.CACHES = services.caches()
        assert isinstance(caches["default"], TolerantCache)
        return caches["default"]

    yield use
    caches["default"].close()


def seconds(work: Callable[[], Any]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def test_everything_is_absent_without_a_server(make_cache: Callable[[str], Any]) -> None:
    cache = make_cache(f"valkey://127.0.0.1:{refused_port()}/0")
    cache.set("a", 1)
    assert (cache.get("a", "none"), cache.has_key("a"), cache.touch("a"), cache.delete("a")) == (
        "none",
        False,
        False,
        False,
    )
    assert (cache.add("a", 1), cache.get_many(["a"]), cache.set_many({"a": 1})) == (True, {}, ["a"])
    assert cache.get_or_set("a", lambda: 7) == 7
    with pytest.raises(ValueError, match="Key 'a' not found"):
        cache.incr("a")
    cache.delete_many(["a"])
    cache.clear()


def test_a_silent_server_is_waited_for_once_by_all_threads_together(make_cache: Callable[[str], Any]) -> None:
    with hanging() as port:
        cache = make_cache(f"valkey://127.0.0.1:{port}/0")
        assert 0.4 < seconds(lambda: cache.get("a")) < 1.5
        assert seconds(lambda: [cache.get("a") for _ in range(1000)]) < 0.2
        took: list[float] = []
        thread = threading.Thread(target=lambda: took.append(seconds(lambda: caches["default"].get("a"))))
        thread.start()
        thread.join()
        assert took[0] < 0.2


def test_what_was_to_be_forgotten_meanwhile_is_forgotten(
    make_cache: Callable[[str], Any], server: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tolerant_cache, "REST_SECONDS", 0.2)
    cache = make_cache(server.url)
    cache.set_many({"kept": 1, "forgotten": 1})
    server.process.pause()
    try:
        cache.delete("forgotten")
        assert cache.get("kept") is None
    finally:
        server.process.resume()
    time.sleep(0.3)
    assert cache.get_many(["kept", "forgotten"]) == {}
    cache.set("kept", 2)
    assert cache.get("kept") == 2


@pytest.mark.django_db
def test_signing_in_and_its_session_do_not_need_the_cache(make_cache: Callable[[str], Any], client: Client) -> None:
    UserFactory(username="amara", groups=["Editors"])
    with hanging() as port:
        make_cache(f"valkey://127.0.0.1:{port}/0")
        started = time.monotonic()
        assert client.post("/admin/login/", {"username": "amara", "password": PASSWORD}).status_code == 302
        assert client.get("/admin/").status_code == 200
        assert time.monotonic() - started < 6
    make_cache(f"valkey://127.0.0.1:{refused_port()}/0")
    assert client.get("/admin/").status_code == 200
