"""One HTTP request to a cache: short time-outs, no redirects, no second try."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import closing

import urllib3

from cms.delivery import pauses

from .caches import Refused

CONNECT_SECONDS = 2.0
READ_SECONDS = 8.0
ANSWER_BYTES = 256 * 1024
LONGEST_PAUSE = 3_600.0
"""Seconds for which a cache may ask to be left alone."""

pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS))


def look(url: str) -> int:
    """The status that a stranger gets at an address; ``Refused`` where nobody answers. The body is not read."""
    try:
        answer = pool.request("GET", url, redirect=False, preload_content=False)
        with closing(answer):
            return int(answer.status)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Refused(unanswered(error)) from error


def unanswered(error: Exception) -> str:
    """Why there is no answer."""
    is_late = isinstance(error, urllib3.exceptions.TimeoutError)
    is_late &= not isinstance(error, urllib3.exceptions.NewConnectionError)  # one sort of them, to urllib3
    return "it did not answer in time" if is_late else f"it cannot be reached ({type(error).__name__})"


def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> tuple[int, bytes]:
    """The status and the body of the answer; ``Refused`` where there is none, or one that asks for a pause."""
    deadline = time.monotonic() + READ_SECONDS
    try:
        answer = pool.request(method, url, body=body, headers=dict(headers), redirect=False, preload_content=False)
        with closing(answer):
            content = b""
            while chunk := answer.read1(65_536):
                content += chunk
                if len(content) > ANSWER_BYTES or time.monotonic() > deadline:
                    raise Refused("its answer does not end")
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Refused(unanswered(error)) from error
    if answer.status in pauses.BUSY:
        asked = pauses.seconds(answer.headers.get("Retry-After", ""))
        raise Refused(f"it answered {answer.status}", min(asked, LONGEST_PAUSE))
    return answer.status, content
