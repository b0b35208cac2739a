"""A site whose log is empty, and changes of it as the database's triggers would log them."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page

from cms.api.tags import name_of
from cms.delivery.models import Change, Log
from cms.delivery.webhooks.courier import Courier
from pages.models import Source
from tests.api.changes.mutations import end_transaction
from tests.factories import SmallSite, SourceFactory, make_site


@pytest.fixture
def site(db: None) -> SmallSite:
    """A small site; nothing has happened on it."""
    site = make_site()
    forget_changes()
    return site


def new_source() -> Source:
    """A source of which the log does not know yet."""
    source: Source = SourceFactory()
    forget_changes(object=source.pk, type="source")
    return source


def forget_changes(**which: Any) -> None:
    """Take changes out of the log: those that the database has logged itself. What comes next gets a new number."""
    end_transaction()
    Change.objects.filter(**which).delete()


def changed(thing: Any, **fields: Any) -> Change:
    """Log a change of a public thing, in a transaction of its own."""
    sequence = Log.objects.get().sequence + 1
    Log.objects.update(sequence=sequence)
    path = thing.url_path if isinstance(thing, Page) else None
    name = str(thing._meta.model_name) if isinstance(thing, Page) else name_of(type(thing))
    values = {
        "sequence": sequence,
        "type": name,
        "object": thing.pk,
        "path": path,
        "old_path": path,
        "public_before": True,
        "public_after": True,
        "membership": False,
        "deleted": False,
        "at": timezone.now(),
    }
    return Change.objects.create(**values | fields)


def deliver() -> None:
    """Send all that is due now, as a worker does."""
    courier = Courier()
    while True:
        courier.round()
        if not courier.under_way:
            break
    courier.finish()
