"""`make demo`: it starts, tells where it is, starts again quickly, stops wholly, and names what is wrong."""

import fcntl
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from servers.postgresql import as_other_user
from servers.process import HOST, free_ports
from tests.demo_process import ROOT, Demo

pytestmark = pytest.mark.once

# A second start takes 15 s at most; three times that on a machine that runs other tests.
SECOND_START_SECONDS = 45


Starter = Callable[[int | str], "Demo"]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Starter]:
    """Start demos in one folder; end those that a failing test leaves."""
    started: list[Demo] = []

    def start(port: int | str) -> Demo:
        started.append(Demo(tmp_path / "demo", port))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.communicate()


def query(port: int | str, text: str) -> dict[str, Any]:
    """The data of the answer."""
    request = urllib.request.Request(
        f"http://{HOST}:{port}/graphql/",
        data=json.dumps({"query": text}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return dict(json.load(answer)["data"])


def test_it_starts_stops_and_starts_again(demo: Starter, tmp_path: Path) -> None:
    [port] = free_ports(1)
    first = demo(port)
    first.read_until("Try ", 400)
    for line in (f"  Admin     http://localhost:{port}/admin/", f"  GraphQL   http://localhost:{port}/graphql/"):
        assert line in first.text
    assert re.findall(r"^ {12}(\S+)  \S+", first.text, re.MULTILINE) == [
        "admin",
        "editor",
        "location-editor",
        "reviewer",
        "publisher",
    ]
    command = re.search(r"Try +(curl .*)$", first.text, re.MULTILINE)
    assert command is not None
    told = subprocess.run(["bash", "-c", command[1]], capture_output=True, text=True, check=True).stdout
    assert len(json.loads(told)["data"]["treatments"]["nodes"]) == 3
    hero = "hero { srcSet(preset: HERO, format: WEBP) }"
    pictured = query(port, f"{{ articles {{ nodes {{ {hero} }} }} treatments(first: 100) {{ nodes {{ {hero} }} }} }}")
    pictures = [node["hero"]["srcSet"] for field in ("articles", "treatments") for node in pictured[field]["nodes"]]
    assert [len(sizes.split(", ")) for sizes in pictures] == [4] * len(pictures)
    assert len(pictures) == 3 + 15

    second_in_folder = demo(port + 1).run_to_end()
    assert second_in_folder == (
        1,
        f"A demo runs in this folder already: http://localhost:{port}/ (process {first.process.pid})",
    )

    reset = Demo(tmp_path / "demo", port, "--reset").run_to_end()
    assert reset == second_in_folder
    assert query(port, "{ organization { name } }")["organization"]

    assert first.end(signal.SIGINT) == (0, [])
    assert first.text.endswith("Stopped.\n")

    started = time.monotonic()
    again = demo(port)
    again.read_until("Try ", 120)
    assert time.monotonic() - started < SECOND_START_SECONDS
    assert query(port, "{ organization { name } }") == {
        "organization": {"name": "Larkfield Plastic Surgery & Medical Spa"}
    }
    assert again.end(signal.SIGKILL) == (-signal.SIGKILL, [])

    third = demo(port)
    third.read_until("Try ", 120)
    assert third.end(signal.SIGHUP) == (0, [])


def test_a_port_that_is_taken_is_named(demo: Starter) -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        said = demo(port).run_to_end()
    assert said == (1, f"Port {port} is taken. Choose another: make demo PORT={port + 1}")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become the ordinary user that this needs")
def test_a_port_that_is_not_permitted_is_named(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir(mode=0o777)
    said = Demo(tmp_path / "demo", 80, prefix=as_other_user()).run_to_end()
    assert said == (1, "Port 80 is not permitted to an ordinary user. Choose one above 1023: make demo PORT=8000")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = f"{tmp_path}/file/demo cannot be used: Not a directory."
    assert Demo(tmp_path / "file" / "demo", 8000).run_to_end() == (1, said)


def test_a_reset_forgets_everything(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert Demo(folder, 8000, "--reset").run_to_end() == (0, "The demo starts afresh.")
    (folder / "postgresql" / "data").mkdir(parents=True)
    (folder / "prepared.json").touch()
    assert Demo(folder, 8000, "--reset").run_to_end() == (0, "The demo starts afresh.")
    assert not folder.exists()


def test_a_reset_leaves_a_running_demo_alone(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("http://localhost:8000/ (process 1)")
        lock.flush()
        said = Demo(folder, 8000, "--reset").run_to_end()
    assert said == (1, "A demo runs in this folder already: http://localhost:8000/ (process 1)")
    assert (folder / "lock").exists()


def test_it_ends_when_make_alone_is_killed(tmp_path: Path) -> None:
    makefile = tmp_path / "Makefile"
    code = "from servers import demo; print(demo.PARENT, flush=True); demo.watch([])"
    makefile.write_text(f"run:\n\t@exec {sys.executable} -c '{code}'\n")
    make = subprocess.Popen(
        ["make", "-f", makefile], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    assert make.stdout is not None
    assert int(make.stdout.readline()) == make.pid
    family = psutil.Process(make.pid).children(recursive=True)
    make.kill()
    make.wait()
    _, alive = psutil.wait_procs(family, timeout=10)
    for process in alive:
        process.kill()
    make.stdout.close()
    assert (len(family), alive) == (1, [])


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1"])
def test_a_port_that_is_none_is_named(demo: Starter, port: str) -> None:
    assert demo(port).run_to_end() == (1, f"PORT must be a whole number from 1 to 65535, not {port!r}.")


def test_a_python_that_does_not_fit_is_named(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n')
    old.chmod(0o755)
    clone = tmp_path / "clone" / "servers"
    clone.mkdir(parents=True)
    (clone / "install.sh").write_bytes((ROOT / "servers" / "install.sh").read_bytes())
    for name in ("requirements.txt", "requirements-dev.txt"):
        (clone.parent / name).touch()
    done = subprocess.run(
        ["bash", clone / "install.sh"],
        env={"PATH": os.environ["PATH"], "PYTHON": str(old)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = f"Medspa CMS needs Python 3.11, 3.12, 3.13 or 3.14; {old} is: Python 3.9.2."
    assert (done.returncode, done.stderr) == (1, f"{said} Name another with PYTHON=/path/to/python3.\n")
