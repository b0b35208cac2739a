"""Why something may not be saved or published, in one line for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.utils.text import capfirst


def messages(error: ValidationError, instance: Any = None) -> list[str]:
    """All messages of ``error`` about ``instance``; those that do not speak for themselves begin with their field."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [text for name, errors in error.error_dict.items() for text in of_field(name, errors, instance)]


def of_field(name: str, errors: list[ValidationError], instance: Any) -> Iterator[str]:
    """The messages about one field. Django's own have a code and name no field; the house's have none and do."""
    label = field_label(name, instance)
    for error in errors:
        yield from (f"{label}: {text}" if label and error.code else text for text in error.messages)


def field_label(name: str, instance: Any) -> str:
    """What editors call a field; nothing for what is no field of ``instance``."""
    if instance is None or name == NON_FIELD_ERRORS:
        return ""
    model = getattr(instance, "specific_class", None) or type(instance)
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    return capfirst(str(getattr(field, "verbose_name", "")))
