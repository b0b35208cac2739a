"""The page types as an enum, for arguments that narrow a list to some of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from functools import cache
from typing import Any

import graphene
from wagtail.models import Page, get_page_models

from .nodes import summary


@cache
def page_type_enum() -> Any:
    """The enum ``PageType``: a member for each type of page that is served, such as ``TREATMENT_PAGE``.

    A member's value is the model's label. Made when the schema is, for all models are known only then.
    """
    models = {member_name(model): model for model in served_page_models()}
    by_label = {model._meta.label: model for model in models.values()}

    def describe(member: Any) -> str:
        return "A type of page, by the name of its type." if member is None else summary(by_label[member.value])

    members = {name: model._meta.label for name, model in sorted(models.items())}
    return graphene.Enum.from_enum(Enum("PageType", members), description=describe)


def served_page_models() -> list[type[Page]]:
    """The page types that declare fields; pages of any other type are not served."""
    return [model for model in get_page_models() if getattr(model, "graphql_fields", None)]


def member_name(model: type[Page]) -> str:
    """``TREATMENT_PAGE`` for ``TreatmentPage``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", model.__name__).upper()


def models_of(types: Iterable[Any] | None) -> list[type[Page]]:
    """The models that members of ``PageType`` stand for, each once; all that are served where none is given."""
    if types is None:
        return served_page_models()
    labels = {member.value for member in types}
    return [model for model in served_page_models() if model._meta.label in labels]
