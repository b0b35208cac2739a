"""What is measured: the CMS and grapple as shipped, each served by one process of granian, on databases of their own.

Servers run on the first core, everything else on the second; where there is one alone, or none may be chosen, on all.
"""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from bench.queries import ROOT
from servers import PostgreSQL, ServerFault, postgresql
from servers.process import HOST, Process, free_ports, running

CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
HAS_TWO = len(CORES) > 1
THREADS = 6


@contextmanager
def on_core(number: int) -> Iterator[None]:
    """Have what is started inside run on one core alone."""
    if not HAS_TWO:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {CORES[number]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclass(frozen=True)
class Served:
    """A server under measurement."""

    port: int
    path: str
    process: Process = field(repr=False)

    def cpu(self) -> float:
        """The seconds of CPU that its processes have used, in user mode and in the system's."""
        server = psutil.Process(self.process.pid)
        times = [each.cpu_times() for each in (server, *server.children(recursive=True))]
        return float(sum(each.user + each.system for each in times))


@dataclass(frozen=True)
class Databases:
    """The addresses of the two sites' databases, filled."""

    ours: str
    grapples: str
    folder: Path


@contextmanager
def databases(kind: str, folder: Path, scale: float) -> Iterator[Databases]:
    """Two databases of a kind, ``postgresql`` or ``sqlite``, with the rows of both sites."""
    with ExitStack() as stack:
        if kind == "postgresql":
            with on_core(1):
                server = stack.enter_context(postgresql())
            found = Databases(server.url, another(server, "grapple"), folder)
        else:
            found = Databases(f"sqlite:///{folder / 'cms.sqlite3'}", f"sqlite:///{folder / 'grapple.sqlite3'}", folder)
        run(cms_environment(found), "django", "migrate", "--verbosity=0")
        run(cms_environment(found), "bench.data", str(scale))
        run(grapple_environment(found), "bench.grapple_as_shipped.seed", str(scale))
        yield found


def another(server: PostgreSQL, name: str) -> str:
    """Make one more database in the server; return its address."""
    with psycopg.connect(server.url.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.url.rpartition("/")[0] + f"/{name}"


def cms_environment(found: Databases, port: int = 8000, cache_mb: int = 0) -> dict[str, str]:
    """Production's settings, with nothing beside the database."""
    return {
        "DJANGO_SETTINGS_MODULE": "settings.production",
        "DATABASE_URL": found.ours,
        "RESPONSE_CACHE_MB": str(cache_mb),
        "SECRET_KEY": "for-the-benchmark-alone",
        "ALLOWED_HOSTS": "localhost",
        "CMS_BASE_URL": f"http://localhost:{port}",
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "cms@localhost",
        "MEDIA_ROOT": str(found.folder / "media"),
        "LOG_LEVEL": "ERROR",
        "S3_BUCKET": "",
        "CACHE_URL": "",
        "CDN_PURGE": "",
        "HOST": HOST,
        "PORT": str(port),
        "WEB_PROCESSES": "1",
        "WEB_THREADS": str(THREADS),
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
    }


def grapple_environment(found: Databases, port: int = 8000) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "bench.grapple_as_shipped.settings",
        "DATABASE_URL": found.grapples,
        "PORT": str(port),
        "WEB_THREADS": str(THREADS),
        "PYTHONPATH": str(ROOT),
    }


def run(environment: dict[str, str], *module: str) -> str:
    """Run a module of Python and return what it printed; ServerFault with its last line when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", *module],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        raise ServerFault(f"{' '.join(module)} failed: {lines[-1]}")
    return done.stdout


@contextmanager
def cms(found: Databases, *, cache_mb: int) -> Iterator[Served]:
    """Serve the CMS as `make serve` does; without a memory of answers where ``cache_mb`` is 0."""
    [port] = free_ports(1)
    environment = cms_environment(found, port, cache_mb)
    with serving("The CMS", "cms.serve", environment, found.folder, port, "/graphql/") as served:
        yield served


@contextmanager
def grapple(found: Databases) -> Iterator[Served]:
    """Serve the yardstick."""
    [port] = free_ports(1)
    environment = grapple_environment(found, port)
    with serving(
        "grapple as shipped", "bench.grapple_as_shipped.serve", environment, found.folder, port, "/api/graphql/"
    ) as served:
        yield served


@contextmanager
def serving(
    name: str, module: str, environment: dict[str, str], folder: Path, port: int, path: str
) -> Iterator[Served]:
    """Run a module that serves, on the first core; ready once it answers."""
    own = folder / f"{module}-{port}"
    own.mkdir(exist_ok=True)
    with ExitStack() as stack:
        with on_core(0):
            process = stack.enter_context(
                running(
                    name,
                    [sys.executable, "-m", module],
                    folder=own,
                    ready=lambda: answers(port, path),
                    environment=environment,
                )
            )
        yield Served(port, path, process)


def answers(port: int, path: str) -> bool:
    """Whether GraphQL is answered there."""
    request = urllib.request.Request(
        f"http://{HOST}:{port}{path}",
        data=b'{"query": "{ __typename }"}',
        headers={"Content-Type": "application/json", "Host": f"localhost:{port}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
