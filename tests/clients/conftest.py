"""A server as production runs it, on the test's own database, and Node to run clients against it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from servers.process import free_ports
from tests.web import web_server

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
BIN = Path(sys.executable).parent


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[str]:
    """The address of the content API of a running web server."""
    [port] = free_ports(1)
    shared = {name: value for name, value in os.environ.items() if name == "PATH" or name.startswith("S3_")}
    with web_server(port, GRAPHQL_INTROSPECTION="true", **shared) as address:  # the audits ask for a type
        yield f"{address}/graphql/"


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
