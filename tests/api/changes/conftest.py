"""Reading what the public is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Ask
from tests.factories import SmallSite

from .mutations import flush, forget_all

QUERY = "query($site: String) { changes(first: 100, site: $site) { nodes { kind type id path oldPath } } }"

Told = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def told(site: SmallSite, ask: Ask) -> Told:
    """What the site's public is told has changed since the last time: kind, type, id, path and old path."""

    def since(host: str | None = None, forget: bool = True) -> list[tuple[Any, ...]]:
        flush()
        nodes = ask(QUERY, site=host)["changes"]["nodes"]
        if forget:
            forget_all()
        return [tuple(node[name] for name in ("kind", "type", "id", "path", "oldPath")) for node in nodes]

    forget_all()
    return since
