"""A real Varnish server, Debian's with its module xkey: `servers/varnish.sh` finds or gets it."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from servers.process import HOST, Process, ServerFault, data_folder, listens, remembered_ports, running

UNPACKED = Path(__file__).resolve().parents[1] / ".venv" / "varnish" / "varnishd"


@dataclass(frozen=True)
class Varnish:
    """A running server; nothing it holds outlives it."""

    port: int
    process: Process = field(repr=False)

    @property
    def url(self) -> str:
        """Return the address."""
        return f"http://{HOST}:{self.port}"


@contextlib.contextmanager
def varnish(vcl: str, *, port: int | None = None) -> Iterator[Varnish]:
    """Run the server with the configuration `vcl`, on `port` or a free one."""
    binary = find_binary()
    if binary is None:
        raise ServerFault("There is no Varnish: run servers/varnish.sh, or name it with VARNISHD=/path/to/varnishd.")
    with data_folder(None) as (home, temporary):
        port = port or remembered_ports(home / "ports.json", 1)[0]
        config = home / "default.vcl"
        config.write_text(vcl)
        home.chmod(0o755)
        command = [binary, "-F", "-j", "none", "-T", "none", "-n", str(home / "work"), "-f", str(config)]
        command += ["-a", f"{HOST}:{port}", "-s", "malloc,64m"]
        with running("Varnish", command, folder=home, ready=lambda: listens(port), remove=temporary) as process:
            yield Varnish(port, process)


def find_binary() -> str | None:
    """Return the path of `varnishd`: VARNISHD, or where Debian or our script puts it."""
    for path in (os.environ.get("VARNISHD"), "/usr/sbin/varnishd", shutil.which("varnishd"), str(UNPACKED)):
        if path and Path(path).exists():
            return path
    return None
