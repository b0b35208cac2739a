"""The web server as production runs it, beside a test."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from django.db import connection

from servers.process import HOST, running

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def web_server(port: int, **environment: str) -> Iterator[str]:
    """Run it on ``port`` and the test's database, which PostgreSQL holds; gives its address."""
    address = f"http://{HOST}:{port}"
    variables = {
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "settings.production",
        "SECRET_KEY": "a-secret-of-this-test-run-that-is-long-enough",
        "ALLOWED_HOSTS": HOST,
        "CMS_BASE_URL": address,
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "cms@example.com",
        "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}",
        "HOST": HOST,
        "PORT": str(port),
        **environment,
    }
    command = [sys.executable, "-m", "cms.serve"]
    with (
        tempfile.TemporaryDirectory() as folder,
        running("The web server", command, folder=Path(folder), environment=variables, ready=lambda: is_ready(address)),
    ):
        yield address


def is_ready(address: str) -> bool:
    """Whether it answers, and says that it is ready."""
    try:
        return requests.get(f"{address}/health/ready/", timeout=5).status_code == 200
    except requests.ConnectionError:
        return False
