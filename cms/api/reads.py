"""Which columns each field of a model is made of, as far as its declaration tells."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from graphene.utils.str_converters import to_camel_case
from wagtail.models import Page

from . import declarations as declared
from .rows import Columns, keys_of

NOTHING: Columns = frozenset()


def reads_of(model: type[Model]) -> dict[str, Columns | None]:
    """The columns of ``model`` by GraphQL field; None where a field may look at any of them."""
    from .interfaces import PAGE_FIELDS

    fields = [*(PAGE_FIELDS if issubclass(model, Page) else []), *getattr(model, "graphql_fields", [])]
    found = {to_camel_case(field.name): columns_of(field, model) for field in fields}
    return {"id": NOTHING, **found} if found else {}


def columns_of(declaration: declared.Declaration, model: type[Model]) -> Columns | None:
    """The columns that one field is made of, its primary key aside; None for any."""
    if declaration.reads is not None:
        return frozenset(declaration.reads)
    match declaration:
        case declared.Picture():
            names = (declaration.alt, declaration.decorative, declaration.named_by)
            return all_of(model, declaration.source or declaration.name, *filter(None, names))
        case declared.Value() | declared.Choice() | declared.Html() | declared.ToOne():
            return all_of(model, declaration.source or declaration.name)
        case declared.ToMany() | declared.Rows():
            return NOTHING
        case declared.Blocks():
            return all_of(model, declaration.name)
    return None


def all_of(model: type[Model], *names: str) -> Columns | None:
    """The columns of fields; None where one is no field but made of others."""
    columns = [column_of(model, name) for name in names]
    known = [column for column in columns if column is not None]
    return frozenset(known).difference(keys_of(model)) if len(known) == len(columns) else None


def column_of(model: type[Model], name: str) -> str | None:
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field.attname if getattr(field, "concrete", False) else None
