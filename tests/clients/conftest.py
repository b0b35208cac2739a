"""A server as production runs it, on the test's own database, and Node to run clients against it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from django.db import connection

from servers.process import HOST, free_ports, running

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
BIN = Path(sys.executable).parent


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[str]:
    """The address of the content API of a running web server."""
    [port] = free_ports(1)
    address = f"http://{HOST}:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if name == "PATH" or name.startswith("S3_")},
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "settings.production",
        "SECRET_KEY": "a-secret-of-this-test-run-that-is-long-enough",
        "ALLOWED_HOSTS": HOST,
        "CMS_BASE_URL": address,
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "cms@example.com",
        "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}",
        "GRAPHQL_INTROSPECTION": "true",  # the audits ask for a type
        "HOST": HOST,
        "PORT": str(port),
    }
    with tempfile.TemporaryDirectory() as folder:
        with running(
            "The web server",
            [sys.executable, "-m", "cms.serve"],
            folder=Path(folder),
            environment=environment,
            ready=lambda: answers(f"{address}/health/ready/"),
        ):
            yield f"{address}/graphql/"


def answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


@pytest.fixture(scope="session")
def generated() -> None:
    """The types that codegen makes of schema.graphql and docs/queries."""
    node("node_modules/.bin/graphql-codegen", "--config", "codegen.ts")


def node(script: str, *arguments: str) -> str:
    """Run a script with the wheel's Node; return what it printed."""
    done = subprocess.run(
        [BIN / "node", script, *arguments],
        cwd=HERE,
        env={"PATH": f"{BIN}:{os.environ['PATH']}", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def run_json() -> Callable[..., Any]:
    """Give a function that runs a script and reads the JSON it prints."""
    return lambda script, *arguments: json.loads(node(script, *arguments))
