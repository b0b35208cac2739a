"""The contract as front ends get it: checked in the run, explained in sentences, and nothing of Wagtail's in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from graphene.utils.str_converters import to_camel_case
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_introspection_type,
    is_non_null_type,
    is_specified_scalar_type,
    validate_schema,
)
from wagtail.models import Page

from cms.api.schema import schema

from .hidden.world import PAGE_TYPES

ROOT = Path(__file__).parents[2]
BUILT = schema().graphql_schema
OWN: list[Any] = [kind for kind in BUILT.type_map.values() if not is_introspection_type(kind)]


def test_a_fresh_contract_passes() -> None:
    told = StringIO()
    call_command("export_schema", str(ROOT / "schema.graphql"), check=True, stdout=told)
    assert told.getvalue() == f"{ROOT / 'schema.graphql'} is up to date.\n"


def test_a_contract_out_of_date_is_told_and_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "schema.graphql"
    path.write_text("type Query { old: Int }\n")
    with pytest.raises(CommandError, match=r"schema\.graphql is out of date\. Run `make schema` and commit it\."):
        call_command("export_schema", str(path), check=True)
    call_command("export_schema", str(path), stdout=StringIO())
    assert path.read_text() == (ROOT / "schema.graphql").read_text()


def test_a_contract_that_is_not_there_is_out_of_date(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is out of date"):
        call_command("export_schema", str(tmp_path / "schema.graphql"), check=True)


def test_the_schema_is_valid() -> None:
    assert validate_schema(BUILT) == []


def described() -> Iterator[tuple[str, str | None]]:
    """Everything that can have a description, by its name."""
    for kind in OWN:
        if not is_specified_scalar_type(kind):
            yield kind.name, kind.description
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                yield f"{kind.name}.{name}", field.description
                for argument, definition in field.args.items():
                    yield f"{kind.name}.{name}({argument}:)", definition.description
        elif isinstance(kind, GraphQLInputObjectType):
            yield from ((f"{kind.name}.{name}", field.description) for name, field in kind.fields.items())
        elif isinstance(kind, GraphQLEnumType):
            yield from ((f"{kind.name}.{name}", value.description) for name, value in kind.values.items())


def test_descriptions_are_sentences() -> None:
    sentence = re.compile(r"[A-Z0-9`]\S*[\s\S]*[.…]")
    assert [f"{name}: {text!r}" for name, text in described() if not sentence.fullmatch(text or "")] == []


def test_a_field_that_may_be_null_says_when() -> None:
    """Its description names null: "null for the home page", "Never null here: …". Arguments and inputs need not."""
    untold = [
        f"{kind.name}.{name}: {field.description!r}"
        for kind in OWN
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for name, field in kind.fields.items()
        if not is_non_null_type(field.type) and not re.search(r"\bnull\b", field.description or "", re.IGNORECASE)
    ]
    assert untold == []


def test_no_description_is_a_placeholder() -> None:
    def says_nothing(name: str, text: str) -> bool:
        words = re.sub(r"[^a-z0-9]", "", text.lower().removeprefix("the "))
        own_name = re.sub(r"[^a-z0-9]", "", name.rpartition(".")[2].lower())
        return words == own_name or bool(re.match(r"(Choices|Values|Fields) of |An enumeration", text))

    members = {f"{kind.name}.{name}" for kind in OWN if isinstance(kind, GraphQLEnumType) for name in kind.values}
    told = [(name, text or "") for name, text in described() if name not in members]
    assert [f"{name}: {text!r}" for name, text in told if says_nothing(name, text)] == []
    assert [f"{name}: {text!r}" for name, text in told if re.search(r"\b(a [AEIOUaeio]|an [^AEIOaeiouh])", text)] == []


def test_of_wagtails_own_page_only_this_is_shown() -> None:
    theirs = {to_camel_case(field.name) for field in Page._meta.get_fields()}
    shown = {name for kind in PAGE_TYPES for name in BUILT.type_map[kind].fields}  # type: ignore[union-attr]
    # A treatment's aliases are its other names, not Wagtail's alias pages.
    assert theirs & shown == {"id", "title", "slug", "path", "firstPublishedAt", "lastPublishedAt", "aliases"}
    assert str(BUILT.type_map["TreatmentPage"].fields["aliases"].type) == "[String!]!"  # type: ignore[union-attr]


def test_nothing_of_wagtails_other_models_is_shown() -> None:
    names = {kind.name for kind in OWN}
    assert not names & {"Site", "User", "Group", "Collection", "Search", "Tag", "Revision", "Licence"}
    assert [name for name in names if name.endswith(("ObjectType", "Stub", "Paginated"))] == []
    assert [kind for kind in OWN if isinstance(kind, GraphQLUnionType)] == []


def test_blocks_alone_lead_to_documents() -> None:
    """What lets the public have a document is that a page's body shows it (`cms.media.shown`)."""
    leading = {
        f"{kind.name}.{name}"
        for kind in OWN
        for name, field in getattr(kind, "fields", {}).items()
        if get_named_type(field.type).name == "Document"
    }
    assert leading == {"DocumentBlock.document"}


def test_there_are_these_inputs_and_no_others() -> None:
    filters = {f"{name}Filter" for name in ("Article", "Comparison", "Concern", "Location", "Page", "Provider")}
    assert {kind.name for kind in OWN if isinstance(kind, GraphQLInputObjectType)} == {
        *filters,
        "TreatmentFilter",
        "Near",
    }


def test_all_validation_rules_hold_in_a_fresh_process() -> None:
    """Importing grapple's own schema would switch one of them off."""
    script = """
import sys, django
django.setup()
import cms.urls, cms.wsgi
from cms.api.documents import checked
print(*[error.message for error in checked("{ __typename } fragment unused on Query { __typename }").errors])
print([name for name in ("grapple.schema", "grapple.urls") if name in sys.modules])
"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-2:] == ["Fragment 'unused' is never used.", "[]"], done.stderr


def test_threads_that_ask_first_at_the_same_time_get_one_schema() -> None:
    script = """
import sys, django
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
django.setup()
from cms.api.schema import schema
sys.setswitchinterval(0.0001)
together = Barrier(4)
def ask(_):
    together.wait()
    return id(schema())
with ThreadPoolExecutor(4) as pool:
    print(len(set(pool.map(ask, range(4)))))
"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1:] == ["1"], done.stderr
