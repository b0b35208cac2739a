"""Webhooks in the admin: registered, tested, watched and sent again by administrators, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Signer
from wagtail.models import ModelLogEntry, Site

from cms.delivery.models import Delivery, Webhook
from tests.admin.screens import told
from tests.factories import SmallSite, UserFactory, make_site

from .conftest import changed, deliver, forget_changes, new_source
from .receiver import receiver, register

pytestmark = pytest.mark.django_db

WEBHOOKS = "/admin/webhooks/"
PRIVATE = (
    "10.0.0.1 is in a private or reserved network, where nothing is sent. Use a public address, or have it added to "
    "WEBHOOK_ALLOWED_HOSTS."
)


def signed_in(*groups: str, csrf: bool = False) -> Client:
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(UserFactory(groups=groups), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def client(db: None) -> Client:
    return signed_in("Administrators")


def values(**changes: Any) -> dict[str, Any]:
    site = Site.objects.get(is_default_site=True)
    return {"name": "Website", "url": "http://127.0.0.1:1/hook", "site": site.pk, "active": "on", **changes}


def text(response: Any) -> str:
    main = BeautifulSoup(response.content, "html.parser").find("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def test_an_administrator_registers_one(site: SmallSite, client: Client) -> None:
    form = client.get(f"{WEBHOOKS}new/").context["form"]
    assert form["site"].value() == site.site.pk or form["site"].value() == site.site
    made = client.post(f"{WEBHOOKS}new/", values(events=["PUBLISHED", "DELETED"]))
    webhook = Webhook.objects.get()
    assert made["Location"] == f"{WEBHOOKS}{webhook.pk}/"
    assert (webhook.events, webhook.active, webhook.site) == (["PUBLISHED", "DELETED"], True, site.site)
    assert Signer(webhook.secret)
    screen = client.get(made["Location"])
    assert screen.status_code == 200
    assert BeautifulSoup(screen.content, "html.parser").find(id="webhook-secret")["value"] == webhook.secret
    assert "Nothing has been sent yet" in text(screen)


def test_the_list_shows_what_is_behind_and_no_secret(site: SmallSite, client: Client) -> None:
    webhook = register("http://127.0.0.1:1/hook?token=hunter2")
    changed(new_source())
    deliver()
    response = client.get(WEBHOOKS)
    row = BeautifulSoup(response.content, "html.parser").select("tbody tr")
    assert [" ".join(each.get_text(" ").split()) for each in row[0].select("td")][1:] == [
        "127.0.0.1:1", "localhost", "On", "1", "–",
    ]  # fmt: skip
    assert webhook.secret not in response.content.decode()
    assert "hunter2" not in response.content.decode()


def test_an_address_that_nothing_is_sent_to_is_refused_with_what_to_do(site: SmallSite, client: Client) -> None:
    refused = client.post(f"{WEBHOOKS}new/", values(url="https://10.0.0.1/hook"))
    assert refused.context["form"].errors == {"url": [PRIVATE]}
    refused = client.post(f"{WEBHOOKS}new/", values(url="https://8.8.8.8/", events=["NONSENSE"], site=""))
    assert sorted(refused.context["form"].errors) == ["events", "site"]
    assert not Webhook.objects.exists()


def test_a_name_that_is_gone_does_not_keep_anybody_from_switching_it_off(site: SmallSite, client: Client) -> None:
    webhook = register("https://nobody.invalid/hook")
    data = values(url=webhook.url)
    del data["active"]
    assert client.post(f"{WEBHOOKS}edit/{webhook.pk}/", data).status_code == 302
    webhook.refresh_from_db()
    assert not webhook.active


def test_editing_leaves_alone_what_the_worker_moves(site: SmallSite, client: Client) -> None:
    with receiver() as there:
        webhook = register("http://127.0.0.1:1/hook")
        changed(new_source())
        deliver()
        webhook.refresh_from_db()
        form = client.get(f"{WEBHOOKS}edit/{webhook.pk}/")
        assert "Secret and deliveries" in form.content.decode()
        assert webhook.secret not in form.content.decode()
        response = client.post(f"{WEBHOOKS}edit/{webhook.pk}/", values(url=there.url, name="Elsewhere"))
        assert response["Location"] == f"{WEBHOOKS}{webhook.pk}/"
        after = Webhook.objects.get()
        assert (after.name, after.secret, after.sequence) == ("Elsewhere", webhook.secret, webhook.sequence)
        deliver()  # at the new address at once
    assert len(there.taken) == 1


@pytest.mark.parametrize("group", ["Editors", "Location editors", "Clinical reviewers", "Publishers"])
def test_nobody_else_may(site: SmallSite, group: str) -> None:
    with receiver() as there:
        webhook = register(there.url)
        changed(new_source())
        deliver()
        there.asked.clear()
        delivery = webhook.deliveries.get()
        client, own = signed_in(group), f"{WEBHOOKS}{webhook.pk}/"
        looks = [WEBHOOKS, f"{WEBHOOKS}new/", f"{WEBHOOKS}edit/{webhook.pk}/", f"{WEBHOOKS}delete/{webhook.pk}/", own]
        looks += [f"{WEBHOOKS}history/{webhook.pk}/", f"{WEBHOOKS}999/"]
        for address in looks:
            response = client.get(address)
            assert (response.status_code, webhook.secret in response.content.decode()) == (302, False), address
        acts = ["test/", "secret/", "redeliver/", f"redeliver/{delivery.pk}/"]
        assert [client.post(f"{own}{act}").status_code for act in acts] == [302] * 4
        assert "/admin/webhooks/" not in client.get("/admin/").content.decode()
        deliver()
    assert there.asked == []
    webhook.refresh_from_db()
    assert webhook.old_secret == ""


def test_buttons_take_post_alone_and_its_token(site: SmallSite) -> None:
    webhook = register("http://127.0.0.1:1/hook")
    own = f"{WEBHOOKS}{webhook.pk}/"
    for act in ("test/", "secret/", "redeliver/", "redeliver/1/"):
        assert signed_in("Administrators").get(f"{own}{act}").status_code == 405
        assert signed_in("Administrators", csrf=True).post(f"{own}{act}").status_code == 403
    assert Client().post(f"{own}test/").status_code == 302


def test_the_test_button_says_what_came_back(site: SmallSite, client: Client) -> None:
    with receiver() as there:
        webhook = register(there.url)
        response = client.post(f"{WEBHOOKS}{webhook.pk}/test/")
        assert told(response) == ['The test was delivered (200). Its answer: "ok"']
        assert there.taken[0].verified(webhook.secret)["type"] == "test"
        there.answer = 500
        refused = client.post(f"{WEBHOOKS}{webhook.pk}/test/")
        assert told(refused)[-1:] == [
            'The test was not delivered. It answered with an error (500). Its answer: "ok"'
        ]  # fmt: skip


def test_a_new_secret_is_in_no_history(site: SmallSite, client: Client) -> None:
    webhook = register("http://127.0.0.1:1/hook")
    client.post(f"{WEBHOOKS}{webhook.pk}/secret/")
    after = Webhook.objects.get()
    assert (after.old_secret, len(after.secrets)) == (webhook.secret, 2)
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.data) == ("delivery.roll_secret", {})
    screen = client.get(f"{WEBHOOKS}{webhook.pk}/").content.decode()
    assert (after.secret in screen, webhook.secret in screen) == (True, False)
    history = client.get(f"{WEBHOOKS}history/{webhook.pk}/").content.decode()
    assert ("New secret" in history, after.secret in history) == (True, False)


def test_what_was_parked_is_sent_again(site: SmallSite, client: Client) -> None:
    source = new_source()
    with receiver(lambda *_: 500) as there:
        webhook = register(there.url)
        changed(source)
        changed(new_source())
        deliver()
        webhook.deliveries.update(state="parked", ended_at=timezone.now(), answer="<script>alert(1)</script>")
        there.answer = 200
        first, second = webhook.deliveries.order_by("id")
        screen = client.get(f"{WEBHOOKS}{webhook.pk}/?state=parked")
        assert f"UPDATED Source {source.pk}" in text(screen)
        assert "It answered with an error (500)." in text(screen)
        assert "<script>alert(1)" not in screen.content.decode()
        client.post(f"{WEBHOOKS}{webhook.pk}/redeliver/{first.pk}/")
        deliver()
        assert [message.id for message in there.taken] == [first.message_id]
        response = client.post(f"{WEBHOOKS}{webhook.pk}/redeliver/")
        assert told(response)[-1:] == ["1 parked delivery is sent again."]
        deliver()
    assert [message.id for message in there.taken] == [first.message_id, second.message_id]
    assert {state for (state,) in webhook.deliveries.values_list("state")} == {"delivered"}


def test_a_delivery_is_sent_again_by_its_own_webhook_alone(site: SmallSite, client: Client) -> None:
    webhook, other = register("http://127.0.0.1:1/a"), register("http://127.0.0.1:1/b")
    changed(new_source())
    deliver()
    Delivery.objects.update(state="parked")
    delivery = webhook.deliveries.get()
    client.post(f"{WEBHOOKS}{other.pk}/redeliver/{delivery.pk}/")
    delivery.refresh_from_db()
    assert delivery.state == "parked"


def test_many_deliveries_come_in_pages(site: SmallSite, client: Client) -> None:
    webhook = register("http://127.0.0.1:1/a")
    now = timezone.now()
    facts = {"type": "source", "object": 1, "path": None, "old_path": None}
    Delivery.objects.bulk_create(
        Delivery(
            webhook=webhook, sequence=number, change=number, subject="source-1", facts=facts, kind="UPDATED",
            next_attempt_at=now,
        )
        for number in range(120)
    )  # fmt: skip
    for address, shown in ((f"{WEBHOOKS}{webhook.pk}/?p=3", 20), (f"{WEBHOOKS}{webhook.pk}/?p=x&state=y", 50)):
        rows = BeautifulSoup(client.get(address).content, "html.parser").select("table.listing tbody tr")
        assert len(rows) == shown


def test_deleting_one_deletes_what_it_was_to_be_told(site: SmallSite, client: Client) -> None:
    webhook = register("http://127.0.0.1:1/a")
    changed(new_source())
    deliver()
    assert client.post(f"{WEBHOOKS}delete/{webhook.pk}/").status_code == 302
    assert (Webhook.objects.count(), Delivery.objects.count()) == (0, 0)


@pytest.mark.parametrize("state", ["waiting", "parked", "delivered"])
def test_another_site_is_told_nothing_of_the_one_before(site: SmallSite, client: Client, state: str) -> None:
    """Neither what waits, nor what is sent again, nor what its queue had not got to yet."""
    other = make_site("other.example")
    forget_changes()
    with receiver() as there:
        webhook = register("http://127.0.0.1:1/hook")
        changed(site.articles)
        deliver()
        webhook.deliveries.update(state=state)
        changed(site.articles)
        edit = f"{WEBHOOKS}edit/{webhook.pk}/"
        assert "With another site" in text(client.get(edit))
        client.post(edit, values(url=there.url, site=other.site.pk))
        client.post(f"{WEBHOOKS}{webhook.pk}/redeliver/")
        deliver()
        assert (there.asked, webhook.deliveries.count()) == ([], 0)
        changed(other.articles)
        deliver()
    assert [(message.data["site"], message.data["path"]) for message in there.taken] == [
        ("other.example", "/articles/")
    ]


def test_the_same_site_keeps_what_waits(site: SmallSite, client: Client) -> None:
    with receiver() as there:
        webhook = register("http://127.0.0.1:1/hook")
        changed(site.articles)
        deliver()
        changed(site.articles)
        client.post(f"{WEBHOOKS}edit/{webhook.pk}/", values(url=there.url))
        deliver()
        deliver()
    assert len(there.taken) == 2


@pytest.mark.parametrize("button", ["one", "all"])
def test_what_is_sent_again_is_sent_whatever_is_ticked_by_now(site: SmallSite, client: Client, button: str) -> None:
    with receiver() as there:
        webhook = register(there.url)
        changed(new_source())
        there.answer = 500
        deliver()
        there.answer = 200
        webhook.deliveries.update(state="parked", ended_at=timezone.now())
        client.post(f"{WEBHOOKS}edit/{webhook.pk}/", values(url=there.url, events=["DELETED"]))
        delivery = webhook.deliveries.get()
        client.post(f"{WEBHOOKS}{webhook.pk}/redeliver/{f'{delivery.pk}/' if button == 'one' else ''}")
        deliver()
    assert [(message.id, message.data["kind"]) for message in there.taken] == [(delivery.message_id, "UPDATED")]
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
