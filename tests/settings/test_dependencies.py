"""What is imported is declared, so that no other package's next release takes it away."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
# Parts of a declared package, which decides about their versions.
PARTS = {
    "botocore",  # boto3
    "django-filter", "django-modelcluster", "django-taggit", "modelsearch",  # wagtail
    "django-tasks",  # django-tasks-db
    "factory-boy",  # wagtail-factories
    "hypothesis",  # schemathesis
}  # fmt: skip


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*, dev: bool) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + (project["dependency-groups"]["dev"] if dev else [])
    return {normal(re.split(r"[^\w.-]", dependency)[0]) for dependency in wanted}


def imported(folder: str) -> Iterator[str]:
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize(
    ("folders", "dev"),
    [
        (("cms", "locations", "pages", "providers", "settings", "treatments"), False),
        (("bench", "demo", "servers", "tests"), True),
    ],
)
def test_every_package_that_is_imported_is_declared(folders: tuple[str, ...], dev: bool) -> None:
    packages = packages_distributions()
    names = {name for folder in folders for name in imported(folder)}
    owners = {name: {normal(owner) for owner in packages[name]} for name in names if name in packages}
    known = declared(dev=dev) | PARTS
    assert {name: of for name, of in owners.items() if not of & known} == {}
