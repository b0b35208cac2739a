"""A schema that breaks front ends of the newest release needs a line in the changelog for each break."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.once

OLD = """type Query { page(id: ID): Page  colour: Colour }
type Page { title: String!  subtitle: String }
enum Colour { RED GREEN }
"""
RENAMED = OLD.replace("  subtitle: String", "")
FITS = "schema.graphql fits v1.10.0; CHANGELOG.md names what does not.\n"

Check = Callable[..., str]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit and no tag."""
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n")
    commit(tmp_path, OLD, "init", "-q")
    return tmp_path


@pytest.fixture
def check(repository: Path) -> Check:
    """Give a function that checks a schema against the newest tag, with these entries of the changelog."""

    def run(schema: str, *entries: str, older: str = "") -> str:
        (repository / "schema.graphql").write_text(schema)
        lines = "".join(f"- {entry}\n" for entry in entries)
        (repository / "CHANGELOG.md").write_text(f"# Changelog\n\n## Unreleased\n\n{lines}\n## 1.0.0\n\n{older}\n")
        told = StringIO()
        call_command("check_schema", str(repository), stdout=told)
        return told.getvalue()

    return run


def commit(folder: Path, schema: str, *before: str, tag: str = "") -> None:
    (folder / "schema.graphql").write_text(schema)
    who = ["-c", "user.name=A Person", "-c", "user.email=person@example.com"]
    for words in (before, ["add", "."], [*who, "commit", "-qm", "A change"], ["tag", tag] if tag else []):
        if words:
            subprocess.run(["git", "-C", folder, *words], check=True)


@pytest.fixture
def released(repository: Path) -> None:
    """Two releases: the newest by its number is neither the first nor the last by the alphabet."""
    commit(repository, OLD + "type Old { a: Int }\n", tag="v1.9.0")
    commit(repository, OLD, tag="v1.10.0")


def test_without_a_release_all_is_well(repository: Path, check: Check) -> None:
    told = "No release to compare schema.graphql with: no tag v* here holds one.\n"
    assert check("type Query { a: Int }\n") == told
    commit(repository, OLD, tag="another")
    assert check("type Query { a: Int }\n") == told


def test_without_git_all_is_well(tmp_path: Path) -> None:
    told = StringIO()
    call_command("check_schema", str(tmp_path), stdout=told)
    assert told.getvalue() == "No release to compare schema.graphql with: no tag v* here holds one.\n"


def test_the_same_and_more_fits(released: None, check: Check) -> None:
    assert check(OLD) == FITS
    assert check(OLD.replace("subtitle", "path: String!  subtitle")) == FITS


def test_what_is_dangerous_is_told(released: None, check: Check) -> None:
    assert check(OLD.replace("RED", "RED BLUE")) == (
        "Since v1.10.0, take care: BLUE was added to enum type Colour.\n" + FITS
    )


def test_a_break_that_is_not_named_fails(released: None, check: Check) -> None:
    broken = OLD.replace("page(id: ID)", "page(id: ID!)").replace("  subtitle: String", "").replace(" GREEN", "")
    with pytest.raises(CommandError) as error:
        check(broken, "**breaking** `Page.subtitle` was removed. Ask for `title`.")
    assert str(error.value) == (
        "schema.graphql breaks front ends written for v1.10.0. Take it back, or say under Unreleased in CHANGELOG.md "
        "what they should do, each entry beginning so:\n"
        "- **breaking** Query.page arg id has changed type from ID to ID!.\n"
        "- **breaking** GREEN was removed from enum type Colour."
    )


@pytest.mark.parametrize(
    "entries",
    [
        [],
        ["`Page.subtitle` was removed."],
        ["**breaking** `HomePage.subtitle` was removed."],
        ["**breaking** `Page.subtitles` was removed."],
        ["**breaking** `My.Page.subtitle` was removed."],
    ],
)
def test_it_must_be_named_as_breaking_and_by_its_own_name(released: None, check: Check, entries: list[str]) -> None:
    with pytest.raises(CommandError, match=r"\n- \*\*breaking\*\* Page\.subtitle was removed\.$"):
        check(RENAMED, *entries)


def test_an_older_section_names_nothing(released: None, check: Check) -> None:
    with pytest.raises(CommandError, match=r"Page\.subtitle was removed\.$"):
        check(RENAMED, older="- **breaking** `Page.subtitle` was removed.")


def test_a_break_that_is_named_passes(released: None, check: Check) -> None:
    assert check(RENAMED, "**breaking** `Page.subtitle`\n  was removed. Ask for `title`.", "More.") == FITS
