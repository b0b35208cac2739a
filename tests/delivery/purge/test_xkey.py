"""How tags are put into headers, and which caches the settings name."""

from __future__ import annotations

from typing import Any

import pytest

from cms.delivery.purge.caches import Refused
from cms.delivery.purge.cloudflare import Cloudflare
from cms.delivery.purge.configured import caches, clocks
from cms.delivery.purge.xkey import HEADER_BYTES, Xkey
from tests.faults.sockets import refused_port


def test_the_header_is_no_longer_than_it_may_be_and_leaves_no_tag_out() -> None:
    tags = {f"order-treatmentpage-{number}" for number in range(1_000)}
    headers = [" ".join(portion) for portion in Xkey("http://127.0.0.1").portions(tags)]
    assert {tag for header in headers for tag in header.split(" ")} == tags
    assert all(HEADER_BYTES * 0.9 < len(header) <= HEADER_BYTES for header in headers[:-1])
    assert list(Xkey("http://127.0.0.1").portions({"all"})) == [["all"]]


def test_a_secret_is_shown_by_nothing() -> None:
    cache = Xkey(f"http://127.0.0.1:{refused_port()}", "hunter2")
    with pytest.raises(Refused) as refused:
        cache.purge(["all"])
    assert "hunter2" not in f"{cache!r} {cache.name} {refused.value}"


def test_each_node_has_a_clock_of_its_own(settings: Any) -> None:
    settings.CDN_PURGE = {"urls": ["http://a:6081", "http://b:6081"], "secret": "s"}
    assert caches() == [Xkey("http://a:6081", "s"), Xkey("http://b:6081", "s")]
    assert [clock.thread.name for clock in clocks()] == ["purge xkey http://a:6081", "purge xkey http://b:6081"]
    settings.CDN_PURGE = {"zone": "z", "token": "t", "pictures": "p"}
    assert caches() == [Cloudflare("z", "t", pictures="p")]
    settings.CDN_PURGE = None
    assert clocks() == []
