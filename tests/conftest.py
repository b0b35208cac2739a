"""What all tests share. `make test` starts the servers once for the whole run and names them in the environment."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Model
from pytest_django.plugin import blocking_manager_key

from cms.api.rows import READ
from servers.varnish import find_binary as varnish_path
from tests.api.changes.mutations import forget_positions

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

CHROMIUM_PATHS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
CLIENTS = Path(__file__).parent / "clients" / "node_modules" / "installed"
MOST_LINES = 80
"""Of what a screen showed."""
WEBSITE = Path(__file__).parents[1] / "examples" / "website" / "node_modules" / "installed"
CHROMIUM_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
]
NEEDS = {
    "clients": ("the clients' packages: run `make clients`", lambda: CLIENTS.exists()),
    "website": ("the website's packages: run `make clients`", lambda: WEBSITE.exists()),
    "browser": ("a browser: set CHROMIUM, or install Debian's chromium", lambda: chromium_path() is not None),
    "varnish": ("Varnish: run servers/varnish.sh, or set VARNISHD", lambda: varnish_path() is not None),
    "s3": ("an S3 server: run `make test`, or set the S3_ variables", lambda: bool(os.environ.get("S3_BUCKET"))),
    "postgresql": ("PostgreSQL: run `make test`, or set DATABASE_URL", lambda: on_postgresql()),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that `make soak` uses."""
    parser.addoption("--soak", action="store_true", help="run every test at its full counts (minutes each)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a service that is not there, and give tests that commit the migrations' own rows back."""
    for item in items:
        if isinstance(item, pytest.Function) and commits(item):
            item.fixturenames.append("django_db_serialized_rollback")
    for mark, (what, there) in NEEDS.items():
        marked = [item for item in items if item.get_closest_marker(mark)]
        if marked and not there():
            for item in marked:
                item.add_marker(pytest.mark.skip(reason=f"needs {what}"))


@pytest.fixture(autouse=True, scope="session")
def no_column_read_late() -> Iterator[None]:
    """Refuse what Django would do for a column of the content API's rows that was not read: ask for it row by row."""
    refresh = Model.refresh_from_db

    def refuse(self: Model, using: Any = None, fields: Any = None, **options: Any) -> None:
        if READ in self.__dict__:
            raise AssertionError(f"{type(self).__name__}.{fields} was looked at and not read: say so in `reads`")
        refresh(self, using, fields, **options)

    Model.refresh_from_db = refuse  # type: ignore[method-assign]
    yield
    Model.refresh_from_db = refresh  # type: ignore[method-assign]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Give the migrations' rows back at once after a test that commits: whichever test comes next may count on them.

    After the last one the connection has already left the test's database.
    """
    yield
    if nextitem is not None and isinstance(item, pytest.Function) and commits(item):
        contents = getattr(connection, "_test_serialized_contents", None)
        if contents:
            with item.config.stash[blocking_manager_key].unblock():
                connection.creation.deserialize_db_from_string(contents)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Tell what the screen showed when a browser test failed."""
    report: Any = yield
    screen: Page | None = getattr(item, "funcargs", {}).get("screen")
    if report.when == "call" and report.failed and screen is not None and not screen.is_closed():
        shown = screen.evaluate("document.body.innerText").split("\n")[:MOST_LINES]
        report.sections.append(("What the screen showed", "\n".join((screen.url, *shown))))
    return report


def commits(item: pytest.Function) -> bool:
    """Tell whether a test commits, so that the database is emptied after it (groups and the page tree included)."""
    marker = item.get_closest_marker("django_db")
    names = {"transactional_db", "live_server"}
    return bool(marker and marker.kwargs.get("transaction")) or bool(names & set(item.fixturenames))


def pytest_sessionfinish() -> None:
    """Remove the folder of uploads that settings.test names for this process."""
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests wanted to tell, whichever process they ran in."""
    for reports in (terminalreporter.stats.get(outcome, []) for outcome in ("passed", "failed")):
        for report in reports:
            for name, line in getattr(report, "user_properties", ()):
                if name == "told":
                    terminalreporter.write_line(str(line))


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Give a function that puts a line at the end of the whole run."""
    return partial(record_property, "told")


@pytest.fixture
def soak(request: pytest.FixtureRequest) -> bool:
    """Tell whether to run at full counts: `rounds = 500 if soak else 20`."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Let no test see what another one cached (Wagtail keeps the sites' root paths there)."""
    cache.clear()
    forget_positions()


def on_postgresql() -> bool:
    """Tell which database this run is on."""
    return "postgresql" in settings.DATABASES["default"]["ENGINE"]


def chromium_path() -> str | None:
    """Return the browser: CHROMIUM, or where Debian and others put it."""
    for path in (os.environ.get("CHROMIUM"), *CHROMIUM_PATHS):
        if path and Path(path).exists():
            return path
    return None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """Prepare for the test database: start the browser first, if any test drives it, and copy SQLite's template.

    Playwright's event loop runs in this thread, and inside a loop Django holds other connections than outside.
    """
    if any(item.get_closest_marker("browser") for item in request.session.items) and chromium_path():
        request.getfixturevalue("browser")
    template = settings.DATABASES["default"].get("TEST", {}).get("TEMPLATE")
    if on_postgresql() or not template:
        yield
        return
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(template)) as migrated, closing(sqlite3.connect(name, uri=True)) as memory:
        migrated.backup(memory)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Drive a real Chromium, headless; each test opens a context of its own."""
    from playwright.sync_api import sync_playwright

    # Playwright's synchronous interface keeps an event loop in this thread; Django would refuse queries there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=[*CHROMIUM_FLAGS, *sandbox], headless=True
        )
        yield chromium
        chromium.close()


@pytest.fixture
def screen(browser: "Browser", live_server: "LiveServer") -> Iterator["Page"]:
    """Open a page whose relative addresses go to the running CMS."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 1440, "height": 1000},
        locale="en-US",
        timezone_id="America/New_York",
    )
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()
