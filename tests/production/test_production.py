"""An installation as production runs it: the containers' commands on real servers, and those servers failing."""

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from servers import S3, PostgreSQL, Valkey, postgresql, s3, valkey
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
    storage: S3
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
        yield Installation(port, environment, database, cache, storage, web)


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


@pytest.mark.parametrize(
    ("padding", "status", "told"),
    [
        (0, 200, {"data": {"__typename": "Query"}}),
        (60_000, 200, {"data": {"__typename": "Query"}}),
        (
            150_000,
            413,
            {
                "errors": [
                    {
                        "message": "The request body is larger than 102,400 bytes. Ask in several requests.",
                        "extensions": {"code": "BAD_REQUEST"},
                    }
                ]
            },
        ),
    ],
)
def test_a_body_may_come_in_chunks(installation: Installation, padding: int, status: int, told: object) -> None:
    body = json.dumps({"query": "{ __typename }" + " " * padding}).encode()
    parts = (body[start : start + 1000] for start in range(0, len(body), 1000))
    headers = {"Host": "localhost", "Content-Type": "application/json"}
    answer = requests.post(f"http://{HOST}:{installation.port}/graphql/", data=parts, headers=headers, timeout=20)
    assert (answer.request.headers["Transfer-Encoding"], answer.status_code, answer.json()) == ("chunked", status, told)


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


def at_once(number: int, ask: Callable[[], Answer]) -> list[Answer]:
    """Ask so many times at the same time."""
    with ThreadPoolExecutor(number) as pool:
        return [future.result() for future in [pool.submit(ask) for _ in range(number)]]


def test_many_at_once_are_answered_for_and_served_again_without_a_restart(installation: Installation) -> None:
    """Every thread keeps a connection that is silent now."""
    assert {answer.status for answer in at_once(8, installation.admin)} == {302}
    installation.database.process.pause()
    try:
        silent = at_once(12, installation.admin)
    finally:
        installation.database.process.resume()
    assert {answer.status for answer in silent} == {503}
    assert max(answer.seconds for answer in silent) < 2 * ANSWER_SECONDS
    until(installation, 200)
    assert {answer.status for answer in at_once(12, installation.admin)} == {302}


def signed_in(installation: Installation) -> requests.Session:
    """Make an administrator, and sign in as one."""
    words = f"{sys.executable} manage.py createsuperuser --noinput --username root --email root@example.com"
    run(words, {**installation.environment, "DJANGO_SUPERUSER_PASSWORD": "a long pass phrase"})
    session = requests.Session()
    session.headers["Host"] = "localhost"
    address = f"http://{HOST}:{installation.port}/admin/login/"
    token = token_in(session.get(address, timeout=20).text)
    form = {"username": "root", "password": "a long pass phrase", "csrfmiddlewaretoken": token}
    assert session.post(address, form, allow_redirects=False, timeout=20).status_code == 302
    return session


def token_in(page: str) -> str:
    return page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


def test_a_store_that_hangs_holds_up_nobody_but_who_uploads(installation: Installation) -> None:
    session = signed_in(installation)
    address = f"http://{HOST}:{installation.port}/admin/documents/add/"
    token = token_in(session.get(address, timeout=20).text)

    def upload() -> tuple[requests.Response, float]:
        started = time.monotonic()
        words = {"title": "Price list", "collection": "1", "csrfmiddlewaretoken": token}
        file = {"file": ("prices.txt", b"Peel: ask us", "text/plain")}
        answer = session.post(address, words, files=file, timeout=60, allow_redirects=False)
        return answer, time.monotonic() - started

    installation.storage.process.pause()
    try:
        with ThreadPoolExecutor(2) as pool:
            uploads = [pool.submit(upload) for _ in range(2)]
            time.sleep(0.5)
            others = [installation.query("{ organization { name } }") for _ in range(20)]
            others += [installation.ask("/health/ready/"), installation.ask("/admin/login/")]
            assert not any(future.done() for future in uploads)
            answers = [future.result() for future in uploads]
        answers.append(upload())
    finally:
        installation.storage.process.resume()
    assert {answer.status for answer in others} == {200}
    assert max(answer.seconds for answer in others) < 1
    assert {answer.status_code for answer, _ in answers} == {200}
    for answer, seconds in answers:
        assert "The file store cannot be reached, so the file was not kept." in answer.text
        assert seconds < 14
        for secret in (installation.storage.endpoint, installation.storage.access_key, "Traceback"):
            assert secret not in answer.text
    assert answers[-1][1] < 1, "the store is left alone for a while"
    time.sleep(6)
    assert upload()[0].status_code == 302


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * 2_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /admin/ HTTP/1.1\r\nHost: localhost\r\nCookie: " + b"a" * 2_000_000 + b"\r\n\r\n",
        b"GET /admin/ HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: b\r\n" * 100_000 + b"\r\n",
        b"GET /admin/\0 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /admin/ HTTP/1.1\r\nHost: localhost\r\nCookie: a\0b\r\n\r\n",
        b"GET /admin/ HTTP/1.1\r\n\r\n",
        b"GET /admin/\xff\xfe?\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /graphql/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\r\n\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_the_server_goes_on(installation: Installation, head: bytes) -> None:
    with socket.create_connection((HOST, installation.port), timeout=10) as connection:
        answer = b""
        with contextlib.suppress(OSError):
            connection.sendall(head)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65_536):
                answer += part
    first = answer.partition(b"\r\n")[0]
    assert first == b"" or 300 <= int(first.split()[1]) < 500, first
    assert b"Traceback" not in answer
    assert installation.ask("/health/live/").status == 200


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
