"""What the change log watches: which tables, which of their columns, and which object each row belongs to.

It follows from what the content API can show: the page types it serves, whatever the gate has a rule for, and the rows
that are saved with them. All columns count but those in ``UNREAD``, so that a new column is watched until somebody has
thought about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, Field, Model
from modelcluster.fields import ParentalKey
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import AbstractDocument
from wagtail.embeds.models import Embed
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, RevisionMixin, Site
from wagtail.search.models import IndexEntry

from cms.api.deciding import deciding
from cms.api.tags import name_of
from cms.api.visibility import gated_models, served_page_models
from cms.media.presets import BY_PRESET

UNREAD: Mapping[type[Model], frozenset[str]] = {
    RevisionMixin: frozenset({"latest_revision"}),
    Page: frozenset(
        {
            *("numchild", "translation_key", "locale", "alias_of", "owner", "show_in_menus", "expired"),
            *("draft_title", "latest_revision", "latest_revision_created_at", "live_revision"),
            *("has_unpublished_changes", "locked", "locked_at", "locked_by"),
        }
    ),
    AbstractImage: frozenset({"created_at", "uploaded_by_user", "file_size", "file_hash"}),
    AbstractDocument: frozenset({"created_at", "uploaded_by_user", "file_hash"}),
    Redirect: frozenset({"automatically_created", "created_at"}),
    Collection: frozenset({"name", "depth", "numchild"}),
    PageViewRestriction: frozenset({"password"}),
    CollectionViewRestriction: frozenset({"password"}),
    Embed: frozenset({"last_updated", "cache_until"}),
}
"""Columns that no answer is made of: what the admin keeps for itself. Tests change each and look at all answers."""

PRESETS_ALONE = ("filter_spec", f"%{BY_PRESET}%")
"""Which renditions count: those of presets, not the admin's own thumbnails."""

EVERYWHERE: tuple[type[Model], ...] = (Site, PageViewRestriction, CollectionViewRestriction, Collection)
"""What decides visibility everywhere."""


@dataclass(frozen=True)
class Table:
    """One table: ``columns`` are those that count."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class PageTable(Table):
    """The table that all pages share."""


@dataclass(frozen=True)
class PartTable(Table):
    """Rows that belong to a page: those of its own type, and its child rows. ``owner`` is the column that leads to it.

    A change of one of the ``deciding`` columns may bring the page to light or hide it, or put it into another page's
    list or take it out there: for the lists that it is a member of, that is the same.
    """

    owner: str
    deciding: tuple[str, ...] = ()


@dataclass(frozen=True)
class ObjectTable(Table):
    """Rows that are objects by themselves, or belong to one with ``is_part``. ``type`` names its model.

    ``like`` is a column and a pattern it must match for a row to count; None where all do.
    """

    type: str
    key: str
    deciding: tuple[str, ...] = ()
    is_part: bool = False
    like: tuple[str, str] | None = None


@dataclass(frozen=True)
class SharedTable(Table):
    """Rows of which every answer is made, or every search: ``type`` is that of the change."""

    type: str


def tables() -> Iterator[Table]:
    """All that is watched, each table once."""
    yield PageTable(Page._meta.db_table, columns_of(Page))
    for model in page_models():
        yield PartTable(model._meta.db_table, columns_of(model), owner=key_to_page(model), deciding=deciding(model))
        for part in parts_of(model):
            links = links_of(part.model)
            yield PartTable(part.model._meta.db_table, columns_of(part.model), owner=part.column, deciding=links)
    for model in object_models():
        name, key = name_of(model), model._meta.pk.column
        yield ObjectTable(model._meta.db_table, columns_of(model), type=name, key=key, deciding=deciding(model))
        for part in parts_of(model):
            yield ObjectTable(
                part.model._meta.db_table,
                columns_of(part.model),
                type=name,
                key=part.column,
                is_part=True,
                like=PRESETS_ALONE if issubclass(part.model, AbstractRendition) else None,
            )
    for model in EVERYWHERE:
        yield SharedTable(model._meta.db_table, columns_of(model), type="")
    yield SharedTable(IndexEntry._meta.db_table, columns_of(IndexEntry), type="search")


def page_models() -> list[type[Page]]:
    """The page types that are served, and those they are built on, `Page` itself left out."""
    found: dict[type[Page], None] = {}
    for model in served_page_models():
        found.update(
            dict.fromkeys((model, *(parent for parent in model._meta.get_parent_list() if parent is not Page)))
        )
    return list(found)


def object_models() -> list[Any]:
    """Models whose rows are objects of their own: whatever but pages the gate has a rule for."""
    return [model for model in gated_models() if not issubclass(model, Page)]


def parts_of(model: type[Model]) -> list[Any]:
    """The foreign keys by which rows belong to those of ``model`` and are saved with them."""
    related = (relation.field for relation in model._meta.related_objects if not relation.many_to_many)
    return [field for field in related if is_part_key(field) and field.remote_field.model is model]


def is_part_key(field: Any) -> bool:
    return isinstance(field, ParentalKey) or (issubclass(field.model, AbstractRendition) and field.name == "image")


def key_to_page(model: Any) -> str:
    """The column of a page type's own table that holds the page's id."""
    column: str = model._meta.pk.column
    return column


def columns_of(model: Any) -> tuple[str, ...]:
    """The columns of the model's own table that count."""
    unread = {name for base, names in UNREAD.items() if issubclass(model, base) for name in names}
    fields: Iterable[Field[Any, Any]] = model._meta.local_concrete_fields
    return tuple(str(field.column) for field in fields if not field.primary_key and field.name not in unread)


def links_of(model: Any) -> tuple[str, ...]:
    """The columns by which rows lead from their page to others, each of which may list that page."""
    fields = (field for field in model._meta.local_concrete_fields if not isinstance(field, ParentalKey))
    return tuple(
        str(field.column) for field in fields if field.remote_field and issubclass(field.remote_field.model, Page)
    )


def date_fields(model: Any) -> list[DateField[Any, Any]]:
    """The dates by which the gate decides, so that rows come to light and go by themselves."""
    columns = deciding(model)
    fields = model._meta.local_concrete_fields
    return [field for field in fields if field.column in columns and isinstance(field, DateField)]
