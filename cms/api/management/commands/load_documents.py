"""Take in trusted documents: query texts that clients may then name by their hash."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from graphql import GraphQLError, OperationDefinitionNode, OperationType

from cms.api.documents import checked
from cms.api.errors import ClientError
from cms.api.limits import BODY_BYTES
from cms.api.models import TrustedDocument
from cms.api.schema import schema
from cms.api.trusted import hash_of

APOLLO = "apollo-persisted-query-manifest"


@dataclass(frozen=True)
class Found:
    """One document: the file that it stands in, with the operation where it is a manifest, and its exact text."""

    name: str
    text: str


class Command(BaseCommand):
    """Load every `*.graphql` file and every manifest (`*.json`) below a folder, all of them or none."""

    help = (
        "Take in trusted documents: each *.graphql file below DIR as it stands, and each text of a JSON manifest, "
        "either {hash: text} or Apollo's. All are checked first, and when one is wrong none is taken in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", metavar="DIR", type=Path, help="The folder to look through, with all below it.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["dir"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        documents = list(documents_in(folder))
        if not documents:
            raise CommandError(f"{folder} holds no *.graphql file and no manifest.")
        wrong = [f"{document.name}{problem}" for document in documents for problem in problems(document.text)]
        if wrong:
            raise CommandError("\n".join([*wrong, "Nothing was loaded."]))
        loaded = 0
        with transaction.atomic():
            for document in documents:
                hash_ = hash_of(document.text)
                _, new = TrustedDocument.objects.get_or_create(
                    sha256=hash_, defaults={"name": document.name[-255:], "text": document.text}
                )
                loaded += new
                self.stdout.write(f"{'loaded' if new else 'known '} {hash_} {document.name}")
        self.stdout.write(f"{loaded} loaded, {len(documents) - loaded} known already.")


def documents_in(folder: Path) -> Iterator[Found]:
    """The documents of all files below ``folder``, by path."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".graphql", ".gql", ".json"} or not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError as error:
            raise CommandError(f"{name}: not UTF-8 (byte {error.start}). Nothing was loaded.") from None
        if path.suffix == ".json":
            yield from documents_of_manifest(name, text)
        else:
            yield Found(name, text)


def documents_of_manifest(name: str, text: str) -> Iterator[Found]:
    """The documents of a manifest, whose hashes must be the SHA-256 of the texts."""
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise CommandError(f"{name}:{error.lineno}: not JSON. Nothing was loaded.") from None
    for key, operation, document in entries(content):
        if not isinstance(document, str):
            raise CommandError(f"{name}: not a manifest, neither {{hash: text}} nor Apollo's. Nothing was loaded.")
        label = f"{name}#{operation or key}"
        if key != hash_of(document):
            raise CommandError(
                f"{label}: the hash is not the SHA-256 of the text. Let the tool that wrote it use sha256. "
                "Nothing was loaded."
            )
        yield Found(label, document)


def entries(content: Any) -> list[tuple[Any, Any, Any]]:
    """``(hash, operation's name, text)`` of each entry; one that is none where it is no manifest."""
    if not isinstance(content, dict):
        return [(None, None, None)]
    if content.get("format") != APOLLO:
        return [(key, None, document) for key, document in content.items()]
    operations = content.get("operations")
    if content.get("version") != 1 or not isinstance(operations, list):
        return [(None, None, None)]
    return [
        (entry.get("id"), entry.get("name"), entry.get("body")) if isinstance(entry, dict) else (None, None, None)
        for entry in operations
    ]


def problems(text: str) -> Iterator[str]:
    """What is wrong with a document, each with the line it stands in."""
    if len(text.encode()) > BODY_BYTES:
        yield f": longer than {BODY_BYTES} bytes."
        return
    found = checked(text)
    yield from (line_of(error) for error in found.errors)
    if found.document is None:
        return
    operations = [node for node in found.document.definitions if isinstance(node, OperationDefinitionNode)]
    for operation in operations:
        line = operation.loc.start_token.line if operation.loc else 1
        if operation.operation is not OperationType.QUERY:
            yield f":{line}: Only queries are served: the API is read only."
            continue
        try:
            found.variants(schema().graphql_schema, operation).costs.of({}).check()
        except ClientError as error:
            yield f":{line}: {error.message}"


def line_of(error: GraphQLError) -> str:
    return f":{error.locations[0].line if error.locations else 1}: {error.message}"
