"""What processes have to agree in to take each other's answers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config

from cms.delivery.cache import release

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[3]
DIGEST = "import django; django.setup(); from cms.delivery.cache.release import digest; print(digest().hex())"


def digest(number: int) -> str:
    """That of a process of its own, under production's settings."""
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "settings.production",
        "SECRET_KEY": "one",
        "ALLOWED_HOSTS": "cms.example.com",
        "CMS_BASE_URL": "https://cms.example.com",
        "DATABASE_URL": "postgres://cms:secret@database/cms",
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "cms@example.com",
        "S3_BUCKET": "clinic",
        "PYTHONHASHSEED": str(number),
    }
    command = [sys.executable, "-c", DIGEST]
    return subprocess.run(command, env=variables, check=True, capture_output=True, text=True).stdout.strip()


def test_two_processes_agree() -> None:
    one, other = digest(1), digest(2)
    assert (len(one), one) == (64, other)


@pytest.mark.parametrize("name", ["SECRET_KEY", "FRONTEND_URL", "IMAGE_PRESETS", "TIME_ZONE", "CDN_SECONDS"])
def test_settings_count(settings: Any, name: str) -> None:
    before = release.digest()
    values = {"IMAGE_PRESETS": {}, "TIME_ZONE": "Europe/Paris"}
    setattr(settings, name, values.get(name, "another"))
    assert release.digest() != before


def test_the_code_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = release.digest()
    names = {name for name, _ in release.files()}
    assert {"cms/api/view.py", "settings/base.py", "pages/routing.py"} <= names
    assert not [name for name in names if name.endswith(".pyc") or name.startswith(("django/", "wagtail/"))]
    files = list(release.files())
    changed = tmp_path / "view.py"
    changed.write_text("# other code\n")
    monkeypatch.setattr(
        release, "files", lambda: [(name, changed if name == "cms/api/view.py" else path) for name, path in files]
    )
    assert release.digest() != before


def test_a_package_of_another_version_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = release.digest()
    monkeypatch.setattr(release, "packages", lambda: ["Django==0.1"])
    assert release.digest() != before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": {2, 3}}, OrderedDict(b={3, 2}, a=1)),
        (Config(read_timeout=5), Config(read_timeout=5)),
        ([Path("/media"), None, re.compile("x")], (Path("/media"), None, re.compile("x"))),
    ],
    ids=["mappings and sets", "objects", "sequences"],
)
def test_what_is_the_same_is_told_by_the_same_words(one: Any, other: Any) -> None:
    assert release.told(one) == release.told(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": "1"}),
        (Config(read_timeout=5), Config(read_timeout=6)),
        ([1, [2]], [1, 2]),
        (dict, list),
        (re.compile("x"), re.compile("y")),
        (os.getpid, os.getppid),
    ],
    ids=["values", "objects", "sequences", "classes", "patterns", "functions"],
)
def test_what_differs_is_told_by_other_words(one: Any, other: Any) -> None:
    assert release.told(one) != release.told(other)
