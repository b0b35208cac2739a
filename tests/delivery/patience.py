"""A task for the tests of the worker."""

from __future__ import annotations

import time
from pathlib import Path

from django_tasks import task


@task()
def wait_the_first_time(file: str) -> str:
    """Make the file and never end; where it is there already, be done."""
    if not Path(file).exists():
        Path(file).touch()
        time.sleep(600)
    return "done"
