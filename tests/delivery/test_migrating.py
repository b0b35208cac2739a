"""Migrations that go backwards and forwards: the triggers name today's tables, so they wait for all of them."""

from __future__ import annotations

import logging

import pytest
from django.core.management import call_command

from cms.delivery import triggers
from cms.delivery.models import Change


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("target", [("wagtailredirects", "zero"), ("pages", "0100"), ("treatments", "zero")])
def test_an_app_goes_back_and_forth(target: tuple[str, str], caplog: pytest.LogCaptureFixture, soak: bool) -> None:
    if target[0] == "treatments" and not soak:
        pytest.skip("takes many seconds; make soak")
    with caplog.at_level(logging.WARNING, "cms.delivery.triggers"):
        call_command("migrate", *target, verbosity=0)
    assert [record.getMessage() for record in caplog.records if record.name == "cms.delivery.triggers"] == [
        "The change log's triggers stay dropped until every migration is applied; nothing is logged"
    ]
    Change.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []
    assert list(Change.objects.values_list("type", "object")) == [("", 0)]
