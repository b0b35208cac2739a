"""Object types by name, so that declarations can name them before they exist.

The platform's own are here; an app adds its own with :func:`object_type` in its ``schema.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import graphene

from .scalars import Date, DateTime, Time

_types: dict[str, Any] = {
    "String": graphene.String,
    "Int": graphene.Int,
    "Float": graphene.Float,
    "Boolean": graphene.Boolean,
    "ID": graphene.ID,
    "Date": Date,
    "DateTime": DateTime,
    "Time": Time,
}

ObjectTypeClass = TypeVar("ObjectTypeClass", bound=type[graphene.ObjectType])


class BoundedList(graphene.Field):
    """A list of non-null items that is never longer than ``maximum``, which its description names."""

    def __init__(self, of: Any, maximum: int, description: str, **arguments: Any) -> None:
        items = graphene.List(graphene.NonNull(of))
        super().__init__(items, required=True, description=with_maximum(description, maximum), **arguments)
        self.maximum = maximum


class WorkField(graphene.Field):
    """A field that is more work than its objects: ``work`` says how much, or tells it from the arguments."""

    def __init__(self, of: Any, work: int | Callable[[Mapping[str, Any]], int], **arguments: Any) -> None:
        super().__init__(of, **arguments)
        self.work = work


def with_maximum(description: str, maximum: int) -> str:
    """``description``, which says at the end how long the list may be."""
    return f"{description} At most {maximum}."


def object_type(cls: ObjectTypeClass) -> ObjectTypeClass:
    """Register a graphene object type under its GraphQL name."""
    name = cls._meta.name
    if _types.setdefault(name, cls) is not cls:
        raise ValueError(f"There is a type {name} already: {_types[name]!r}")
    return cls


def named_type(name: str) -> Any:
    """The graphene type registered as ``name``; LookupError when there is none."""
    try:
        return _types[name]
    except KeyError:
        raise LookupError(f"No object type {name} is registered; its app's schema.py must do so") from None


def registered_types() -> list[Any]:
    """All object types, scalars left out."""
    return [cls for cls in _types.values() if issubclass(cls, graphene.ObjectType)]


@object_type
class RichText(graphene.ObjectType):
    """Formatted text, cleaned; its internal links are paths on the site, or addresses of another site's pages."""

    html = graphene.String(
        required=True, description="Clean HTML. Links to pages that are not public keep their words only."
    )
    text = graphene.String(required=True, description="The same without markup, for excerpts.")


@object_type
class Phone(graphene.ObjectType):
    """A telephone number."""

    e164 = graphene.String(required=True, description="For tel: links, such as +14045550100.")
    display = graphene.String(required=True, description="For readers, in the form usual in its country.")

    @staticmethod
    def resolve_e164(root: Any, info: graphene.ResolveInfo) -> str:
        return str(root.as_e164)

    @staticmethod
    def resolve_display(root: Any, info: graphene.ResolveInfo) -> str:
        return str(root.as_national)


@object_type
class Author(graphene.ObjectType):
    """Who wrote a page."""

    display_name = graphene.String(required=True, description="The name to print.")
    path = graphene.String(description="The provider's page; null for a byline or the organization.")


@object_type
class Breadcrumb(graphene.ObjectType):
    """A step on the way from the home page to a page."""

    title = graphene.String(required=True, description="The page's title.")
    path = graphene.String(required=True, description="Its path on the site.")


@object_type
class Redirect(graphene.ObjectType):
    """An address that has moved."""

    # `from` is a word of Python's own.
    from_path = graphene.String(
        required=True,
        name="from",
        description="The old path on the site, decoded, a slash at both ends; in lists with its query string.",
    )
    to = graphene.String(required=True, description="Where it ends: a path on the site, or an address elsewhere.")
    permanent = graphene.Boolean(required=True, description="Whether it moved for good (308) or for a while (307).")
