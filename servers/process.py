"""Starts a server under its keeper, waits until it answers, stops it."""

import contextlib
import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

KEEPER = Path(__file__).with_name("keeper.py")
HOST = "127.0.0.1"
# Below the range from which outgoing connections take their ports.
PORTS = range(20_000, 32_000)
START_SECONDS = 30.0


class ServerFault(Exception):
    """A server cannot run here; the message is one line for the person who started it."""


@dataclass
class Process:
    """A running server process."""

    name: str
    log: Path
    keeper: subprocess.Popen[bytes] = field(repr=False)
    pid: int
    said: IO[bytes] = field(repr=False)
    """The log once more, open: it can be read when the folder is gone."""

    def alive(self) -> bool:
        """Tell whether the server still runs."""
        return self.keeper.poll() is None

    def pause(self) -> None:
        """Freeze the server and its child processes: connections stay open, nothing answers."""
        for process in self._all():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.suspend()

    def resume(self) -> None:
        """End a pause."""
        for process in self._all():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        for process in self._all():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.keeper.wait()

    def last_line(self) -> str:
        """Return the last thing the server said."""
        self.said.seek(0)
        lines = [line for line in self.said.read().decode(errors="replace").splitlines() if line.strip()]
        return lines[-1].strip() if lines else "it said nothing"

    def _all(self) -> list[psutil.Process]:
        try:
            server = psutil.Process(self.pid)
            return [server, *server.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


@contextlib.contextmanager
def running(
    name: str,
    command: Sequence[str | Path],
    *,
    folder: Path,
    ready: Callable[[], bool],
    stop_signal: int = signal.SIGTERM,
    environment: dict[str, str] | None = None,
    remove: Sequence[str | Path] = (),
) -> Iterator[Process]:
    """Run the command until the block ends or this process does; enter once `ready()` is true.

    Raises ServerFault when the server ends early or is not ready in time.
    """
    log = folder / "log"
    arguments = ["--stop-signal", str(int(stop_signal)), "--grace", "15"]
    for path in remove:
        arguments += ["--remove", str(path)]
    with log.open("wb") as output:
        said = log.open("rb")
        keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", KEEPER, *arguments, "--", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    try:
        assert keeper.stdout is not None  # noqa: S101
        process = Process(name, log, keeper, int(keeper.stdout.readline() or 0), said)
        wait_until(ready, process)
        yield process
    finally:
        stop(keeper)
        said.close()
        clear_away(remove)


def clear_away(paths: Sequence[str | Path]) -> None:
    """Remove what a killed keeper could not."""
    for path in map(Path, paths):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def wait_until(ready: Callable[[], bool], process: Process, seconds: float = START_SECONDS) -> None:
    """Ask until the server is ready; ServerFault if it ends or stays silent."""
    deadline = time.monotonic() + seconds
    while process.alive():
        if ready():
            return
        if time.monotonic() > deadline:
            raise ServerFault(f"{process.name} did not answer within {seconds:g} s: {process.last_line()}")
        time.sleep(0.05)
    raise ServerFault(f"{process.name} did not start: {process.last_line()}")


def stop(keeper: subprocess.Popen[bytes]) -> None:
    """Stop a server by ending its keeper's standard input, as this process's own end would."""
    assert keeper.stdin is not None  # noqa: S101
    assert keeper.stdout is not None  # noqa: S101
    with contextlib.suppress(BrokenPipeError):
        keeper.stdin.close()
    try:
        keeper.wait(30)
    except subprocess.TimeoutExpired:
        keeper.kill()
        keeper.wait()
    keeper.stdout.close()


def bind_error(port: int) -> OSError | None:
    """Return why a server could not listen on the port; None when it could."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return error
        return None


def listens(port: int) -> bool:
    """Tell whether somebody takes connections."""
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False


def is_free(port: int) -> bool:
    """Tell whether a server could listen on the port."""
    return bind_error(port) is None


def free_ports(count: int) -> list[int]:
    """Return ports nobody listens on."""
    ports: list[int] = []
    for port in random.sample(PORTS, k=len(PORTS)):
        if is_free(port):
            ports.append(port)
            if len(ports) == count:
                return ports
    raise ServerFault(f"No {count} free ports between {PORTS.start} and {PORTS.stop}.")


@contextlib.contextmanager
def data_folder(kept: Path | None) -> Iterator[tuple[Path, list[Path]]]:
    """Give a folder, and what the keeper removes at the end: a temporary folder, nothing of a kept one."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield kept.resolve(), []
        return
    with tempfile.TemporaryDirectory(prefix="medspa-", ignore_cleanup_errors=True) as name:
        yield Path(name), [Path(name)]


def remembered(file: Path, names: Sequence[str]) -> dict[str, str]:
    """Return a random secret for each name, the same again for a folder that was used before."""
    if file.exists():
        values: dict[str, str] = json.loads(file.read_text())
        if set(values) == set(names):
            return values
    values = {name: secrets.token_urlsafe(24) for name in names}
    file.touch(mode=0o600)
    file.write_text(json.dumps(values))
    return values


def remembered_ports(file: Path, count: int) -> list[int]:
    """Return free ports, those of the last time if they still are."""
    if file.exists():
        ports: list[int] = json.loads(file.read_text())
        if len(ports) == count and all(map(is_free, ports)):
            return ports
    ports = free_ports(count)
    file.write_text(json.dumps(ports))
    return ports
