"""What the tests of the response cache share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches

from cms import tolerant_cache
from cms.tolerant_cache import TolerantCache
from servers import Valkey, valkey
from settings import services


@pytest.fixture(scope="package")
def server() -> Iterator[Valkey]:
    with valkey() as running:
        yield running


@pytest.fixture
def below(server: Valkey, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[TolerantCache]:
    """Have the real server be Django's cache, empty."""
    tolerant_cache.forget()
    monkeypatch.setenv("CACHE_URL", server.url)
    settings.CACHES = services.caches()
    cache: Any = caches["default"]
    cache._cache.get_client(None, write=True).flushdb()
    yield cache
    cache.close()
