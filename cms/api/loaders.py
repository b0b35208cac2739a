"""How each sort of declaration is loaded: ids first, then one gated query for the target.

Ids come from the link tables, or from a draft's rows in memory, so that drafts and published pages share one path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.module_loading import import_string
from graphene.utils.str_converters import to_camel_case
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from cms.media.alt_text import placed

from . import declarations as declared
from .connections import checked_first, slice_keys
from .cursors import Key
from .lookahead import Loader, Request, Values
from .operations import Places
from .reader import Reader
from .rows import Columns, made_of, ordered
from .statements import Among, ask_plainly

ROWS = {"nodes", "edges"}
"""What of a connection holds its rows; who asks for neither needs none."""
PART = {"first", "after", "last", "before"}
"""The arguments that say which part of a connection is asked for."""


def plans(model: type[Model]) -> dict[str, Loader]:
    """What the look-ahead must load for rows of ``model``, by GraphQL field name."""
    if issubclass(model, AbstractImage):
        from .images import load_renditions

        return dict.fromkeys(("rendition", "srcSet", "pictureSources"), load_renditions)
    return {to_camel_case(declaration.name): loader_of(declaration) for declaration in relations_of(model)}


def relations_of(model: type[Model]) -> Iterable[declared.Declaration]:
    """The declarations of ``model`` that need loading: relations and rich text."""
    from .interfaces import PAGE_FIELDS

    fields = [*(PAGE_FIELDS if issubclass(model, Page) else []), *getattr(model, "graphql_fields", [])]
    return [field for field in fields if isinstance(field, declared.Relation | declared.Html)]


@cache
def loader_of(declaration: declared.Declaration) -> Loader:
    """The loader of one declaration."""
    match declaration:
        case declared.Html():
            return html_loader(declaration.source or declaration.name)
        case declared.Picture():
            return picture_loader(declaration)
        case declared.ToOne():
            return to_one_loader(declaration.source or declaration.name, declaration.target)
        case declared.ToMany():
            relation, _, foreign_key = declaration.via.partition(".")
            return to_many_loader(relation, foreign_key, declaration.target, declaration.maximum)
        case declared.Rows():
            return rows_loader(declaration.relation, declaration.maximum)
        case declared.Blocks():
            from .blocks import blocks_loader

            return blocks_loader(declaration.name)
        case declared.Loaded():
            return found_loader(declaration)
        case declared.Connection():
            return connection_loader(declaration)
    raise TypeError(f"Not a relation: {declaration!r}")


def declared_values(
    name: str, parents: Sequence[Any], reader: Reader, columns: Columns | None = None, **arguments: Any
) -> Values:
    """What the relation ``name`` of ``parents`` holds, as a client would get it; for loaders that need another's.

    ``columns`` are what they look at of its rows; all there are for None.
    """
    fields = type(parents[0]).graphql_fields
    declaration = next(field for field in fields if field.name == name)
    return loader_of(declaration)(parents, reader, Request(None, Places(), None, arguments, columns))


def html_loader(source: str) -> Loader:
    def load(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
        from .richtext import rich_texts

        texts = rich_texts([getattr(parent, source) for parent in parents], reader)
        return {parent.pk: text for parent, text in zip(parents, texts, strict=True)}

    return load


def to_one_loader(source: str, target: str, whole: bool = False) -> Loader:
    """The loader of a foreign key; with ``whole`` all of the other side is read, whatever is selected of it."""

    def load(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
        ids = {parent.pk: getattr(parent, f"{source}_id") for parent in parents}
        rows = reader.fetch(target, ids.values(), None if whole else request.reads, request.needs)
        return {pk: rows.get(other) for pk, other in ids.items()}

    return load


def picture_loader(declaration: declared.Picture) -> Loader:
    load_images = to_one_loader(declaration.source or declaration.name, declaration.target, whole=True)

    def load(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
        images = load_images(parents, reader, request)
        return {parent.pk: placed(images[parent.pk], declaration.place(parent)) for parent in parents}

    return load


def to_many_loader(relation: str, foreign_key: str, target: str, maximum: int) -> Loader:
    def load(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
        ids = linked(parents, relation, f"{foreign_key}_id")
        return fetch_lists(reader, target, ids, maximum, request)

    return load


def rows_loader(relation: str, maximum: int) -> Loader:
    def load(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
        found = children(parents, relation)
        return {pk: [reader.adopt(row) for row in rows[:maximum]] for pk, rows in found.items()}

    return load


def found_loader(declaration: declared.Loaded) -> Loader:
    """A loader of an app's own; where it gives ids, they are fetched here, through the gate."""

    def load(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
        found: Values = import_string(declaration.loader)(parents, reader, request)
        if declaration.target is None:
            return {pk: rows[: declaration.maximum] for pk, rows in found.items()} if declaration.many else found
        if not declaration.many:
            rows = reader.fetch(declaration.target, list(found.values()), request.reads, request.needs)
            return {pk: rows.get(other) for pk, other in found.items()}
        limit = checked_first(request.arguments.get("first")) if declaration.first else declaration.maximum
        return fetch_lists(reader, declaration.target, found, limit, request)

    return load


def connection_loader(declaration: declared.Connection) -> Loader:
    def load(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
        keys = keys_of(declaration, parents, reader, request)
        parts = {
            parent.pk: slice_keys(
                keys.get(parent.pk, ()), request.arguments, f"{type(parent).__name__}.{declaration.name} {parent.pk}"
            )
            for parent in parents
        }
        ids = [pk for part in parts.values() for pk in part.nodes] if request.selected & ROWS else []
        rows = reader.fetch(declaration.target, ids, request.reads, request.needs)
        for part in parts.values():
            part.put_rows(rows)
        return dict(parts)

    return load


def keys_of(
    declaration: declared.Connection, parents: Sequence[Any], reader: Reader, request: Request
) -> Mapping[Any, Sequence[Key]]:
    """All keys of each parent's connection, found once however many parts of it are asked for."""
    others = {name: value for name, value in request.arguments.items() if name not in PART}
    known: dict[Any, Sequence[Key]] = reader.keys.setdefault((declaration, repr(sorted(others.items()))), {})
    waiting = [parent for parent in parents if parent.pk not in known]
    if waiting:
        known.update(import_string(declaration.loader)(waiting, reader, request))
    return known


def fetch_lists(reader: Reader, target: str, ids: dict[Any, list[Any]], limit: int | None, request: Request) -> Values:
    """Lists of public rows for lists of ids, each cut after its visible rows are known."""
    rows = reader.fetch(target, [other for others in ids.values() for other in others], request.reads, request.needs)
    return {pk: [rows[other] for other in others if other in rows][:limit] for pk, others in ids.items()}


def children(parents: Sequence[Any], relation: str) -> dict[Any, list[Any]]:
    """The child rows of each parent, in their order: from memory for drafts, else in one statement."""
    found: dict[Any, list[Any]] = {parent.pk: [] for parent in parents}
    stored = take_drafts(parents, relation, found)
    if stored:
        model, foreign_key = ends_of(model_of(parents), relation)
        names = ordered(model, None)
        rows = ask_plainly(
            ("children", model, foreign_key),
            lambda: model._default_manager.filter(Among(foreign_key)).values_list("pk", *names),
            ids=stored,
        )
        for row in map(made_of(model, names), rows):
            found[getattr(row, foreign_key)].append(row)
    return found


def linked(parents: Sequence[Any], relation: str, to: str) -> dict[Any, list[Any]]:
    """What the column ``to`` of the child rows of each parent holds, in their order."""
    found: dict[Any, list[Any]] = {parent.pk: [] for parent in parents}
    stored = take_drafts(parents, relation, found)
    for pk, rows in found.items():
        found[pk] = [getattr(row, to) for row in rows]
    if stored:
        model, foreign_key = ends_of(model_of(parents), relation)
        for owner, other in ask_plainly(
            ("linked", model, foreign_key, to),
            lambda: model._default_manager.filter(Among(foreign_key)).values_list(foreign_key, to),
            ids=stored,
        ):
            found[owner].append(other)
    return found


def take_drafts(parents: Sequence[Any], relation: str, found: dict[Any, list[Any]]) -> list[Any]:
    """Put the child rows of drafts, which are in memory, into ``found``; the keys of the other parents."""
    stored = []
    for parent in parents:
        if is_draft(parent):
            found[parent.pk] = list(getattr(parent, relation).all())
        else:
            stored.append(parent.pk)
    return stored


def model_of(rows: Sequence[Any]) -> Any:
    """The model of rows that are all of one."""
    return type(rows[0])


@cache
def ends_of(model: Any, relation: str) -> tuple[Any, str]:
    """The model of the rows of a child relation, and their column that leads to the parent."""
    found = model._meta.get_field(relation)
    return found.related_model, found.field.attname


def is_draft(row: Any) -> bool:
    """Whether ``row`` was made from a revision, so that its child rows are in memory."""
    return getattr(row, "_is_draft", False)


def label_model(label: str) -> Any:
    """The model of a label, for loaders that reach another app's."""
    return apps.get_model(label)
