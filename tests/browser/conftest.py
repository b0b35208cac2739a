"""What browser tests share: each leaves the server quiet, so that the database can be emptied after it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.core.signals import request_finished, request_started

from tests.factories import PASSWORD, UserFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUIET_SECONDS = 0.3
DEADLINE_SECONDS = 15


class OpenRequests:
    """Counts the requests that the live server has in hand."""

    def __init__(self) -> None:
        self.count = 0
        self.changed = time.monotonic()

    def begin(self, **_kwargs: Any) -> None:
        self.count += 1
        self.changed = time.monotonic()

    def end(self, **_kwargs: Any) -> None:
        self.count -= 1
        self.changed = time.monotonic()

    def wait_for_none(self) -> None:
        """Wait until nothing has been asked for a while."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while self.count > 0 or time.monotonic() - self.changed < QUIET_SECONDS:
            assert time.monotonic() < deadline, f"{self.count} requests do not end"
            time.sleep(0.05)


@pytest.fixture
def screen(screen: Page) -> Iterator[Page]:
    """The screen of tests/conftest.py; afterwards its page is left and the last requests end."""
    requests = OpenRequests()
    request_started.connect(requests.begin, weak=False, dispatch_uid="tests.browser.begin")
    request_finished.connect(requests.end, weak=False, dispatch_uid="tests.browser.end")
    yield screen
    screen.goto("about:blank")
    requests.wait_for_none()
    request_started.disconnect(dispatch_uid="tests.browser.begin")
    request_finished.disconnect(dispatch_uid="tests.browser.end")


@pytest.fixture
def sign_in(screen: Page) -> Callable[..., None]:
    """Sign somebody of a group in, whoever was before."""

    def enter(*groups: str, **names: str) -> None:
        person = UserFactory(groups=groups, **names)
        screen.context.clear_cookies()
        screen.goto("/admin/login/")
        screen.fill("input[name=username]", person.username)
        screen.fill("input[name=password]", PASSWORD)
        screen.click("button[type=submit]")
        screen.wait_for_url("**/admin/")

    return enter
