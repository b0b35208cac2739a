"""A cache that is gone or silent costs half a second once, and never gives back what was to be forgotten."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from cms import tolerant_cache
from cms.delivery.cache import release
from cms.delivery.cache.shared import Shared
from cms.tolerant_cache import TolerantCache
from servers import Valkey, valkey
from settings import services
from tests.delivery.cache.asking import Asking, publish
from tests.factories import PASSWORD, StandardPageFactory, UserFactory, make_site

from .sockets import hanging, refused_port


@pytest.fixture(scope="module")
def server() -> Iterator[Valkey]:
    with valkey() as running:
        yield running


@pytest.fixture
def make_cache(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """Give a function that makes the CMS use the cache at this address; nothing is known of it yet."""

    def use(url: str) -> Any:
        tolerant_cache.forget()
        monkeypatch.setenv("CACHE_URL", url)
        settings.CACHES = services.caches()
        assert isinstance(caches["default"], TolerantCache)
        return caches["default"]

    yield use
    caches["default"].close()
    tolerant_cache.forget()


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
        asking = cache._health.asking
    finally:
        server.process.resume()
    asking.join(20)
    assert cache.get_many(["kept", "forgotten"]) == {}
    cache.set("kept", 2)
    assert cache.get("kept") == 2


def test_it_is_waited_for_once_however_long_it_hangs(
    make_cache: Callable[[str], Any], server: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tolerant_cache, "REST_SECONDS", 0.05)
    cache = make_cache(server.url)
    cache.set("kept", 1)
    took = []
    with paused(server):
        began = time.monotonic()
        while time.monotonic() - began < 2:
            took.append(seconds(lambda: cache.get("kept")))
        asking = cache._health.asking
    asking.join(20)
    assert sum(each > 0.3 for each in took) == 1
    assert cache.get("kept") == 1


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


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each look at the answers that processes share took, and each leaving of one."""
    monkeypatch.setattr(release, "digest", lambda: b"one release")
    found: list[float] = []

    def timed(act: Callable[..., Any]) -> Callable[..., Any]:
        def look(*given: Any) -> Any:
            started = time.monotonic()
            try:
                return act(*given)
            finally:
                found.append(time.monotonic() - started)

        return look

    monkeypatch.setattr(Shared, "get", timed(Shared.get))
    monkeypatch.setattr(Shared, "put", timed(Shared.put))
    return found


@contextmanager
def paused(server: Valkey) -> Iterator[None]:
    server.process.pause()
    try:
        yield
    finally:
        server.process.resume()


@contextmanager
def full(server: Valkey) -> Iterator[None]:
    """It refuses whatever is to be stored, and gives what it has."""
    client: Any = caches["default"]._cache.get_client(None, write=True)  # type: ignore[attr-defined]
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", 1)
    try:
        yield
    finally:
        client.config_set("maxmemory", 128 * 2**20)
        client.config_set("maxmemory-policy", "allkeys-lru")


@contextmanager
def flushed(server: Valkey) -> Iterator[None]:
    caches["default"]._cache.get_client(None, write=True).flushall()  # type: ignore[attr-defined]
    yield


FAULTS: dict[str, Callable[[Valkey], AbstractContextManager[Any]]] = {
    "refused": nullcontext,
    "hanging": nullcontext,
    "paused": paused,
    "full": full,
    "flushed": flushed,
}


@pytest.mark.django_db
@pytest.mark.parametrize("fault", FAULTS)
def test_answers_are_right_and_one_of_them_half_a_second_later(
    make_cache: Callable[[str], Any], server: Valkey, waits: list[float], fault: str
) -> None:
    make_site()
    pages = [StandardPageFactory(title=f"Page {number}") for number in range(8)]
    queries = [f'{{ page(id: "{page.pk}") {{ title }} }}' for page in pages]
    with hanging() as port:
        ports = {"refused": refused_port(), "hanging": port}
        make_cache(f"valkey://127.0.0.1:{ports[fault]}/0" if fault in ports else server.url)
        first, second = Asking(), Asking()
        for query in queries[:4]:
            first.get(query)
        publish(pages[0], "New")
        before = len(waits)
        with FAULTS[fault](server):
            told = [second.get(query).data["page"]["title"] for query in queries for _ in range(3)]
    assert told == [page.title for page in pages for _ in range(3)]
    assert second.made == (5 if fault == "full" else 8)
    assert sum(wait > 0.3 for wait in waits) == (1 if fault in {"hanging", "paused"} else 0)
    assert max(waits) < 0.9
    assert len(waits) - before >= 8


@pytest.mark.django_db
def test_a_full_server_is_asked_all_the_same(
    make_cache: Callable[[str], Any], server: Valkey, waits: list[float]
) -> None:
    make_site()
    queries = [f'{{ page(id: "{StandardPageFactory().pk}") {{ title }} }}' for _ in range(2)]
    cache = make_cache(server.url)
    first, second = Asking(), Asking()
    first.get(queries[0])
    with full(server):
        first.get(queries[1])
        assert cache._health.rests_until == 0
        second.get(queries[0])
        second.get(queries[1])
    assert (first.made, second.made) == (2, 1)
