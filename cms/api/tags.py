"""What an answer was made of, as tags that a cache in front of us can be told to forget.

| tag | forgotten when |
|---|---|
| ``page-12``, ``image-3``, ``document-4`` | this page, image or other object changes in any way the public can see |
| ``type-treatmentpage``, ``type-page`` | one of the type comes to light, goes or moves, or leads to other pages |
| ``order-treatmentpage`` | one of the type changes in any way: the answer holds a sorted or filtered list of them |
| ``any-treatmentpage`` | the same: it stands for the objects of a type where there are too many to name |
| ``search`` | the search index changes |
| ``changes`` | anything changes, or the log forgets old changes |
| ``all`` | something changes that concerns everything: sites, view restrictions, a release |

A hidden object is never named: what was looked for and not seen stands there as its type, whether it exists or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from modelcluster.fields import ParentalKey
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from .deciding import deciding_models

HEADER_BYTES = 1_500
"""How long a header of tags may be: two of them must fit into the 4 KB that a proxy reserves for all headers."""

MOST_TAGS = 128
"""How many there may be: Akamai reads no more."""

ALL = "all"
SEARCH = "search"
CHANGES = "changes"


class Tags:
    """Collects what the readers of one request read."""

    def __init__(self) -> None:
        self.lists: set[str] = set()
        self.objects: dict[str, set[str]] = {}

    def saw(self, row: Any) -> None:
        """Note that the answer tells of ``row``, which has passed the gate. A page's own child rows go with it."""
        model: Any = type(row)
        pk = row.pk
        if pk is not None and not is_part(model):
            self.objects.setdefault(name_of(model), set()).add(f"{family_of(model)}-{pk}")

    def looked_for(self, model: type[Model]) -> None:
        """Note that rows of ``model`` were looked for: the answer changes when one more is there, or one less.

        So it does when one comes to light or goes by which the gate decides about those.
        """
        self.lists |= types_of(model)

    def listed(self, model: type[Model], keys: Iterable[Any]) -> None:
        """Note that the answer holds some of these rows of ``model``, which have passed the gate, by what they hold."""
        self.looked_for(model)
        self.named(model, keys)

    def named(self, model: type[Model], keys: Iterable[Any]) -> None:
        """Note that the answer tells of these rows of ``model`` as :meth:`saw` does of whole ones."""
        family = family_of(model)
        self.objects.setdefault(name_of(model), set()).update([f"{family}-{key}" for key in set(keys)])

    def sorted(self, model: type[Model]) -> None:
        """Note that rows of ``model`` were chosen or sorted by what they hold."""
        self.looked_for(model)
        self.lists.add(f"order-{name_of(model)}")

    def searched(self) -> None:
        """Note that the search index was asked."""
        self.lists.add(SEARCH)

    def logged(self) -> None:
        """Note that the change log was read."""
        self.lists.add(CHANGES)

    def all(self) -> list[str]:
        """All tags, sorted; where they are too many or too long for a header, the largest types as one tag each.

        Where that is too long still, the answer is old after whatever changes.
        """
        objects = dict(self.objects)
        tags = self.joined(objects)
        while not fits(tags):
            largest = max(objects, key=lambda name: (len(objects[name]), name), default=None)
            if largest is None or objects[largest] == {f"any-{largest}"}:
                return sorted((ALL, CHANGES, SEARCH))
            objects[largest] = {f"any-{largest}"}
            tags = self.joined(objects)
        return tags

    def joined(self, objects: dict[str, set[str]]) -> list[str]:
        return sorted({ALL}.union(self.lists, *objects.values()))

    def exact(self) -> frozenset[str]:
        """All tags, however many, for a cache of ours: each object by its name."""
        return frozenset(self.joined(self.objects))


def fits(tags: list[str]) -> bool:
    """Whether ``tags`` may stand in one header."""
    return len(tags) <= MOST_TAGS and sum(map(len, tags)) + len(tags) <= HEADER_BYTES


def add_tags(response: HttpResponse, tags: Tags) -> None:
    """Name the tags in the headers that the caches of the trade read."""
    names = tags.all()
    response["Surrogate-Key"] = " ".join(names)
    response["Cache-Tag"] = ",".join(names)


@cache
def family_of(model: type[Model]) -> str:
    """What the ids of ``model`` belong to: pages of all types share theirs."""
    return "page" if issubclass(model, Page) else name_of(model)


@cache
def name_of(model: type[Model]) -> str:
    if issubclass(model, AbstractDocument):
        return "document"
    return "image" if issubclass(model, AbstractImage) else str(model._meta.model_name)


@cache
def types_of(model: type[Model]) -> frozenset[str]:
    """The tags of rows of ``model`` that come and go, by themselves and by others."""
    return frozenset(f"type-{name_of(each)}" for each in (model, *deciding_models(model)))


@cache
def is_part(model: Any) -> bool:
    """Whether rows of ``model`` are saved and published with a page or a snippet that they belong to."""
    return any(isinstance(field, ParentalKey) for field in model._meta.get_fields())
