"""What the environment decides, and what is said when it is wrong."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = {
    "SECRET_KEY": "a-secret",
    "ALLOWED_HOSTS": "cms.example.com",
    "CMS_BASE_URL": "https://cms.example.com",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "dummymail://",
    "DEFAULT_FROM_EMAIL": "cms@example.com",
}


def production(expression: str = "None", **environment: str) -> str:
    """Load settings.production in a process of its own; return what the expression is, or the error."""
    code = (
        "from django.conf import settings\nfrom django.core.exceptions import ImproperlyConfigured\n"
        f"try:\n    settings.DEBUG; print({expression})\nexcept ImproperlyConfigured as error:\n    print(error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "settings.production", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.strip()


@pytest.mark.parametrize("missing", REQUIRED)
def test_production_names_what_is_missing(missing: str) -> None:
    environment = {**REQUIRED, missing: "  "}
    assert production(**environment) == f"Set the environment variable {missing} (see .env.example)."


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("CMS_BASE_URL", "cms.example.com", "CMS_BASE_URL must start with https:// or http://."),
        ("DATABASE_URL", "mysql://a@b/c", "DATABASE_URL must start with postgres:// or sqlite://."),
        ("CACHE_URL", "memcached://a", "CACHE_URL must start with valkey://, valkeys://, redis:// or rediss://."),
        ("SECURE_HSTS_SECONDS", "a year", "SECURE_HSTS_SECONDS is not a valid int."),
    ],
)
def test_production_names_what_is_wrong(variable: str, value: str, said: str) -> None:
    assert (
        production(**{**REQUIRED, variable: value}) == f"The environment variable {variable} {said.partition(' ')[2]}"
    )


def test_prefixes_that_lie_inside_one_another_are_refused() -> None:
    said = production(**REQUIRED, S3_BUCKET="b", S3_PUBLIC_PREFIX="media", S3_PRIVATE_PREFIX="media/private")
    assert said == "S3_PUBLIC_PREFIX and S3_PRIVATE_PREFIX must be set, differ, and not lie inside one another."


def test_an_https_address_switches_on_what_protects_it() -> None:
    names = "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "DEBUG"
    expression = f"[getattr(settings, name) for name in {names!r}]"
    assert production(expression, **REQUIRED) == "[True, True, True, 31536000, False]"
    plain = {**REQUIRED, "CMS_BASE_URL": "http://localhost:8000"}
    assert production(expression, **plain) == "[False, False, False, 0, False]"


def test_a_secret_may_hold_any_character() -> None:
    assert production("settings.SECRET_KEY", **{**REQUIRED, "SECRET_KEY": "$ecret#\\$1"}) == "$ecret#\\$1"


def test_the_example_names_every_variable_that_is_read() -> None:
    sources = [*(ROOT / "settings").glob("*.py"), ROOT / "cms" / "serve.py"]
    text = "\n".join(source.read_text() for source in sources)
    reading = r"(?:env\.\w+|origin|number|environ\.get)\(\s*\"([A-Z][A-Z0-9_]+)\""
    read = set(re.findall(reading, text)) - {"PYTEST_XDIST_WORKER"}
    example = set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert example == read


def test_the_readme_explains_every_variable_of_the_example() -> None:
    example = set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert sorted(name for name in example if f"`{name}`" not in (ROOT / "README.md").read_text()) == []


@pytest.mark.parametrize(("group", "file"), [("runtime", "requirements.txt"), ("dev", "requirements-dev.txt")])
def test_every_dependency_is_pinned_with_hashes(group: str, file: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] if group == "runtime" else project["dependency-groups"][group]
    names = {re.split(r"[^\w.-]", dependency)[0].lower().replace("_", "-") for dependency in wanted}
    text = (ROOT / file).read_text()
    pinned = re.findall(r"^([\w.-]+)==\S+[^\n]*\\\n    --hash=sha256:", text, re.MULTILINE)
    assert names - set(pinned) == set()
    assert "://" not in text
