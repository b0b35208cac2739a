"""Migrations that go backwards and forwards: the triggers name today's tables, so they wait for all of them."""

from __future__ import annotations

import logging

import pytest
from django.core.management import call_command
from django.db import connection

from cms.delivery import triggers
from cms.delivery.models import Change


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("target", [("pages", "0100"), ("treatments", "zero"), ("wagtailredirects", "zero")])
def test_an_app_goes_back_and_forth(target: tuple[str, str], caplog: pytest.LogCaptureFixture, soak: bool) -> None:
    if target[1] == "zero" and not soak:
        pytest.skip("Django takes many seconds for it; `make soak` does it")
    with caplog.at_level(logging.WARNING, "cms.delivery.triggers"):
        call_command("migrate", *target, verbosity=0)
    assert [record.getMessage() for record in caplog.records if record.name == "cms.delivery.triggers"] == [
        "The change log's triggers stay dropped until every migration is applied; nothing is logged"
    ]
    with connection.cursor() as cursor:
        assert triggers.dialect("default").there(cursor) == set()
    Change.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []
    assert list(Change.objects.values_list("type", "object")) == [("", 0)]
