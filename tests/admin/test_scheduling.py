"""A page's schedule: publishers set it in the edit form, and a location's own editors do not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from locations.models import LocationPage
from tests.admin.conftest import SignIn
from tests.admin.screens import EditForm, form_errors
from tests.factories import (
    ArticlePageFactory,
    ConcernPageFactory,
    LocationPageFactory,
    ProviderPageFactory,
    SmallSite,
    StandardPageFactory,
    TreatmentPageFactory,
)
from treatments.models import TreatmentPage

pytestmark = pytest.mark.django_db

FACTORIES = (
    ArticlePageFactory,
    ConcernPageFactory,
    LocationPageFactory,
    ProviderPageFactory,
    StandardPageFactory,
    TreatmentPageFactory,
)


def utc(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def offers_a_schedule(client: Client, page_id: int) -> bool:
    text = client.get(reverse("wagtailadmin_pages:edit", args=[page_id])).content.decode()
    return "Set schedule" in text and 'name="go_live_at"' in text and 'name="expire_at"' in text


def test_a_publisher_can_schedule_every_type_of_page(site: SmallSite, sign_in: SignIn) -> None:
    publisher = sign_in("Publishers")
    pages = [site.home, site.locations, *(factory(title="Page") for factory in FACTORIES)]
    assert [offers_a_schedule(publisher, page.pk) for page in pages] == [True] * 8


def test_a_publisher_schedules_the_first_publication_and_the_end(site: SmallSite, sign_in: SignIn) -> None:
    page = TreatmentPageFactory(live=False)
    form = EditForm.of(sign_in("Publishers"), page)
    assert form.publish(go_live_at="2099-03-01 07:00", expire_at="2099-04-01 08:00").status_code == 302
    page = TreatmentPage.objects.get(pk=page.pk)
    assert page.live is False
    assert page.approved_schedule is True
    scheduled = page.scheduled_revision.as_object()
    assert (scheduled.go_live_at, scheduled.expire_at) == (utc(2099, 3, 1), utc(2099, 4, 1))


def test_an_end_before_the_beginning_is_refused(site: SmallSite, sign_in: SignIn) -> None:
    form = EditForm.of(sign_in("Publishers"), TreatmentPageFactory(live=False))
    refused = form.publish(go_live_at="2099-04-01 07:00", expire_at="2099-03-01 07:00")
    message = "Go live date/time must be before expiry date/time"
    assert form_errors(refused) == {"go_live_at": [message], "expire_at": [message]}


def test_a_location_s_own_editor_cannot_let_the_page_expire(site: SmallSite, sign_in: SignIn) -> None:
    page = LocationPageFactory(title="Alpharetta")
    editor = sign_in("Location editors: Alpharetta")
    assert not offers_a_schedule(editor, page.pk)
    form = EditForm.of(editor, page)
    assert "expire_at" not in form.data
    assert form.publish(expire_at="2099-03-01 07:00", go_live_at="2099-02-01 07:00").status_code == 302
    page = LocationPage.objects.get(pk=page.pk)
    assert page.live is True
    assert (page.go_live_at, page.expire_at) == (None, None)
    assert page.scheduled_revision is None


def test_a_publisher_s_schedule_outlasts_an_edit_by_the_location_s_own_editor(site: SmallSite, sign_in: SignIn) -> None:
    page = LocationPageFactory(title="Alpharetta", expire_at=utc(2099, 3, 1))
    assert EditForm.of(sign_in("Location editors: Alpharetta"), page).publish(parking="Behind.").status_code == 302
    page = LocationPage.objects.get(pk=page.pk)
    assert (page.parking, page.expire_at) == ("Behind.", utc(2099, 3, 1))
