"""What a request asks of PostgreSQL ends in time, by the client or by the server, and the connection is not kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test import RequestFactory

from cms.database import limits
from cms.database.postgresql.base import BoundedConnection, DatabaseWrapper
from cms.delivery.cache import position
from cms.outage import OutageMiddleware, is_outage
from servers import PostgreSQL, postgresql
from settings import services

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    with postgresql() as running:
        yield running


@pytest.fixture
def make_database(server: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., DatabaseWrapper]]:
    """Give a function that opens a database as settings do, with these variables."""
    made: list[DatabaseWrapper] = []

    def make(**variables: str) -> DatabaseWrapper:
        for name, value in {"DATABASE_URL": server.url, **variables}.items():
            monkeypatch.setenv(name, value)
        wrapper = DatabaseWrapper({**connections["default"].settings_dict, **services.database()})
        made.append(wrapper)
        return wrapper

    yield make
    for wrapper in made:
        wrapper.close()


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedConnection, "silence", limits.Silence())


def ask(database: DatabaseWrapper, statement: str) -> Any:
    with database.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def failure(database: DatabaseWrapper, statement: str) -> tuple[str, float]:
    """Ask what cannot be answered; the error's text and the seconds it took."""
    started = time.monotonic()
    with pytest.raises(OperationalError) as caught:
        ask(database, statement)
    assert is_outage(caught.value)
    return str(caught.value), time.monotonic() - started


def test_a_slow_statement_is_given_up_and_then_ended(server: PostgreSQL, make_database: Any) -> None:
    database = make_database()
    with limits.request():
        pid = ask(database, "SELECT pg_backend_pid()")
        text, seconds = failure(database, "SELECT pg_sleep(30)")
    assert text == "the database did not answer within 2 s"
    assert 1.9 < seconds < 3
    with psycopg.connect(server.url, autocommit=True) as other:
        deadline = time.monotonic() + 3
        alive = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s"
        while other.execute(alive, [pid]).fetchone() != (0,):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_the_server_ends_what_the_client_would_wait_for(make_database: Any) -> None:
    database = make_database(DATABASE_WAIT_SECONDS="20", DATABASE_STATEMENT_TIMEOUT_MS="300")
    with limits.request():
        text, seconds = failure(database, "SELECT pg_sleep(30)")
    assert text.startswith("canceling statement due to statement timeout")
    assert seconds < 2


def test_a_statement_that_would_fill_the_disk_is_ended(make_database: Any) -> None:
    database = make_database(DATABASE_TEMP_FILE_LIMIT_MB="1")
    with limits.request():
        ask(database, "SELECT set_config('work_mem', '64kB', false)")
        text, _ = failure(database, "SELECT max(n) FROM (SELECT n FROM generate_series(1, 500000) n ORDER BY -n) AS x")
    assert text.startswith("temporary file size exceeds")


def test_commands_and_tasks_may_take_their_time(make_database: Any) -> None:
    database = make_database(DATABASE_WAIT_SECONDS="0.2", DATABASE_STATEMENT_TIMEOUT_MS="200")
    assert ask(database, "SELECT pg_sleep(1)::text") == ""


def test_a_frozen_server_is_waited_for_once_and_comes_back_without_a_restart(
    server: PostgreSQL, make_database: Any
) -> None:
    database = make_database()
    with limits.request():
        assert ask(database, "SELECT 1") == 1
    server.process.pause()
    try:
        with limits.request():
            assert 1.9 < failure(database, "SELECT 1")[1] < 3
        database.close_if_unusable_or_obsolete()
        with limits.request():
            text, seconds = failure(database, "SELECT 1")
        assert (text, seconds < 0.2) == ("the database did not answer a moment ago", True)
    finally:
        server.process.resume()
    time.sleep(limits.REST_SECONDS)
    with limits.request():
        assert ask(database, "SELECT 1") == 1


@pytest.fixture
def cached(make_database: Any, monkeypatch: pytest.MonkeyPatch) -> DatabaseWrapper:
    """The database that the response cache asks: for the number 7."""
    database: DatabaseWrapper = make_database(DATABASE_WAIT_SECONDS="0.5")
    monkeypatch.setattr(position.own, "connection", database)
    monkeypatch.setattr(position.own, "question", None)
    monkeypatch.setattr(position, "SQL", "SELECT 7")
    return database


@pytest.mark.parametrize("has_asked", [True, False])
def test_a_frozen_server_is_waited_for_once_where_the_cache_asks_first(
    server: PostgreSQL, cached: DatabaseWrapper, has_asked: bool
) -> None:
    with limits.request():
        cached.ensure_connection()
    if has_asked:
        assert position.position() == 7
    server.process.pause()
    try:
        started = time.monotonic()
        assert position.position() is None
        with limits.request():
            text, _ = failure(cached, "SELECT 1")
        assert text == "the database did not answer a moment ago"
        assert 0.4 < time.monotonic() - started < 1.5
    finally:
        server.process.resume()


def test_the_cache_asks_on_where_the_server_has_forgotten_how(cached: DatabaseWrapper) -> None:
    assert position.position() == 7
    ask(cached, "SELECT 1")
    with cached.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert position.position() == 7


def test_the_question_between_requests_has_an_end_too(server: PostgreSQL, make_database: Any) -> None:
    database = make_database()
    with limits.request():
        ask(database, "SELECT 1")
    server.process.pause()
    try:
        started = time.monotonic()
        assert not database.is_usable()
        assert time.monotonic() - started < 3
    finally:
        server.process.resume()


@pytest.mark.parametrize("path", ["/admin/", "/graphql/", "/graphql", "/documents/1/a.pdf"])
def test_the_answer_tells_nothing_of_the_database(path: str) -> None:
    error = OperationalError('connection to server at "10.1.2.3", port 5432 failed: role "cms" does not exist')
    answer = OutageMiddleware(lambda request: HttpResponse()).process_exception(RequestFactory().get(path), error)
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    text = answer.content.decode()
    assert [word for word in ("10.1.2.3", "5432", "cms", "role") if word in text] == []
