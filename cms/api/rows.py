"""Rows of the database as instances of their models, made without what a model does for each new object.

Such a row has the columns that were read, and everything that its class can do with them. A column that was not read
Django fetches where somebody looks at it after all: right, and slow, so that the tests refuse it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from modelcluster.models import ClusterableModel
from wagtail.models import AbstractPage
from wagtail.models.pages import ShowInMenusMixin

Columns = frozenset[str]
"""Names of columns, by attribute (``hero_id``)."""
Needs = Mapping[type[Model], Columns | None]
"""Columns of each model that are selected; None for all there are."""
PLAIN = (Model, ClusterableModel, AbstractPage, ShowInMenusMixin, object)
"""Classes that do nothing for an object that was read but put its columns in."""
READ = "_columns_read"
"""Where a row keeps which of its columns were read; a whole one has no such thing."""


@cache
def names_of(model: type[Model]) -> tuple[str, ...]:
    """All columns of ``model``, those of the models that it is built on included."""
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def keys_of(model: type[Model]) -> tuple[str, ...]:
    """The columns that are the same number: its own primary key and those of the models that it is built on."""
    found: list[str] = []
    key: Any = model._meta.pk
    while key is not None:
        found.append(key.attname)
        key = key.remote_field.model._meta.pk if key.remote_field is not None else None
    return tuple(found)


@lru_cache(maxsize=1_000)
def made_of(model: type[Model], names: tuple[str, ...]) -> Callable[[Sequence[Any]], Any]:
    """What makes a row of ``model`` of the values of its primary key and of ``names``, in this order."""
    keys = keys_of(model)
    if any("__init__" in vars(cls) and cls not in PLAIN for cls in model.__mro__):
        return made_by_itself(model, keys, names)
    is_whole = set(names_of(model)) <= {*names, *keys}
    read = None if is_whole else frozenset(names)
    plain = [(place, name) for place, name in enumerate(names, start=1) if is_plain(model, name)]
    others = [(place, name) for place, name in enumerate(names, start=1) if not is_plain(model, name)]
    new = model.__new__

    def make(values: Sequence[Any]) -> Any:
        row = new(model)
        state = ModelState()
        state.db, state.adding = DEFAULT_DB_ALIAS, False
        attributes = row.__dict__
        attributes["_state"] = state
        for name in keys:
            attributes[name] = values[0]
        for place, name in plain:
            attributes[name] = values[place]
        for place, name in others:
            setattr(row, name, values[place])
        if read is not None:
            attributes[READ] = read
        return row

    return make


def made_by_itself(model: type[Model], keys: tuple[str, ...], names: tuple[str, ...]) -> Callable[[Sequence[Any]], Any]:
    """The same where a class of ours or of Wagtail's does more for a new object than put its columns in."""
    places = {**dict.fromkeys(keys, 0), **{name: place for place, name in enumerate(names, start=1)}}
    read = [name for name in names_of(model) if name in places]

    def make(values: Sequence[Any]) -> Any:
        row = model.from_db(DEFAULT_DB_ALIAS, read, [values[places[name]] for name in read])
        if len(read) < len(names_of(model)):
            row.__dict__[READ] = frozenset(names)
        return row

    return make


def is_plain(model: type[Model], name: str) -> bool:
    """Whether an attribute is kept as the database gives it: some make something of it, such as blocks or a file."""
    kept = getattr(model, name, None)
    return isinstance(kept, ForeignKeyDeferredAttribute) or not hasattr(type(kept), "__set__")


def lacks(row: Any, columns: Columns | None) -> bool:
    """Whether ``row`` was read without some of ``columns``; None are all there are."""
    read: Columns | None = row.__dict__.get(READ)
    if read is None:
        return False
    return columns is None or not columns <= read


def complete(row: Any, other: Any) -> None:
    """Put what was read of the same row later, as ``other``, beside what ``row`` has."""
    attributes, others = row.__dict__, other.__dict__
    for name, value in others.items():
        if name not in attributes:
            attributes[name] = value
    if READ not in others:
        attributes.pop(READ, None)
    elif READ in attributes:
        attributes[READ] |= others[READ]


@lru_cache(maxsize=1_000)
def ordered(model: type[Model], columns: Columns | None) -> tuple[str, ...]:
    """``columns`` of ``model`` beside its primary key, all of them for None, always in the same order."""
    keys = keys_of(model)
    return tuple(name for name in names_of(model) if name not in keys and (columns is None or name in columns))
