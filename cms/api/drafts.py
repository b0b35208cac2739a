"""Drafts: a page's content as somebody is editing it, in the place of what the public sees.

One reading has one draft at most (:attr:`cms.api.reader.Reader.draft`). Its own rows are in memory; whatever it refers
to still comes through the gate. It stands wherever the public would see the page, and besides where it is asked for by
its path, its slug or its id; it never adds itself to a list.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

NEW = -1
"""The primary key of a page that was never saved: no row has it, so that nothing is found by it."""
NEW_PATH_STEP = "~" * Page.steplen
"""Its last step in the tree; treebeard uses no such sign, so no page lies below."""


def new_page_id(preview: UUID) -> str:
    """The id that clients see of a page that was never saved."""
    return f"preview-{preview}"


@dataclass(frozen=True)
class Draft:
    """What is known of a draft before its page is made: ``stored`` is the page as it is saved, in its own type.

    ``content`` is what a revision holds; None for a page without revisions, whose newest version is the saved one. A
    page that was never saved has a ``parent`` and an ``id`` for clients instead.
    """

    model: Any
    content: dict[str, Any] | None
    stored: Any = None
    parent: Page | None = None
    new_id: str = ""

    @property
    def pk(self) -> int:
        return NEW if self.stored is None else int(self.stored.pk)

    @property
    def id(self) -> str:
        return self.new_id or str(self.pk)

    @property
    def tree_path(self) -> str:
        """The treebeard path."""
        if self.stored is not None:
            return str(self.stored.path)
        return f"{self.parent.path if self.parent is not None else ''}{NEW_PATH_STEP}"

    @property
    def slugs(self) -> set[str]:
        """The slug as it is saved and as it is edited."""
        return {slug for slug in (self.stored and self.stored.slug, self.content and self.content["slug"]) if slug}

    @cached_property
    def url_path(self) -> str:
        """Where the page will stand, in Wagtail's form; where it stands while it has no slug."""
        slug = self.content["slug"] if self.content is not None else ""
        if self.stored is None:
            above = self.parent.url_path if self.parent is not None else "/"
            return f"{above}{slug or self.new_id}/"
        above = self.stored.url_path.removesuffix(f"{self.stored.slug}/")
        return f"{above}{slug}/" if slug else str(self.stored.url_path)

    @property
    def url_paths(self) -> set[str]:
        """All that it answers to: as edited, as saved, and of a page that was never saved the path of its id."""
        if self.stored is not None:
            return {self.url_path, self.stored.url_path}
        above = self.parent.url_path if self.parent is not None else "/"
        return {self.url_path, f"{above}{self.new_id}/"}

    def make(self) -> Any:
        """The page itself, anew for each reading. No statement is issued: what it refers to is looked up later."""
        if self.content is None:
            return copy(self.stored)
        page = self.model.from_serializable_data({**self.content, "pk": self.pk}, check_fks=False)
        page.path = self.tree_path
        page.depth = len(page.path) // Page.steplen
        page.url_path = self.url_path
        page.first_published_at = self.stored and self.stored.first_published_at
        page.last_published_at = self.stored and self.stored.last_published_at
        page.id = self.new_id or self.pk
        page._is_draft = True
        complete(page)
        return page


@dataclass(frozen=True)
class EntryDraft:
    """An entry of a register, or a setting, as somebody is editing it; ``pk`` is :data:`NEW` before it is saved."""

    model: Any
    content: dict[str, Any]
    pk: Any

    def make(self) -> Any:
        """The entry itself, anew for each reading."""
        entry = self.model.from_serializable_data({**self.content, "pk": self.pk}, check_fks=False)
        entry._is_draft = True
        complete(entry)
        return entry


def complete(page: Any) -> None:
    """Make an unfinished page one that can be answered: the schema promises values that an editor still owes.

    A required choice is its default, or its first; a date is today's. A child row that could not be saved goes.
    """
    for field in page._meta.concrete_fields:
        if is_owed(field, getattr(page, field.attname)):
            setattr(page, field.attname, stand_in(field))
    for relation in get_all_child_relations(type(page)):
        rows = list(getattr(page, relation.get_accessor_name()).all())
        kept = [row for row in rows if all(can_be_saved(row, field) for field in row._meta.concrete_fields)]
        for number, row in enumerate(kept, start=1):
            if row.pk is None:
                row.pk = -number  # to be told apart by
        setattr(page, relation.get_accessor_name(), kept)


def is_owed(field: Any, value: Any) -> bool:
    """Whether a page's field still lacks its value, or has one that it refuses where a default would do."""
    if value is None or value == "":
        return not (field.null if value is None else field.blank)
    try:
        if field.has_default():
            field.run_validators(value)
    except ValidationError:
        return True
    return False


def stand_in(field: Any) -> Any:
    """What answers for a value that is owed; None where nothing can."""
    if field.has_default():
        default = field.get_default()
        return getattr(default, "value", default)  # a member of its choices: its plain value is what the schema knows
    if field.choices:
        return next(value for value, _ in field.flatchoices if value not in {None, ""})
    if isinstance(field, models.DateField):
        return timezone.now() if isinstance(field, models.DateTimeField) else timezone.localdate()
    return "" if field.empty_strings_allowed else None


def can_be_saved(row: Any, field: Any) -> bool:
    """Whether a child row has what the database insists on; the page it belongs to it gets when it is saved."""
    known = field.primary_key or isinstance(field, ParentalKey)
    return known or field.null or getattr(row, field.attname) is not None
