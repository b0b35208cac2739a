"""Runs one server for as long as its parent lives. Standard library only; started by servers.process.

The parent holds the other end of our standard input: whichever way it ends, we read the end of it, stop the
server the way that server wants to be stopped, and remove what is temporary.
"""

import argparse
import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TextIO

PR_SET_PDEATHSIG = 1


def main() -> int:
    """Start the command, tell its process id, and stop it when told to or left alone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--stop-signal", type=int, required=True)
    parser.add_argument("--grace", type=float, required=True, help="seconds from the stop signal to SIGKILL")
    parser.add_argument("--remove", action="append", default=[], help="file or folder to remove at the end")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    lock = wait_for_folder()
    if lock is None:
        print(f"{Path.cwd()} is used by a server that still runs", file=sys.stderr)
        return 1
    try:
        server = subprocess.Popen(
            options.command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            process_group=0,
            preexec_fn=lambda: prepare(options.stop_signal),
        )
    except OSError as error:
        print(f"{options.command[0]}: {error.strerror}", file=sys.stderr)
        remove(options.remove)
        return 127
    print(server.pid, flush=True)

    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    threading.Thread(target=when_parent_ends, args=(ended,), daemon=True).start()
    threading.Thread(target=when_server_ends, args=(server, ended), daemon=True).start()
    ended.wait()
    code = stop(server, options.stop_signal, options.grace)
    remove(options.remove)
    return code


def wait_for_folder() -> TextIO | None:
    """Lock the working folder; wait for a server before us that is still stopping. None if it does not end."""
    lock = Path("keeper.lock").open("w")  # noqa: SIM115 - held until this process ends
    for _ in range(200):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        time.sleep(0.1)
    return None


def prepare(stop_signal: int) -> None:
    """In the server's process: take signals again, and, on Linux, be stopped if this keeper is killed."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, stop_signal)


def when_parent_ends(ended: threading.Event) -> None:
    """Wait for the end of standard input."""
    while os.read(0, 4096):
        pass
    ended.set()


def when_server_ends(server: subprocess.Popen[bytes], ended: threading.Event) -> None:
    """Wait for a server that ends by itself."""
    server.wait()
    ended.set()


def stop(server: subprocess.Popen[bytes], stop_signal: int, grace: float) -> int:
    """Stop the server, paused or not, then what it left in its process group; return its exit code."""
    if server.poll() is None:
        server.send_signal(stop_signal)
        server.send_signal(signal.SIGCONT)
        try:
            server.wait(grace)
        except subprocess.TimeoutExpired:
            server.kill()
    code = server.wait()
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(server.pid, signal.SIGKILL)
    return code


def remove(paths: list[str]) -> None:
    """Remove files and folders, those that are there."""
    for path in paths:
        if Path(path).is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            Path(path).unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
