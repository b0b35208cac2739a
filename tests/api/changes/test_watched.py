"""What the triggers watch: every column that an answer may be made of, and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from cms.delivery.models import Change
from cms.delivery.triggers.bodies import IN_TREE
from cms.delivery.watched import UNREAD, PageTable, Table, tables
from tests.api.hidden.world import World, build

from .content import Reader
from .mutations import change, flush, model_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_cost")]
IGNORED = {"django_content_type", "delivery_change", "delivery_log"}


@pytest.fixture(scope="module")
def world(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[World]:
    """The site that the tests of what is hidden read too, made once; tests change it within their own transaction."""
    with lasting():
        planted = build()
        flush()
        yield planted


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


def test_no_answer_is_made_of_an_unread_column(world: World) -> None:
    reader = Reader(paths=("/", "/none/"))
    before, noted = reader.read(), Change.objects.count()
    for model, names in UNREAD.items():
        for concrete in concrete_models(model):
            for field in map(concrete._meta.get_field, names):
                for pk in concrete._base_manager.values_list("pk", flat=True):
                    change(concrete, field, pk)
        flush()
        assert (model, Change.objects.count()) == (model, noted)
    after = reader.read()
    assert {name for name in before if before[name] != after.get(name)} == set()
    assert after.keys() == before.keys()


def test_every_other_column_is_noted(world: World) -> None:
    flush()
    unnoticed = []
    for table in tables():
        model = model_of(table.name)
        for field in model._meta.local_concrete_fields:
            if field.column not in table.columns or field.primary_key or field.column in noted_by_the_parent(table):
                continue
            with transaction.atomic():
                Change.objects.all().delete()
                if not is_noted(model, field):
                    unnoticed.append(f"{table.name}.{field.column}")
                transaction.set_rollback(True)
    assert unnoticed == []


def is_noted(model: Any, field: Any) -> bool:
    """Whether a change of the column is noted in one row at least, or none can be made."""
    changed = 0
    for pk in model._base_manager.values_list("pk", flat=True):
        changed += change(model, field, pk)
        flush()
        if Change.objects.exists():
            return True
    return changed == 0


def noted_by_the_parent(table: Table) -> tuple[str, ...]:
    """Columns whose change is one of the parent; the tests of kinds reorder pages."""
    return IN_TREE if isinstance(table, PageTable) else ()


def concrete_models(model: type[models.Model]) -> list[Any]:
    """The models whose table holds the columns of ``model``, which may be abstract."""
    if not model._meta.abstract:
        return [model]
    return [
        one
        for one in apps.get_models()
        if issubclass(one, model) and any(table.name == one._meta.db_table for table in tables())
    ]
