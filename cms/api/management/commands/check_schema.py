"""Tell whether front ends written for the newest release still work, and whether the changelog tells them if not."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from graphql import GraphQLSchema, build_schema
from graphql.utilities import find_breaking_changes, find_dangerous_changes

SCHEMA, CHANGELOG = "schema.graphql", "CHANGELOG.md"
MARK = "**breaking**"


class Command(BaseCommand):
    """``check_schema [FOLDER]``: compare schema.graphql with that of the newest ``v*`` tag.

    Each breaking change must stand, in the words that this command prints, in an entry of the changelog's section
    Unreleased that is marked **breaking**; what else the entry says is free.
    """

    help = "Compare schema.graphql with the newest release's: a breaking change must stand in CHANGELOG.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, default=Path(), help="The repository; by default, this one."
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        tag = newest_tag(folder)
        released = git(folder, "show", f"{tag}:./{SCHEMA}") if tag else None
        if released is None:
            self.stdout.write(f"No release to compare {SCHEMA} with: no tag v* here holds one.")
            return
        old, new = build_schema(released), build_schema((folder / SCHEMA).read_text())
        for dangerous in find_dangerous_changes(old, new):
            self.stdout.write(f"Since {tag}, take care: {dangerous.description}")
        if missing := unnamed(old, new, (folder / CHANGELOG).read_text()):
            lines = "\n".join(f"- {MARK} {change}" for change in missing)
            raise CommandError(
                f"{SCHEMA} breaks front ends written for {tag}. Take it back, or say under Unreleased in {CHANGELOG} "
                f"what they should do, each entry beginning so:\n{lines}"
            )
        self.stdout.write(f"{SCHEMA} fits {tag}; {CHANGELOG} names what does not.")


def newest_tag(folder: Path) -> str | None:
    tags = git(folder, "tag", "--list", "v*", "--merged", "HEAD", "--sort=-version:refname") or ""
    return next(iter(tags.splitlines()), None)


def git(folder: Path, *arguments: str) -> str | None:
    """What git prints; None where it fails, or where there is no git."""
    try:
        done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None


def unnamed(old: GraphQLSchema, new: GraphQLSchema, changelog: str) -> list[str]:
    """The breaking changes that no entry marked so names."""
    entries = [plain(entry) for entry in unreleased(changelog) if entry.startswith(MARK)]
    changes = [change.description for change in find_breaking_changes(old, new)]
    return [change for change in changes if not any(names(entry, change) for entry in entries)]


def unreleased(changelog: str) -> list[str]:
    """The entries of the section Unreleased."""
    section = re.search(r"^## Unreleased$(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    return re.split(r"^- ", section[1], flags=re.MULTILINE)[1:] if section else []


def names(entry: str, change: str) -> bool:
    """Whether ``entry`` holds ``change`` whole: a longer name that ends in the same words is another."""
    return re.search(rf"(?<![\w.]){re.escape(plain(change))}", entry) is not None


def plain(text: str) -> str:
    """``text`` without code marks, on one line."""
    return " ".join(text.replace("`", "").split())
