"""Write the schema as SDL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from graphql import lexicographic_sort_schema, print_schema

from cms.api.schema import schema


class Command(BaseCommand):
    """``export_schema [FILE] [--check]``: write the front ends' contract, or tell whether FILE still holds it."""

    help = "Write the GraphQL schema to a file (schema.graphql), or check with --check that it is up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=Path("schema.graphql"))
        parser.add_argument("--check", action="store_true", help="Write nothing; fail if the file is out of date.")

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        sdl = print_schema(lexicographic_sort_schema(schema().graphql_schema)) + "\n"
        if not check:
            file.write_text(sdl)
            self.stdout.write(f"{file}: written, {sdl.count(chr(10))} lines.")
        elif not file.exists() or file.read_text() != sdl:
            raise CommandError(f"{file} is out of date. Run `make schema` and commit it.")
        else:
            self.stdout.write(f"{file} is up to date.")
