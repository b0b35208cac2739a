"""The cache in the memory of a process has room for what it must not forget."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache

from settings import services


def test_documents_of_clients_do_not_drive_out_what_counts_wrong_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's own cache of 300 entries would drop a third of them whenever it is full."""
    monkeypatch.delenv("CACHE_URL", raising=False)
    configured: dict[str, Any] = services.caches()["default"]
    cache = LocMemCache("room", {"OPTIONS": configured["OPTIONS"]})
    cache.set("wrong-passwords", 7)
    for number in range(19_998):
        cache.set(f"document-{number}", 1)
    assert cache.get("wrong-passwords") == 7
    assert len(cache._cache) == 19_999
    for number in range(10):
        cache.set(f"more-{number}", 1)
    assert len(cache._cache) <= 20_000
    cache.clear()
