"""The demo: S3, PostgreSQL, the worker and the web server, with content, in one command.

`python -m servers.demo [--reset] [--website] [FOLDER]`. Data is kept in the folder, .demo/; `--reset` removes it, and
`--website` runs examples/website too.
Everything stops with this process, however it ends, and with the `make` that started it.
"""

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from servers import ServerFault, postgresql, s3, website
from servers.process import HOST, Process, bind_error, running

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".demo"
PARENT = os.getppid()
QUERY = "{ treatments(first: 3) { nodes { title path } } }"


class Stopped(BaseException):
    """Somebody wants the demo to end: Ctrl-C, SIGTERM, or the terminal was closed."""


def main() -> int:
    """Run until stopped, or forget the data; return the exit code."""
    global FOLDER
    parser = argparse.ArgumentParser(prog="python -m servers.demo", description="Run the demo.")
    parser.add_argument("--reset", action="store_true", help="forget the demo's data instead")
    parser.add_argument("--website", action="store_true", help="run the website too, on WEBSITE_PORT (3000)")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="where its data is kept")
    options = parser.parse_args()
    FOLDER = options.folder.resolve()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _stop)
    try:
        if options.reset:
            return reset()
        run(read_port(), read_port("WEBSITE_PORT", "3000") if options.website else None)
    except Stopped:
        say("Stopped.")
        return 0
    except ServerFault as fault:
        print(fault, file=sys.stderr)
    except OSError as error:
        if error.filename is None:
            raise
        print(f"{error.filename} cannot be used: {error.strerror}.", file=sys.stderr)
    return 1


def reset() -> int:
    """Remove the folder, unless a demo runs in it; return the exit code."""
    if FOLDER.exists():
        with only_one("it is being reset"):
            # The servers of a demo that was killed may still be stopping.
            for file in FOLDER.glob("*/keeper.lock"):
                with file.open("a") as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX)
            shutil.rmtree(FOLDER)
    say("The demo starts afresh.")
    return 0


def run(port: int, website_port: int | None) -> NoReturn:
    """Start everything in its order, tell where it is, watch over it."""
    started = time.monotonic()
    here = f"http://localhost:{port}/ (process {os.getpid()})"
    with only_one(here), contextlib.ExitStack() as stack:
        refuse_port(port)
        if website_port is not None:
            refuse_port(website_port, "website WEBSITE_PORT")
            built = "The website in this checkout is built and run by another demo already"
            stack.enter_context(locked(website.LOCK, here, f"{built}, which would lose its pages"))
        say("Starting S3 and PostgreSQL…")
        storage = stack.enter_context(s3(FOLDER / "s3"))
        database = stack.enter_context(postgresql(FOLDER / "postgresql"))
        environment = {
            "DJANGO_SETTINGS_MODULE": "settings.dev",
            "CMS_BASE_URL": f"http://localhost:{port}",
            "DEBUG": "false",
            "LOG_LEVEL": "WARNING",
            **(website.settings_of_cms(website_port) if website_port is not None else {}),
            **os.environ,
            **storage.environment(),
            **database.environment(),
            "HOST": HOST,
            "PORT": str(port),
        }
        prepared = Prepared()
        if not prepared.current:
            say("Preparing the database (the first time, half a minute)…")
            manage(environment, "migrate", "--verbosity=0")
        # Before the content, so that pictures are rendered while the rest is loaded.
        worker = stack.enter_context(worker_running(environment))
        if not prepared.current:
            say("Loading the demo's content (the first time, a minute or two)…")
            said = manage(environment, "load_demo")
            prepared.note(said.partition("Logins:\n")[2].splitlines())
        web = stack.enter_context(web_running(environment, port))
        processes = [storage.process, database.process, worker, web]
        if website_port is not None:
            processes.append(stack.enter_context(website_made(environment, port, website_port)))
        tell(port, prepared.logins, time.monotonic() - started, website_port)
        watch(processes)


class Prepared:
    """Whether the folder's database holds this code's tables and content, and the demo's logins if so."""

    def __init__(self) -> None:
        self.file = FOLDER / "prepared.json"
        self.state = state_of_code()
        told: dict[str, Any] = json.loads(self.file.read_text()) if self.file.exists() else {}
        self.current = told.get("state") == self.state
        self.logins: list[str] = list(told["logins"]) if self.current else []

    def note(self, logins: list[str]) -> None:
        """Remember that all was done."""
        self.logins = logins
        self.file.write_text(json.dumps({"state": self.state, "logins": logins}))


def state_of_code() -> str:
    """Return a digest of everything that decides what the database should hold."""
    state = hashlib.sha256()
    sources = ("requirements.txt", "*/migrations/*.py", "cms/*/migrations/*.py", "demo/**/*.*")
    for file in sorted(file for pattern in sources for file in ROOT.glob(pattern)):
        if file.is_file() and file.suffix != ".pyc":
            state.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return state.hexdigest()


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a management command and return what it said; ServerFault with its last line when it fails."""
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        (FOLDER / "failed.log").write_text(result.stdout + result.stderr)
        lines = result.stderr.strip().splitlines() or result.stdout.strip().splitlines() or ["it said nothing"]
        raise ServerFault(f"manage.py {arguments[0]} failed: {lines[-1]} (all of it: {FOLDER / 'failed.log'})")
    return result.stdout


def worker_running(environment: dict[str, str]) -> contextlib.AbstractContextManager[Process]:
    """Run the background worker."""
    (FOLDER / "worker").mkdir(exist_ok=True)
    return running(
        "The worker",
        [sys.executable, str(ROOT / "manage.py"), "worker"],
        folder=FOLDER / "worker",
        ready=lambda: True,
        environment=environment,
    )


def web_running(environment: dict[str, str], port: int) -> contextlib.AbstractContextManager[Process]:
    """Run the web server; ready once it has answered a query."""
    (FOLDER / "web").mkdir(exist_ok=True)
    return running(
        "The web server",
        [sys.executable, "-m", "cms.serve"],
        folder=FOLDER / "web",
        ready=lambda: answers(port),
        environment={**environment, "PYTHONPATH": str(ROOT)},
    )


def website_made(
    environment: dict[str, str], port: int, website_port: int
) -> contextlib.AbstractContextManager[Process]:
    """Install, wire up, build and run the website."""
    folder = FOLDER / "website"
    folder.mkdir(exist_ok=True)
    failed = FOLDER / "failed.log"
    website.install(failed)
    manage(environment, "load_documents", str(website.FOLDER / "generated"))
    # Before the build, so that nothing that changes meanwhile is missed: it is told once the website is there.
    secret = manage(environment, "add_website", f"{website.address(website_port)}/api/changes/").strip()
    variables = website.environment(f"http://localhost:{port}", secret, folder / "kept")
    say("Building the website (half a minute)…")
    website.build(variables, failed)
    return website.website_running(variables, website_port, folder)


def answers(port: int) -> bool:
    """Tell whether the content API answers the demo's first query."""
    request = urllib.request.Request(
        f"http://{HOST}:{port}/graphql/",
        data=json.dumps({"query": QUERY}).encode(),
        headers={"Content-Type": "application/json", "Host": f"localhost:{port}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return "data" in json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            raise ServerFault(f"The first query was answered with {error.code}: see {FOLDER / 'web' / 'log'}") from None
    except (OSError, ValueError):
        return False


def tell(port: int, logins: list[str], seconds: float, website_port: int | None) -> None:
    """Print where everything is."""
    base = f"http://localhost:{port}"
    body = json.dumps({"query": QUERY})
    say(f"\nReady after {seconds:.0f} s. Ctrl-C stops it; `make demo-reset` forgets its data.\n")
    if website_port is not None:
        say(f"  Website   {website.address(website_port)}/")
    say(f"  Admin     {base}/admin/")
    for login in logins:
        say(f"            {login}")
    say(f"  GraphiQL  {base}/graphiql/")
    say(f"  GraphQL   {base}/graphql/")
    say(f"  Try       curl -s {base}/graphql/ -H 'Content-Type: application/json' -d '{body}'\n")


def watch(processes: list[Process]) -> NoReturn:
    """Wait for a stop, or for a server that ends by itself.

    Who kills `make` alone wants the demo to end; a shell that started it in the background may go.
    """
    while True:
        if "MAKELEVEL" in os.environ and os.getppid() != PARENT:
            _stop()
        for process in processes:
            if not process.alive():
                raise ServerFault(f"{process.name} ended: {process.last_line()}")
        time.sleep(0.5)


def only_one(here: str) -> contextlib.AbstractContextManager[None]:
    """Hold the folder's lock, in which others read what is here; ServerFault when another demo holds it."""
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    return locked(FOLDER / "lock", here, "A demo runs in this folder already")


@contextlib.contextmanager
def locked(file: Path, here: str, taken: str) -> Iterator[None]:
    """Hold a lock; ServerFault with the words `taken` and what is there when another demo holds it."""
    with file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise ServerFault(f"{taken}: {lock.read() or 'starting'}") from None
        lock.truncate(0)
        lock.write(here)
        lock.flush()
        yield


def refuse_port(port: int, variable: str = "demo PORT") -> None:
    """Raise ServerFault when a server could not listen there."""
    error = bind_error(port)
    if isinstance(error, PermissionError):
        raise ServerFault(
            f"Port {port} is not permitted to an ordinary user. Choose one above 1023: make {variable}=8000"
        )
    if error is not None:
        raise ServerFault(f"Port {port} is taken. Choose another: make {variable}={port + 1}")


def read_port(variable: str = "PORT", default: str = "8000") -> int:
    """Return the port that the environment variable names."""
    value = os.environ.get(variable, "").strip() or default
    if not value.isdecimal() or not 1 <= int(value) <= 65_535:
        raise ServerFault(f"{variable} must be a whole number from 1 to 65535, not {value!r}.")
    return int(value)


def say(line: str) -> None:
    """Print a line; a closed terminal is no reason to fail."""
    with contextlib.suppress(OSError):
        print(line, flush=True)


def _stop(*_: object) -> NoReturn:
    say("\nStopping…")
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    raise Stopped


if __name__ == "__main__":
    sys.exit(main())
