"""Changing columns of rows behind the back of all code, as SQL would, and what of it the log holds."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from wagtail.fields import StreamField

from cms.api import moments
from cms.delivery.models import Change
from cms.delivery.triggers.postgresql import SEQUENCE, TRANSACTION
from locations.models.fields import WeekdaysField


def model_of(table: str) -> Any:
    return next(model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table)


def forget_positions() -> None:
    """Have nothing hold for the numbers that the log gives: they come again when a test's transaction is taken back."""
    moments.known.clear()


def flush() -> None:
    """Have PostgreSQL write the log before the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def forget_all() -> None:
    """Empty the log."""
    end_transaction()
    Change.objects.all().delete()


def end_transaction() -> None:
    """Have the log written, and on PostgreSQL the next change counted as one of another transaction."""
    flush()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT set_config('{SEQUENCE}', '', TRUE), set_config('{TRANSACTION}', '', TRUE)")


def change(model: Any, field: Any, pk: Any) -> int:
    """Give a column of one row another value, if the database lets us; tell whether."""
    row = model._base_manager.filter(pk=pk)
    value = other(field, row.values_list(field.name, flat=True).get(), pk)
    if value is None:
        return 0
    try:
        with transaction.atomic():
            return int(row.update(**{field.name: value}))
    except (IntegrityError, ValueError):
        return 0


def one_more(model: Any, pk: Any) -> Any:
    """Insert a row like another one, but for what may be there only once."""
    row = model._base_manager.get(pk=pk)
    once = {name for constraint in model._meta.total_unique_constraints for name in constraint.fields}
    for field in model._meta.concrete_fields:
        if field.unique or field.name in once:
            value = None if field.primary_key else other(field, getattr(row, field.attname), pk)
            setattr(row, field.attname, value)
    row._state.adding = True
    return row.save(force_insert=True)


def other(field: Any, value: Any, pk: Any) -> Any:
    """Another value for a column; None where there is none to be had."""
    if field.choices:
        return next((choice for choice, _ in field.flatchoices if choice not in {value, ""}), None)
    if field.name == "time_zone":  # one that there is: no form lets others in
        return "America/Denver" if value != "America/Denver" else "America/Chicago"
    if isinstance(field, models.ForeignKey):
        rows = field.related_model._default_manager.exclude(pk=value).order_by("-pk")
        return rows.values_list("pk", flat=True).first()
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.UUIDField):
        return uuid4()
    if isinstance(field, models.DateTimeField):
        return (value or timezone.now()) + timedelta(days=1)
    if isinstance(field, models.DateField):
        return (value or date(2026, 1, 1)) + timedelta(days=1)
    if isinstance(field, models.TimeField):
        return time(1, 23) if value != time(1, 23) else time(2, 34)
    if isinstance(field, models.IntegerField | models.DecimalField | models.FloatField):
        return (value or 0) + 1
    if isinstance(field, StreamField):
        return [("quote", {"text": str(uuid4())})]
    if isinstance(field, WeekdaysField):
        return [1] if value != [1] else [2]
    suffix = PurePosixPath(str(value)).suffix if isinstance(field, models.FileField) else ""  # which is checked
    text = f"{pk}x{uuid4().hex}{suffix}"
    return text[: field.max_length] if field.max_length else text
