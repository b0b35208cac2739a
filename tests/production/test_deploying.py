"""The README's way to deploy: the Makefile's targets in a fresh copy, with the required variables and no others."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from servers.process import HOST, free_ports, running

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
READY = """
import gc, sys, cms.wsgi
from cms.api.schema import build
print(build.cache_info().currsize, "cms.urls" in sys.modules, gc.get_freeze_count() > 100_000)
"""
LEFT_OUT = {".venv", ".git", ".demo", ".env", "static", "media", "tests"}
MADE = {"__pycache__", "node_modules", ".next"}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a clone holds, beside this one's interpreter and packages."""
    folder = tmp_path_factory.mktemp("deploying") / "copy"
    shutil.copytree(ROOT, folder, ignore=lambda at, names: LEFT_OUT if Path(at) == ROOT else MADE)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


@pytest.fixture(scope="module")
def environment(copy: Path) -> dict[str, str]:
    """What production requires, and where it listens."""
    [port] = free_ports(1)
    return {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "a-secret-of-this-test-run-that-is-long-enough-for-it",
        "ALLOWED_HOSTS": "localhost",
        "CMS_BASE_URL": f"http://localhost:{port}",
        "DATABASE_URL": f"sqlite:///{copy.parent / 'db.sqlite3'}",
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "cms@example.com",
        "HOST": HOST,
        "PORT": str(port),
    }


def make(copy: Path, environment: dict[str, str], target: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["timeout", "120", "make", target], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def address(copy: Path, environment: dict[str, str]) -> Iterator[str]:
    for target in ("static", "migrate"):
        done = make(copy, environment, target)
        assert done.returncode == 0, done.stderr
    (copy.parent / "web").mkdir()
    with running(
        "The web server",
        ["env", "-i", *(f"{name}={value}" for name, value in environment.items()), "make", "-C", copy, "serve"],
        folder=copy.parent / "web",
        ready=lambda: make(copy, environment, "health").returncode == 0,
    ):
        yield f"http://localhost:{environment['PORT']}"


def test_the_admin_s_sign_in_is_served_with_its_styles(address: str) -> None:
    page = requests.get(f"{address}/admin/login/", timeout=20)
    assert page.status_code == 200
    styles = [word for word in page.text.split('"') if word.startswith("/static/") and word.endswith(".css")]
    assert styles
    assert {requests.get(address + style, timeout=20).status_code for style in styles} == {200}


def test_nothing_runs_in_debug(copy: Path, environment: dict[str, str], address: str) -> None:
    assert requests.get(f"{address}/graphiql/", timeout=20).status_code == 404
    done = make(copy, {**environment, "SECRET_KEY": ""}, "worker")
    assert done.returncode != 0
    assert "Set the environment variable SECRET_KEY" in done.stderr


def test_other_settings_can_be_named(copy: Path, environment: dict[str, str]) -> None:
    done = make(copy, {**environment, "DJANGO_SETTINGS_MODULE": "settings.nowhere"}, "static")
    assert "No module named 'settings.nowhere'" in done.stderr


def test_nobody_waits_for_what_is_made_once_nor_for_a_database_that_is_away(
    copy: Path, environment: dict[str, str]
) -> None:
    of_production = {"DJANGO_SETTINGS_MODULE": "settings.production", "DATABASE_URL": f"postgres://cms@{HOST}:9/cms"}
    done = subprocess.run(
        [sys.executable, "-c", READY],
        cwd=copy,
        env={**environment, **of_production},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "1 True True\n", done.stderr
