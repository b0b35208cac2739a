"""Schedules of what is no page. There is no such model yet, so the test makes one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import timezone
from wagtail.models import DraftStateMixin, ModelLogEntry, RevisionMixin

from cms.admin.scheduling import warning
from cms.delivery import failures, schedule
from cms.delivery.models import ScheduleFailure


@pytest.fixture
def notices(transactional_db: None) -> Iterator[Any]:
    """A model with drafts, and its table, while the test runs."""

    class Notice(DraftStateMixin, RevisionMixin, models.Model):
        text = models.CharField(max_length=50)

        class Meta:
            app_label = "delivery"

        def __str__(self) -> str:
            return self.text

        def save(self, *args: Any, **kwargs: Any) -> None:
            if self.live and self.text == "Bad":
                raise ValidationError("Write something better.")
            super().save(*args, **kwargs)

    with connection.schema_editor() as editor:
        editor.create_model(Notice)
    yield Notice
    with connection.schema_editor() as editor:
        editor.delete_model(Notice)
    del apps.all_models["delivery"]["notice"]
    apps.clear_cache()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_they_begin_end_and_fail_as_pages_do(notices: Any) -> None:
    now = timezone.now()
    good, bad = notices.objects.create(text="Good", live=False), notices.objects.create(text="Bad", live=False)
    for notice in (good, bad):
        notice.go_live_at, notice.expire_at = now + timedelta(hours=1), now + timedelta(hours=3)
        notice.save_revision().publish()
    with time_machine.travel(now + timedelta(hours=2), tick=False):
        outcomes = schedule.run_due()
        assert [(str(each.due.what), each.due.title, each.reason) for each in outcomes] == [
            ("publication", "Good", ""),
            ("publication", "Bad", "Write something better."),
        ]
        assert list(notices.objects.order_by("pk").values_list("text", "live")) == [("Good", True), ("Bad", False)]
        [failure] = failures.of(bad)
        assert warning(failure, "notice").startswith("This notice was to go live on ")
        assert ModelLogEntry.objects.filter(action="cms.schedule.publish_failed", object_id=str(bad.pk)).count() == 1
    with time_machine.travel(now + timedelta(hours=4), tick=False):
        outcomes = schedule.run_due()
        assert [(str(each.due.what), each.due.title) for each in outcomes] == [
            ("publication", "Bad"),
            ("expiry", "Good"),
        ]
        assert list(notices.objects.order_by("pk").values_list("text", "live", "expired")) == [
            ("Good", False, True),
            ("Bad", False, False),
        ]
        assert ScheduleFailure.objects.get().tries == 2
