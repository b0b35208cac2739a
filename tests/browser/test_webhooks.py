"""A webhook from the menu to its first delivery, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from cms.delivery.models import Webhook
from tests.delivery.webhooks.conftest import deliver
from tests.delivery.webhooks.receiver import receiver
from tests.factories import SourceFactory, StandardPageFactory, make_site

if TYPE_CHECKING:
    from playwright.sync_api import Page as Screen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_from_the_menu_to_a_delivery_and_again(screen: Screen, sign_in: Callable[..., None]) -> None:
    site = make_site()
    sign_in("Administrators")
    screen.get_by_role("button", name="Settings").click()
    screen.get_by_role("link", name="Webhooks").click()
    screen.get_by_role("link", name="Add webhook").first.click()
    with receiver() as there:
        screen.get_by_label("Name").fill("Website")
        screen.get_by_label("Address").fill("https://10.0.0.1/hook")
        screen.get_by_role("button", name="Create").click()
        expect(screen.get_by_text("10.0.0.1 is in a private or reserved network")).to_be_visible()
        screen.get_by_label("Address").fill(there.url)
        screen.get_by_role("button", name="Create").click()
        expect(screen.get_by_text("Nothing has been sent yet")).to_be_visible()
        secret = Webhook.objects.get().secret
        expect(screen.get_by_label("Secret")).to_have_value(secret)
        screen.get_by_role("button", name="Send a test").click()
        expect(screen.get_by_text("The test was delivered (200).")).to_be_visible()
        there.taken[0].verified(secret)
        there.answer = 500
        SourceFactory()
        StandardPageFactory(slug="about-us", title="About us", parent=site.home)
        deliver()
        there.answer = 200
        screen.reload()
        screen.get_by_role("button", name="Try msg_").first.click()
        expect(screen.get_by_text("It is sent again")).to_be_visible()
        deliver()
        screen.reload()
        screen.get_by_role("link", name="Delivered").click()
        expect(screen.get_by_role("button", name="Redeliver msg_")).to_have_count(1)
