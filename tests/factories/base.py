"""What all factories share: child rows given as plain lists, and pages that go live as an editor's do."""

from __future__ import annotations

import json
from typing import Any

import factory
from django.apps import apps
from django.db.models import ForeignKey
from django.utils import timezone
from django.utils.text import slugify
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.models import Page
from wagtail_factories import PageFactory as WagtailPageFactory


def pop_children(model: Any, fields: dict[str, Any]) -> dict[str, list[Any]]:
    """Take the child relations out of ``fields``, their items turned into rows in the order given.

    An item is a row already, or what the row's only foreign key is to point at.
    """
    relations = {relation.get_accessor_name(): relation for relation in get_all_child_relations(model)}
    children = {}
    for name in relations.keys() & fields.keys():
        rows = [child_row(relations[name].related_model, item) for item in fields.pop(name)]
        for position, row in enumerate(rows):
            if hasattr(row, "sort_order"):
                row.sort_order = position
        children[name] = rows
    return children


def child_row(model: Any, item: Any) -> Any:
    if isinstance(item, model):
        return item
    [key] = [
        field for field in model._meta.fields if isinstance(field, ForeignKey) and not isinstance(field, ParentalKey)
    ]
    return model(**{key.name: item})


def stored_blocks(*blocks: tuple[str, dict[str, Any]]) -> str:
    """The stored form of a StreamField of ``(name, value)`` pairs; ids count from 1: ``block_id(1)``."""
    return json.dumps(
        [{"type": name, "value": value, "id": block_id(number)} for number, (name, value) in enumerate(blocks, 1)]
    )


def block_id(number: int) -> str:
    """The id that :func:`stored_blocks` gives to its ``number``th block."""
    return f"00000000-0000-4000-8000-{number:012d}"


def link_to(page: Page, words: str) -> str:
    """A link as rich text stores it."""
    return f'<a linktype="page" id="{page.pk}">{words}</a>'


class ModelFactory(factory.django.DjangoModelFactory):
    """A saved instance; child relations take lists."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        children = pop_children(model_class, fields)
        instance = model_class(**fields)
        for name, rows in children.items():
            setattr(instance, name, rows)
        instance.save()
        return instance


class PageFactory(WagtailPageFactory):
    """A page that was saved as a draft and whose revision was then published.

    ``live=False`` leaves it a draft; ``history=False`` saves it live at once, for tests with many pages. Without
    ``parent`` it goes below the first page of a type that may hold it.
    """

    live = True
    history = True
    slug = factory.LazyAttribute(lambda page: slugify(page.title)[:200])

    class Meta:
        abstract = True

    @classmethod
    def _create_instance(cls, model_class: Any, parent: Page | None, fields: dict[str, Any]) -> Any:
        live, history = fields.pop("live"), fields.pop("history")
        children = pop_children(model_class, fields)
        at_once = {"first_published_at": timezone.now(), "last_published_at": timezone.now()} if not history else {}
        page = model_class(live=live and not history, **at_once, **fields)
        for name, rows in children.items():
            setattr(page, name, rows)
        # Anew, because an instance counts its children in memory.
        above = Page.objects.get(pk=(parent or default_parent(model_class)).pk)
        above.add_child(instance=page)
        if history:
            revision = page.save_revision(clean=live)
            if live:
                revision.publish()
        return model_class._default_manager.get(pk=page.pk)


def default_parent(model: Any) -> Page:
    """The first page that may hold a page of ``model``; LookupError where the tree has none."""
    for label in model.parent_page_types:
        parent = apps.get_model(label)._default_manager.order_by("path").first()
        if parent is not None:
            return parent
    raise LookupError(f"No page may hold a {model.__name__}: build a site first")
