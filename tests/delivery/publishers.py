"""A process that makes publishers: ``python -m tests.delivery.publishers``.

For each line on its input that names a command it forks a child, which runs that command and is a process like any
other, but begins at once; it answers with the child's number. At the end of its input it ends.
"""

from __future__ import annotations

import os
import signal
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")

COMMANDS = {"worker": {"interval": 0.1, "minute": 0.2}, "publish_scheduled": {}}


def main() -> None:
    django.setup()
    from django.core.management import load_command_class

    load_command_class("cms.delivery", "worker")  # what children import is imported once
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system forgets children that have ended
    for line in sys.stdin:
        child = os.fork()
        if not child:
            run(line.strip())
        print(child, flush=True)  # noqa: T201


def run(name: str) -> None:
    """Run a command, then end the process as it does."""
    from django.core.management import call_command

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdin.fileno())
    os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdout.fileno())
    code = 1
    try:
        call_command(name, **COMMANDS[name])
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
