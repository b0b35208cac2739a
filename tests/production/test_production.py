"""An installation as production runs it: the containers' commands on real servers, and those servers failing."""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from servers import PostgreSQL, Valkey, postgresql, s3, valkey
from servers.process import HOST, Process, free_ports, running
from tests.production.commands import container_commands

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
# Two seconds is what a request waits for its database; the rest is for a busy machine.
ANSWER_SECONDS = 3.0
OUTAGE = {
    "errors": [
        {
            "message": "The service is not available at the moment. Try again in a few seconds.",
            "extensions": {"code": "SERVICE_UNAVAILABLE"},
        }
    ]
}


@dataclass
class Answer:
    status: int
    body: str
    seconds: float
    headers: dict[str, str]


@dataclass
class Installation:
    port: int
    environment: dict[str, str]
    database: PostgreSQL
    cache: Valkey
    web: Process

    def ask(self, path: str, body: str | None = None, cookie: str = "") -> Answer:
        headers = {"Host": "localhost", **({"Cookie": cookie} if cookie else {})}
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
        started = time.monotonic()
        try:
            connection.request("GET" if body is None else "POST", path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        return Answer(answer.status, text, time.monotonic() - started, dict(answer.getheaders()))

    def query(self, text: str) -> Answer:
        return self.ask("/graphql/", json.dumps({"query": text}))

    def admin(self) -> Answer:
        return self.ask("/admin/", cookie="sessionid=0123456789abcdef0123456789abcdef")


def run(words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *words.split()[1:]]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    commands = container_commands()
    [port] = free_ports(1)
    with contextlib.ExitStack() as stack:
        database, cache, storage = (stack.enter_context(start()) for start in (postgresql, valkey, s3))
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "settings.production",
            "SECRET_KEY": "a-secret-of-this-test-run-that-is-long-enough",
            "ALLOWED_HOSTS": "localhost",
            "CMS_BASE_URL": f"http://localhost:{port}",
            "EMAIL_URL": "dummymail://",
            "DEFAULT_FROM_EMAIL": "cms@example.com",
            "HOST": HOST,
            "PORT": str(port),
            **database.environment(),
            **cache.environment(),
            **storage.environment(),
        }
        for name in ("static", "compose release"):
            done = run(commands[name], environment)
            assert done.returncode == 0, done.stderr
        web = stack.enter_context(
            running(
                "The web server",
                [sys.executable, *commands["image"].split()[1:]],
                folder=Path(stack.enter_context(tempfile.TemporaryDirectory())),
                environment=environment,
                ready=lambda: run(commands["health"], environment).returncode == 0,
            )
        )
        yield Installation(port, environment, database, cache, web)


def until(installation: Installation, status: int, seconds: float = 10) -> Answer:
    deadline = time.monotonic() + seconds
    while True:
        answer = installation.ask("/health/ready/")
        if answer.status == status or time.monotonic() > deadline:
            return answer
        time.sleep(0.1)


def test_it_is_ready(installation: Installation) -> None:
    assert (installation.ask("/health/live/").body, installation.ask("/health/ready/").body) == (
        '{"status": "ok"}',
        '{"status": "ok"}',
    )
    assert run(container_commands()["health"], installation.environment).stdout == '{"status": "ok"}\n'


def test_it_answers_a_query_without_a_cookie(installation: Installation) -> None:
    answer = installation.query("{ __typename }")
    assert (answer.status, json.loads(answer.body)) == (200, {"data": {"__typename": "Query"}})
    assert "set-cookie" not in {name.lower() for name in answer.headers}


def test_static_files_are_served_for_a_year(installation: Installation) -> None:
    page = installation.ask("/admin/login/")
    path = next(word for word in page.body.split('"') if word.startswith("/static/") and ".css" in word)
    answer = installation.ask(path)
    assert (answer.status, answer.headers["cache-control"]) == (200, "max-age=315360000, public, immutable")


def test_graphiql_is_not_there(installation: Installation) -> None:
    assert installation.ask("/graphiql/").status == 404


def test_an_unknown_host_is_refused(installation: Installation) -> None:
    connection = http.client.HTTPConnection(HOST, installation.port, timeout=20)
    connection.request("GET", "/admin/", headers={"Host": "evil.example"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 400


def test_a_cache_that_hangs_costs_half_a_second_once(installation: Installation) -> None:
    installation.cache.process.pause()
    try:
        answers = [installation.admin() for _ in range(4)]
        assert [answer.status for answer in answers] == [302] * 4
        assert sum(answer.seconds for answer in answers) < ANSWER_SECONDS
        assert installation.ask("/health/ready/").status == 200
    finally:
        installation.cache.process.resume()


def test_a_frozen_database_is_answered_for_in_two_seconds(installation: Installation) -> None:
    assert installation.admin().status == 302
    installation.database.process.pause()
    try:
        page, query, ready = (
            installation.admin(),
            installation.query("{ organization { name } }"),
            until(installation, 503, 0),
        )
        live = installation.ask("/health/live/")
    finally:
        installation.database.process.resume()
    assert (page.status, query.status, ready.status, live.status) == (503, 503, 503, 200)
    assert max(page.seconds, query.seconds, ready.seconds) < ANSWER_SECONDS
    assert live.seconds < 1
    assert json.loads(query.body) == OUTAGE
    assert json.loads(ready.body) == {"status": "unavailable", "database": "no answer"}
    assert HOST not in page.body
    assert until(installation, 200).status == 200


def test_a_long_statement_of_a_request_is_ended_by_the_server(installation: Installation) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.db import connection\nfrom cms.database import limits\n"
        "with limits.request(), connection.cursor() as cursor:\n"
        "    cursor.execute('SHOW statement_timeout'); print(cursor.fetchone()[0])\n"
        "    cursor.execute('SHOW temp_file_limit'); print(cursor.fetchone()[0])\n"
        "connection.close()\n"
        "with connection.cursor() as cursor:\n"
        "    cursor.execute('SHOW statement_timeout'); print(cursor.fetchone()[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=installation.environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["3s", "512MB", "0"]


def test_a_dead_database_is_answered_for_at_once(installation: Installation) -> None:
    installation.database.process.kill()
    page, query, ready = (
        installation.admin(),
        installation.query("{ organization { name } }"),
        until(installation, 503, 0),
    )
    assert (page.status, query.status, ready.status) == (503, 503, 503)
    assert max(page.seconds, query.seconds, ready.seconds) < 1
    assert json.loads(query.body) == OUTAGE
    assert "database" not in page.body.lower()
    assert run(container_commands()["health"], installation.environment).returncode == 1
