"""What the gate's rules look at: by which columns of its own a row comes to light, and by which other rows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db.models import Model, Q
from wagtail.models import Site

from .visibility import Gate, rule_of


class AnyMoment(Gate):
    """A gate that only tells what its rules look at."""

    def pages(self, prefix: str = "") -> Q:
        return Q(**{f"{prefix}live": True})

    pages_of_any_site = pages

    def media(self, prefix: str = "") -> Q:
        return Q(**{f"{prefix}collection": None})


def deciding(model: Any) -> tuple[str, ...]:
    """The columns of the model's own table by which the gate decides."""
    looked_at = {name.partition("__")[0] for name in lookups_of(model)}
    return tuple(str(field.column) for field in model._meta.local_concrete_fields if field.name in looked_at)


@cache
def deciding_models(model: type[Model]) -> frozenset[type[Model]]:
    """The models at whose columns the gate looks to decide about rows of ``model``, itself left out."""
    return frozenset(other for lookup in lookups_of(model) for other in models_on(model, lookup))


def models_on(model: Any, lookup: str) -> Iterator[type[Model]]:
    """The models that a lookup leads through, one after the other."""
    for name in lookup.split("__")[:-1]:
        field = next((field for field in model._meta.get_fields() if field.name == name), None)
        if field is None or not field.is_relation:
            return
        model = field.related_model
        yield model


def lookups_of(model: type[Model]) -> set[str]:
    """The lookups of the model's rule."""
    return set(names_in(rule_of(model)(AnyMoment(Site()))))


def names_in(condition: Q) -> Iterator[str]:
    child: Any
    for child in condition.children:
        if isinstance(child, Q):
            yield from names_in(child)
        else:
            yield child[0]
