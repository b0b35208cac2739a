"""The website as `make website` runs it, built once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from .chain import Chain, chain_running
from .editing import admin

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Screen


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """`make website`, once for all tests of this folder; each leaves the demo's content as it was."""
    with chain_running(tmp_path_factory.mktemp("chain") / "demo") as running:
        yield running


@pytest.fixture
def signed_in(chain: Chain, browser: Browser) -> Iterator[Callable[[str], Screen]]:
    """Gives a browser in the admin, signed in by the login's name."""
    with ExitStack() as contexts:

        def enter(name: str) -> Screen:
            return contexts.enter_context(admin(browser, chain, name))

        yield enter
