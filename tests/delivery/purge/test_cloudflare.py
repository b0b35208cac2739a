"""What is sent to Cloudflare, and what is made of its answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.http import http_date

from cms.delivery.purge import requests
from cms.delivery.purge.caches import Refused
from cms.delivery.purge.cloudflare import Cloudflare
from tests.faults.sockets import hanging, refused_port

from .stand_in import HOST, TOKEN, ZONE, StandIn, cloudflare, said


@pytest.fixture(scope="module")
def server() -> Iterator[StandIn]:
    with cloudflare() as running:
        yield running


@pytest.fixture
def api(server: StandIn) -> StandIn:
    server.purged, server.forgotten, server.seen, server.instead = [], [], [], []
    return server


def refusal(cache: Cloudflare) -> tuple[str, float]:
    with pytest.raises(Refused) as refused:
        cache.purge(["all"])
    return str(refused.value), refused.value.seconds


def test_a_hundred_tags_go_in_one_request(api: StandIn) -> None:
    cache = Cloudflare(ZONE, TOKEN, api.url)
    tags = {f"page-{number:03}" for number in range(250)}
    for portion in cache.portions(tags):
        cache.purge(portion)
    ordered = sorted(tags)
    assert api.purged == [ordered[:100], ordered[100:200], ordered[200:]]


def test_a_hundred_files_go_in_one_request_to_the_zone_of_the_pictures(api: StandIn) -> None:
    urls = [f"https://{HOST}/public/images/{number:03}.webp" for number in range(150)]
    Cloudflare("another", TOKEN, api.url, pictures=ZONE).purge_urls(urls)
    assert (api.forgotten, api.purged) == ([urls[:100], urls[100:]], [])


def test_files_elsewhere_are_not_asked_for_and_refused_by_a_zone_that_has_them_not(api: StandIn) -> None:
    elsewhere = ["https://pictures.example.org/public/images/1.webp"]
    Cloudflare(ZONE, TOKEN, api.url).purge_urls(elsewhere)
    assert api.seen == []
    with pytest.raises(Refused, match="it answered 400: 1012 Not of this zone"):
        Cloudflare(ZONE, TOKEN, api.url, pictures=ZONE).purge_urls(elsewhere)


@pytest.mark.parametrize(
    ("status", "headers", "body", "reason", "seconds"),
    [
        (200, {}, said((1000, "Something")), "it answered 200: 1000 Something", 0),
        (200, {}, b"<html>", "it answered 200", 0),
        (200, {}, b"[]", "it answered 200", 0),
        (200, {}, b'{"success": "yes", "errors": 5}', "it answered 200", 0),
        (500, {}, b'{"success": true}', "it answered 500", 0),
        (302, {"Location": "/client/v4/elsewhere"}, b"", "it answered 302", 0),
        (429, {"Retry-After": "12"}, b"", "it answered 429", 12),
        (429, {"Retry-After": "99999999"}, b"", "it answered 429", requests.LONGEST_PAUSE),
        (503, {"Retry-After": "soon"}, b"", "it answered 503", 0),
        (429, {}, b"", "it answered 429", 0),
        (200, {}, b" " * 300_000, "its answer does not end", 0),
        (200, {"Content-Encoding": "gzip"}, b"no gzip", "it cannot be reached (DecodeError)", 0),
    ],
)
def test_what_is_not_accepted_is_tried_again(
    api: StandIn, status: int, headers: dict[str, str], body: bytes, reason: str, seconds: float
) -> None:
    api.instead = [(status, headers, body)]
    assert refusal(Cloudflare(ZONE, TOKEN, api.url)) == (reason, seconds)
    assert len(api.seen) == 1


def test_a_pause_may_be_asked_for_by_a_date(api: StandIn) -> None:
    with time_machine.travel(timezone.now().replace(microsecond=0), tick=False):
        until = timezone.now() + timedelta(seconds=30)
        api.instead = [(429, {"Retry-After": http_date(until.timestamp())}, b"")]
        assert refusal(Cloudflare(ZONE, TOKEN, api.url)) == ("it answered 429", 30)


def test_a_wrong_token_is_named_as_such_and_not_shown(api: StandIn) -> None:
    cache = Cloudflare(ZONE, "wrong", api.url)
    assert refusal(cache) == ("it answered 403: 10000 Authentication error", 0)
    assert "wrong" not in repr(cache)


def test_one_that_is_silent_or_not_there_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    reason = "it cannot be reached (NewConnectionError)"
    assert refusal(Cloudflare(ZONE, TOKEN, f"http://127.0.0.1:{refused_port()}")) == (reason, 0)
    assert (requests.pool.connection_pool_kw["timeout"].connect_timeout, requests.READ_SECONDS) == (2, 8)
    monkeypatch.setitem(requests.pool.connection_pool_kw, "timeout", 0.2)
    with hanging() as port:
        assert refusal(Cloudflare(ZONE, TOKEN, f"http://127.0.0.1:{port}")) == ("it did not answer in time", 0)
