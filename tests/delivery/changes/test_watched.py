"""What the triggers watch: every column that an answer may be made of, and no other."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.fields import StreamField

from cms.delivery.models import Change
from cms.delivery.watched import UNREAD, tables
from locations.models.fields import WeekdaysField
from tests.api.hidden.world import World, build

from .content import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_cost")]
IGNORED = {"django_content_type", "delivery_change", "delivery_log"}


@pytest.fixture
def world(db: None) -> World:
    return build()


def model_of(table: str) -> Any:
    return next(model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table)


def flush() -> None:
    """Have PostgreSQL write the log before the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def test_an_answer_is_made_of_watched_tables_alone(world: World) -> None:
    watched = {table.name for table in tables()} | IGNORED
    with CaptureQueriesContext(connection) as queries:
        Reader(paths=("/", "/none/")).read()
    read = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        for query in queries.captured_queries
        if f'"{model._meta.db_table}"' in query["sql"]
    }
    assert read - watched == set()


@pytest.mark.parametrize("model", UNREAD, ids=lambda model: model.__name__)
def test_no_answer_is_made_of_an_unread_column(world: World, model: Any) -> None:
    reader = Reader(paths=("/", "/none/"))
    before, noted = reader.read(), Change.objects.count()
    for concrete in concrete_models(model):
        for name in UNREAD[model]:
            field = concrete._meta.get_field(name)
            for pk in concrete._base_manager.values_list("pk", flat=True):
                change(concrete, field, pk)
    flush()
    assert Change.objects.count() == noted
    assert reader.read() == before


def test_every_other_column_is_noted(world: World) -> None:
    flush()
    unnoticed = []
    for table in tables():
        model = model_of(table.name)
        for field in model._meta.local_concrete_fields:
            if field.column not in table.columns or field.primary_key:
                continue
            Change.objects.all().delete()
            changed = sum(change(model, field, pk) for pk in model._base_manager.values_list("pk", flat=True)[:40])
            flush()
            if changed and not Change.objects.exists():
                unnoticed.append(f"{table.name}.{field.column}")
    assert unnoticed == []


def concrete_models(model: type[models.Model]) -> list[Any]:
    """The models whose table holds the columns of ``model``, which may be abstract."""
    if not model._meta.abstract:
        return [model]
    return [one for one in apps.get_models() if issubclass(one, model) and any(table.name == one._meta.db_table for table in tables())]


def change(model: Any, field: Any, pk: Any) -> int:
    """Give a column of one row another value, if the database lets us; tell whether."""
    row = model._base_manager.filter(pk=pk)
    value = other(field, row.values_list(field.name, flat=True).get(), pk)
    if value is None:
        return 0
    try:
        with transaction.atomic():
            return int(row.update(**{field.name: value}))
    except IntegrityError:
        return 0


def other(field: Any, value: Any, pk: Any) -> Any:
    """Another value for a column; None where there is none to be had."""
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
    if isinstance(field, models.IntegerField | models.DecimalField):
        return (value or 0) + 1
    if isinstance(field, StreamField):
        return [("quote", {"text": str(uuid4())})]
    if isinstance(field, WeekdaysField):
        return [1] if value != [1] else [2]
    text = f"{pk}x{uuid4().hex}"
    return text[: field.max_length] if field.max_length else text
