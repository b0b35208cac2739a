"""What receivers are told: every change of their site, as the content API tells it, and nothing hidden."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from standardwebhooks.webhooks import WebhookVerificationError
from wagtail.models import Page, PageViewRestriction

from cms.api.visibility import Gate
from cms.delivery import pruning
from cms.delivery.changes import told_to
from cms.delivery.models import Change, Delivery, Log, Webhook
from cms.delivery.webhooks import courier, queue
from tests.api.changes.mutations import flush
from tests.factories import SmallSite, StandardPageFactory, make_site

from .conftest import changed, deliver, forget_changes, new_source
from .receiver import Handler, Message, receiver, register

pytestmark = pytest.mark.django_db

QUERY = "{ changes(first: 100) { nodes { sequence kind type id path oldPath at cacheTags } } }"


def test_a_publication_arrives_signed_and_as_the_content_api_tells_it(site: SmallSite, client: Any) -> None:
    with receiver() as there:
        webhook = register(there.url)
        page = StandardPageFactory(slug="about", title="About", parent=site.home)
        flush()
        deliver()
    nodes = client.post("/graphql/", {"query": QUERY}, "application/json").json()["data"]["changes"]["nodes"]
    told = [message.verified(webhook.secret) for message in there.taken]
    assert sorted(told, key=lambda each: int(each["data"]["id"])) == [
        {
            "type": f"content.{node['kind'].lower()}",
            "timestamp": node["at"],
            "data": {**node, "site": site.site.hostname},
        }
        for node in sorted(nodes, key=lambda node: int(node["id"]))
    ]
    published = next(each["data"] for each in told if each["data"]["id"] == str(page.pk))
    del published["at"], published["sequence"]
    assert published == {
        "kind": "PUBLISHED",
        "type": "StandardPage",
        "id": str(page.pk),
        "path": "/about/",
        "oldPath": None,
        "cacheTags": sorted(
            ["changes", f"page-{page.pk}"]
            + [f"{what}-{name}" for what in ("any", "order", "type") for name in ("page", "standardpage")]
        ),
        "site": "localhost",
    }


def test_the_headers_of_a_message(site: SmallSite) -> None:
    with receiver() as there, time_machine.travel("2026-03-04 12:00:00+00:00", tick=False):
        register(there.url)
        changed(new_source())
        deliver()
    [message] = there.taken
    assert {name.lower(): value for name, value in message.headers.items() if name != "webhook-signature"} == {
        "host": f"127.0.0.1:{there.port}",
        "accept-encoding": "identity",
        "content-length": str(len(message.body)),
        "content-type": "application/json",
        "connection": "close",
        "user-agent": "MedspaCMS",
        "webhook-id": Delivery.objects.get().message_id,
        "webhook-timestamp": "1772625600",
    }


def test_a_secret_that_was_rolled_holds_for_a_day_beside_the_new_one(site: SmallSite) -> None:
    with receiver() as there, time_machine.travel("2026-03-04 12:00:00+00:00", tick=False) as clock:
        webhook = register(there.url)
        old = webhook.secret
        webhook.roll_secret()
        assert webhook.secret != old
        changed(new_source())
        deliver()
        there.taken[0].verified(old)
        there.taken[0].verified(webhook.secret)
        clock.shift(timedelta(days=1))
        changed(new_source())
        deliver()
        there.taken[1].verified(webhook.secret)
        with pytest.raises(WebhookVerificationError):
            there.taken[1].verified(old)


def test_drafts_and_changes_before_it_was_registered_are_not_told(site: SmallSite) -> None:
    changed(new_source())
    with receiver() as there:
        webhook = register(there.url)
        page = StandardPageFactory(parent=site.home, live=False)
        page.title = "Secret draft"
        page.save_revision()
        flush()
        Change.objects.exclude(type="standardpage").delete()
        deliver()
    assert (there.asked, webhook.deliveries.count()) == ([], 0)


def test_of_what_is_hidden_when_it_is_sent_only_that_it_is_gone(site: SmallSite) -> None:
    page = StandardPageFactory(slug="secret-plan", title="Plan", parent=site.home)
    source = new_source()
    forget_changes()
    with receiver(500) as there:
        webhook = register(there.url)
        changed(page, old_path=None, public_before=False, membership=True)
        changed(page, old_path=f"{site.home.url_path}before/")
        last = changed(source)
        deliver()
        assert sorted(message.data["kind"] for message in there.asked) == ["PUBLISHED", "UPDATED"]
        PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type="login")
        Page.objects.filter(pk=page.pk).update(title="Nobody may know")
        source.delete()
        forget_changes(id__gt=last.pk)
        there.asked.clear()
        queue.hasten(webhook)
        there.answer = 200
        deliver()
    told = [json.loads(message.body) for message in there.taken]
    pages = [each for each in told if each["data"]["type"] != "Source"]
    assert [(each["type"], each["data"]["path"], each["data"]["oldPath"]) for each in pages] == [
        ("content.updated", None, None),
        ("content.unpublished", "/before/", None),
    ]
    assert "Nobody may know" not in str(told)
    assert "secret-plan" not in str(told)


def test_each_webhook_gets_what_it_asked_for_and_always_what_concerns_everything(site: SmallSite) -> None:
    source = new_source()
    with receiver() as some, receiver() as all_of_it, receiver() as off:
        register(some.url, events=["PUBLISHED", "DELETED"])
        register(all_of_it.url)
        register(off.url, active=False)
        changed(source)
        changed(source, public_before=False)
        changed(source, public_after=False, deleted=True, object=source.pk + 1000)
        changed(source, type=Change.EVERYTHING, object=0)
        changed(source, type=Change.SEARCH, object=0)
        deliver()
    kinds = [sorted(message.data["kind"] for message in there.taken) for there in (some, all_of_it, off)]
    assert kinds == [["DELETED", "PUBLISHED", "REBUILD_ALL"], ["DELETED", "PUBLISHED", "REBUILD_ALL", "UPDATED"], []]


def test_what_is_no_longer_what_was_asked_for_is_not_sent(site: SmallSite) -> None:
    page = StandardPageFactory(parent=site.home)
    forget_changes()
    with receiver(500) as there:
        webhook = register(there.url, events=["UPDATED"])
        last = changed(page)
        deliver()
        Page.objects.filter(pk=page.pk).update(live=False)
        forget_changes(id__gt=last.pk)
        queue.hasten(webhook)
        there.answer = 200
        deliver()
    assert (there.taken, webhook.deliveries.count()) == ([], 0)


def test_another_sites_changes_are_not_told(site: SmallSite) -> None:
    other = make_site("other.example")
    forget_changes()
    with receiver() as here, receiver() as there:
        register(here.url)
        register(there.url, site=other.site)
        changed(site.articles)
        changed(other.articles)
        deliver()
    told = [[(m.data["site"], m.data["id"], m.data["path"]) for m in each.taken] for each in (here, there)]
    assert told == [
        [("localhost", str(site.articles.pk), "/articles/")],
        [("other.example", str(other.articles.pk), "/articles/")],
    ]


def test_while_it_is_off_nothing_is_lost(site: SmallSite) -> None:
    with receiver() as there:
        webhook = register(there.url, active=False)
        changed(new_source())
        deliver()
        assert there.asked == []
        Webhook.objects.filter(pk=webhook.pk).update(active=True)
        deliver()
    assert len(there.taken) == 1


def test_more_changes_than_go_in_at_once(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of one transaction share their number, and still each is told."""
    monkeypatch.setattr(queue, "BATCH", 3)
    sources = [new_source() for _ in range(8)]
    with receiver() as there:
        webhook = register(there.url)
        first = changed(sources[0])
        for source in sources[1:]:
            changed(source, sequence=first.sequence)
        Log.objects.update(sequence=first.sequence)
        deliver()
    assert sorted(message.data["id"] for message in there.taken) == sorted(str(source.pk) for source in sources)
    webhook.refresh_from_db()
    assert webhook.sequence == first.sequence


def test_one_large_publication_of_which_only_the_end_is_asked_for(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "BATCH", 3)
    with receiver() as there:
        register(there.url, events=["UPDATED"])
        first = changed(new_source(), public_before=False)
        for _ in range(3):
            changed(new_source(), public_before=False, sequence=first.sequence)
        last = changed(new_source(), sequence=first.sequence)
        Log.objects.update(sequence=first.sequence)
        for _ in range(3):
            deliver()
    assert [message.data["id"] for message in there.taken] == [str(last.object)]


def test_a_change_that_sqlite_joins_to_a_later_one_is_told_again(site: SmallSite) -> None:
    source = new_source()
    with receiver() as there:
        register(there.url)
        change = changed(source)
        deliver()
        Log.objects.update(sequence=change.sequence + 5)
        Change.objects.filter(pk=change.pk).update(sequence=change.sequence + 5)
        deliver()
    assert there.sequences() == {("Source", str(source.pk)): [change.sequence, change.sequence + 5]}


def test_nothing_goes_into_a_queue_twice(site: SmallSite) -> None:
    """A form that was open meanwhile may have written an old place in the log."""
    with receiver() as there:
        webhook = register(there.url)
        changed(new_source())
        deliver()
        Webhook.objects.filter(pk=webhook.pk).update(sequence=webhook.sequence)
        deliver()
    assert (len(there.taken), webhook.deliveries.count()) == (1, 1)


def test_a_log_that_has_forgotten_is_made_up_for_by_rebuilding(site: SmallSite) -> None:
    old = timezone.now() - timedelta(days=40)
    with receiver() as there:
        webhook = register(there.url, active=False)
        for _ in range(3):
            changed(new_source(), at=old)
        changed(new_source())
        assert pruning.prune() == 3
        Webhook.objects.filter(pk=webhook.pk).update(active=True)
        deliver()
        deliver()
    assert [(message.data["kind"], message.data["cacheTags"], message.data["id"]) for message in there.taken] == [
        ("REBUILD_ALL", ["all"], None)
    ]


def test_what_is_forgotten_while_the_log_is_read_is_made_up_for_too(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(gate: Gate) -> Any:
        assert pruning.prune() == 2
        return told_to(gate)

    with receiver() as there:
        register(there.url)
        for days in (40, 40, 0):
            changed(new_source(), at=timezone.now() - timedelta(days=days))
        with monkeypatch.context() as patched:
            patched.setattr(queue, "told_to", meanwhile)
            queue.serve(Webhook.objects.get(), 0)
        deliver()
    assert [message.data["kind"] for message in there.taken] == ["REBUILD_ALL"]


def test_deliveries_that_have_ended_are_forgotten_after_a_while(site: SmallSite) -> None:
    webhook = register("http://127.0.0.1:1/")
    ended = {"delivered": (6, 8), "parked": (29, 31), "waiting": (60,)}
    number = 0
    for state, ages in ended.items():
        for days in ages:
            number += 1
            at = timezone.now() - timedelta(days=days)
            ended_at = None if state == "waiting" else at
            Delivery.objects.create(
                webhook=webhook, sequence=number, change=number, subject="source-1", facts={}, kind="UPDATED",
                state=state, next_attempt_at=at, ended_at=ended_at,
            )  # fmt: skip
    assert queue.prune() == 2
    kept = webhook.deliveries.order_by("id").values_list("state", "sequence")
    assert list(kept) == [("delivered", 1), ("parked", 3), ("waiting", 5)]


def test_a_test_message(site: SmallSite) -> None:
    with receiver() as there:
        webhook = register(there.url)
        answer = courier.send_test(webhook)
    [message] = there.taken
    told = message.verified(webhook.secret)
    assert (answer.status, answer.excerpt) == (200, "ok")
    assert (told["type"], told["data"]) == ("test", {"site": "localhost"})
    assert webhook.deliveries.count() == 0


def test_a_payload_that_cannot_be_made_holds_up_nobody_else(site: SmallSite, caplog: pytest.LogCaptureFixture) -> None:
    with receiver() as broken, receiver() as there:
        webhook = register(broken.url)
        register(there.url)
        unclear = Delivery.objects.create(
            webhook=webhook, sequence=1, change=1, subject="x", facts={}, kind="UPDATED", next_attempt_at=timezone.now()
        )
        changed(new_source())
        deliver()
    assert len(there.taken) == 1
    unclear.refresh_from_db()
    assert (unclear.state, unclear.attempts, unclear.claimed_until) == ("waiting", 1, None)
    assert unclear.reason == "It could not be sent: a fault of the CMS, which is in its log."
    assert unclear.next_attempt_at > timezone.now()
    assert f"Webhook {webhook.pk} could not be served" in caplog.text
    assert webhook.secret not in caplog.text


def test_no_secret_is_in_the_log(site: SmallSite, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")

    def echo(handler: Handler, message: Message) -> int:
        return 500

    with receiver(echo) as there:
        webhook = register(f"{there.url}?token=hunter2")
        changed(new_source())
        deliver()
    assert f"Webhook {webhook.pk}: msg_" in caplog.text
    assert [word for word in ("hunter2", webhook.secret) if word in caplog.text] == []
