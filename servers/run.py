"""Run a command beside servers of its own: `python -m servers.run s3 postgresql -- pytest tests`.

The servers' addresses are in the command's environment; its exit code is ours.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable

from servers import S3, PostgreSQL, ServerFault, Valkey, postgresql, s3, valkey

SERVERS: dict[str, Callable[[], contextlib.AbstractContextManager[S3 | PostgreSQL | Valkey]]] = {
    "s3": s3,
    "postgresql": postgresql,
    "valkey": valkey,
}


def main() -> int:
    """Start what was asked for, run the command, stop."""
    parser = argparse.ArgumentParser(prog="python -m servers.run", description=__doc__)
    parser.add_argument("servers", nargs="+", choices=SERVERS)
    before, separator, command = _split(sys.argv[1:])
    names = parser.parse_args(before).servers
    if not separator or not command:
        parser.error("give a command after --")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with contextlib.ExitStack() as stack:
            environment = dict(os.environ)
            for name in names:
                environment |= stack.enter_context(SERVERS[name]()).environment()
            return subprocess.run(command, env=environment, check=False).returncode
    except ServerFault as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _split(arguments: list[str]) -> tuple[list[str], bool, list[str]]:
    if "--" not in arguments:
        return arguments, False, []
    at = arguments.index("--")
    return arguments[:at], True, arguments[at + 1 :]


if __name__ == "__main__":
    sys.exit(main())
