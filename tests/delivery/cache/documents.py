"""The ready documents of the docs, with variables that are drawn from the content that there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from graphql import FieldNode, GraphQLSyntaxError, OperationDefinitionNode, parse
from wagtail.models import Page

from cms.api.graphiql import QUERIES, variables_of
from cms.api.schema import schema

BLOCK = re.compile(r"^```graphql\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DRAFTS = "drafts.md"
"""Its documents ask for what is private, which nobody keeps."""
WORDS = ("treatment", "concern 0", "larch", "provider", "nothing")


def ready() -> dict[str, str]:
    """By name: what ``docs/queries`` holds, and each whole document of the other docs."""
    found = {path.stem: path.read_text() for path in QUERIES.glob("*.graphql")}
    folder = Path(settings.BASE_DIR)
    for path in (folder / "README.md", *sorted((folder / "docs").glob("*.md"))):
        blocks = BLOCK.findall(path.read_text()) if path.name != DRAFTS else []
        found |= {f"{path.name} {number}": text for number, text in enumerate(blocks) if is_whole(text)}
    return found


def is_whole(text: str) -> bool:
    """Whether a text is a document, and not a part of one."""
    try:
        parse(text)
    except GraphQLSyntaxError:
        return False
    return True


def draw(text: str, random: Random) -> dict[str, Any]:
    """Variables for a document: those that it names itself, some of them by others of the content's."""
    [operation] = [node for node in parse(text).definitions if isinstance(node, OperationDefinitionNode)]
    root = next(node.name.value for node in operation.selection_set.selections if isinstance(node, FieldNode))
    draws: dict[str, Callable[[], Any]] = {
        "slug": lambda: one_of(random, slugs(root)),
        "path": lambda: one_of(random, paths()),
        "one": lambda: one_of(random, slugs("concern")),
        "other": lambda: one_of(random, slugs("concern")),
        "location": lambda: one_of(random, slugs("location")),
        "query": lambda: random.choice(WORDS),
        "words": lambda: random.choice(WORDS),
        "first": lambda: random.choice((1, 3, 100)),
    }
    named = [node.variable.name.value for node in operation.variable_definitions]
    return {**variables_of(text), **{name: draws[name]() for name in named if name in draws}}


def one_of(random: Random, values: list[str]) -> str:
    """One of some values, or one that is none of them."""
    return random.choice([*values, "none"])


def slugs(root: str) -> list[str]:
    """The slugs of all pages, public or not, of the type that a root field gives."""
    query = schema().graphql_schema.query_type
    assert query is not None
    kind = str(query.fields[root].type)
    pages = Page.objects.order_by("pk").select_related("content_type")
    return [page.slug for page in pages if page.specific_class and page.specific_class.__name__ == kind]


def paths() -> list[str]:
    """Where all pages, public or not, stand below the first site's home page, if they do."""
    found = Page.objects.filter(depth__gt=1).order_by("pk").values_list("url_path", flat=True)
    return ["/" + path.removeprefix("/").partition("/")[2] for path in found]
