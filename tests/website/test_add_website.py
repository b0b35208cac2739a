"""The demo's website is registered for changes by the command that `make website` runs."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from cms.delivery.webhooks.models import Webhook
from tests.factories import make_site

pytestmark = pytest.mark.django_db


def add_website(url: str) -> str:
    out = StringIO()
    call_command("add_website", url, stdout=out)
    return out.getvalue().strip()


def test_the_website_is_registered_once_and_keeps_its_secret() -> None:
    site = make_site().site
    secrets = [add_website(f"http://localhost:{port}/api/changes/") for port in (3000, 3000, 3001)]
    [webhook] = Webhook.objects.all()
    assert (webhook.url, webhook.site, webhook.events) == ("http://localhost:3001/api/changes/", site, [])
    assert secrets == [webhook.secret] * 3
