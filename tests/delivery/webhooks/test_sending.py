"""One message to one receiver, however it behaves: what came of it, and that it ends in time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from cms.delivery.webhooks import sending
from cms.delivery.webhooks.sending import Answer, post
from tests.delivery.webhooks import receiver as ways
from tests.delivery.webhooks.receiver import Receiver, receiver
from tests.faults.sockets import hanging, refused_port

pytestmark = pytest.mark.once

HEADERS = {"webhook-id": "msg_1", "Content-Type": "application/json"}
LATE = "It did not answer within 0.5 seconds."
REDIRECTED = "It answered with a redirect (307), which is not followed. Register the address it leads to."


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.5)


@pytest.mark.parametrize(
    ("answer", "came"),
    [
        (200, Answer("", 200, "ok")),
        (299, Answer("", 299, "ok")),
        (304, Answer(REDIRECTED.replace("307", "304"), 304)),
        (410, Answer("It answered that it is gone for good (410).", 410, "ok")),
        (500, Answer("It answered with an error (500).", 500, "ok")),
        (ways.silent, Answer(LATE)),
        (ways.trickling, Answer(LATE)),
        (ways.breaking_off, Answer("It does not answer in valid HTTP.")),
        (ways.breaking_off_later, Answer("", 200, "fine")),
        (ways.no_http, Answer("It does not answer in valid HTTP.")),
        (ways.reset, Answer("It cannot be reached: Connection reset by peer.")),
    ],
)
def test_what_comes_of_a_message(answer: Any, came: Answer) -> None:
    began = time.monotonic()
    with receiver(answer) as there:
        assert post(there.url, HEADERS, b"{}") == came
    assert time.monotonic() - began < 5
    assert [(message.id, message.body) for message in there.asked] == [("msg_1", b"{}")]


def test_of_an_endless_answer_the_beginning_is_read() -> None:
    with receiver(ways.endless) as there:
        came = post(there.url, HEADERS, b"{}")
    assert (came.status, came.reason) == (500, "It answered with an error (500).")
    assert (len(came.excerpt), came.excerpt[:5]) == (sending.ANSWER_BYTES, "<b>xx")


def test_an_answer_that_is_no_text_is_one_that_the_database_can_keep() -> None:
    def binary(handler: ways.Handler, _message: ways.Message) -> None:
        handler.wfile.write(b"HTTP/1.1 500 Oh\r\nConnection: close\r\n\r\n\x00\xff\xed\xa0\x80.")

    with receiver(binary) as there:
        assert post(there.url, HEADERS, b"{}").excerpt == "\ufffd\ufffd\ufffd\ufffd\ufffd."


def test_nobody_answers() -> None:
    came = post(f"http://127.0.0.1:{refused_port()}/", HEADERS, b"{}")
    assert came == Answer("It cannot be reached: Connection refused.")
    with hanging() as port:
        assert post(f"http://127.0.0.1:{port}/", HEADERS, b"{}") == Answer(LATE)
        assert post(f"https://127.0.0.1:{port}/", HEADERS, b"{}") == Answer(LATE)


@pytest.mark.parametrize("elsewhere", [lambda there: f"{there.url}/elsewhere", lambda _: "http://169.254.169.254/"])
def test_a_redirect_is_not_followed(elsewhere: Callable[[Receiver], str]) -> None:
    with receiver() as other, receiver(ways.redirecting(elsewhere(other))) as there:
        assert post(there.url, HEADERS, b"{}") == Answer(REDIRECTED, 307)
    assert other.asked == []


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as proxy, receiver() as there:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert post(there.url, HEADERS, b"{}").is_delivered
    assert (len(proxy.asked), len(there.asked)) == (0, 1)


def test_plain_http_is_no_tls() -> None:
    with receiver() as there:
        came = post(there.url.replace("http:", "https:"), HEADERS, b"{}")
    assert came.reason.startswith("It does not speak TLS as it should: ")


def test_nothing_waits_behind_a_receiver_that_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that waits for the next byte ends as soon as the time is over."""
    import threading

    with receiver(ways.trickling) as there:
        assert post(there.url, HEADERS, b"{}").reason == LATE
        for thread in threading.enumerate():
            if thread.name == "webhook-exchange":
                thread.join(5)
                assert not thread.is_alive()
