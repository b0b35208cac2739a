"""Receivers that are down, slow or refuse: nothing is lost, nothing overtakes, and nobody else waits."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from cms.delivery import pauses
from cms.delivery.models import Delivery, Webhook
from cms.delivery.webhooks import courier, queue, sending
from cms.delivery.webhooks.courier import Courier
from cms.delivery.webhooks.sending import Answer
from tests.factories import SmallSite
from tests.faults.sockets import refused_port

from . import receiver as ways
from .conftest import changed, deliver, new_source
from .receiver import Handler, Message, receiver, register

pytestmark = pytest.mark.django_db

START = datetime.fromisoformat("2026-03-04T12:00:00+00:00")


def until_all_has_ended(clock: Any, webhook: Webhook) -> None:
    """Go from one attempt to the next, as days pass."""
    while waiting := list(webhook.deliveries.filter(state="waiting").order_by("-id")):
        oldest = {delivery.subject: delivery for delivery in waiting}
        clock.move_to(max(timezone.now(), min(delivery.next_attempt_at for delivery in oldest.values())))
        deliver()


def test_a_receiver_that_was_dead_for_a_day_gets_every_change_in_order(site: SmallSite) -> None:
    sources = [new_source() for _ in range(5)]
    chance = random.Random(1)
    port = refused_port()
    logged: dict[tuple[str, str], list[int]] = {}
    with time_machine.travel(START, tick=False) as clock:
        webhook = register(f"http://127.0.0.1:{port}/hook")
        for _ in range(48):
            for source in chance.sample(sources, 2):
                logged.setdefault(("Source", str(source.pk)), []).append(changed(source).sequence or 0)
            deliver()
            clock.shift(timedelta(minutes=30))
        assert set(webhook.deliveries.values_list("state", flat=True)) == {"waiting"}

        def verify(_handler: Handler, message: Message) -> int:
            return 200 if message.verified(webhook.secret) else 400

        with receiver(verify, port) as there:
            until_all_has_ended(clock, webhook)
            assert timezone.now() <= START + timedelta(hours=25.5)
    assert there.sequences() == logged
    assert Counter(webhook.deliveries.values_list("state", flat=True)) == {"delivered": 96}


def test_after_a_day_of_attempts_a_delivery_is_parked_and_the_next_of_its_object_goes_on(site: SmallSite) -> None:
    source = new_source()
    with receiver(500) as there, time_machine.travel(START, tick=False) as clock:
        webhook = register(there.url)
        first, second = changed(source), changed(source)
        deliver()
        parked = webhook.deliveries.get(sequence=first.sequence)
        while parked.state == "waiting":
            assert {message.data["sequence"] for message in there.asked} == {str(first.sequence)}
            clock.move_to(parked.next_attempt_at)
            deliver()
            parked.refresh_from_db()
        assert (parked.state, parked.tried_at, parked.ended_at) == ("parked", START + timedelta(days=1), timezone.now())
        assert (parked.status, parked.reason, parked.answer) == (500, "It answered with an error (500).", "ok")
        assert parked.attempts == len(there.asked) - 1 > 25
        there.answer = 200
        clock.shift(timedelta(seconds=10))
        deliver()
        assert [message.data["sequence"] for message in there.taken] == [str(second.sequence)]
        third = changed(source)
        assert queue.send_again(webhook.deliveries.filter(state="parked")) == 1
        deliver()
    assert [message.data["sequence"] for message in there.taken] == [
        str(each.sequence) for each in (second, first, third)
    ]
    assert len({message.id for message in there.asked}) == 3
    assert there.taken[1].id == parked.message_id
    parked.refresh_from_db()
    assert (parked.state, parked.attempts, parked.reason) == ("delivered", 1, "")


def test_attempts_are_each_twice_as_late_as_the_one_before_up_to_an_hour(site: SmallSite) -> None:
    delivery = Delivery(attempts=1, first_tried_at=START)
    delays = []
    for attempt in range(1, 13):
        delivery.attempts = attempt
        delays.append((queue.next_attempt(delivery, START) - START).total_seconds())
    for attempt, delay in enumerate(delays):
        usual = min(5 * 2**attempt, 3600)
        assert 0.75 * usual <= delay <= 1.25 * usual
    assert len({round(delay / 5 / 2**attempt, 6) for attempt, delay in enumerate(delays[:9])}) > 1


@pytest.mark.parametrize(
    ("status", "retry_after", "pause"),
    [
        (429, "1200", timedelta(minutes=20)),
        (503, "Wed, 04 Mar 2026 12:30:00 GMT", timedelta(minutes=30)),
        (503, "999999999999", timedelta(hours=24)),
        (500, "1200", None),
        (503, "0", None),
        (503, "soon", None),
        (503, "-5", None),
        (503, "Wed, 04 Mar 2026 11:00:00 GMT", None),
    ],
)
def test_a_receiver_that_asks_for_a_pause_gets_it(
    site: SmallSite, status: int, retry_after: str, pause: timedelta | None
) -> None:
    with receiver(ways.pausing(status, retry_after)) as there, time_machine.travel(START, tick=False):
        register(there.url)
        changed(new_source())
        deliver()
    delivery = Delivery.objects.get()
    waits = delivery.next_attempt_at - START
    assert (delivery.status, delivery.state) == (status, "waiting")
    assert waits == pause if pause else waits <= timedelta(seconds=6.25)


def test_what_follows_of_an_object_waits_and_what_is_of_others_does_not(site: SmallSite) -> None:
    failing, other = new_source(), new_source()

    def answer(_handler: Handler, message: Message) -> int:
        return 500 if message.data["id"] == str(failing.pk) else 200

    with receiver(answer) as there:
        register(there.url)
        refused, _, *taken = [changed(each) for each in (failing, failing, other, other)]
        deliver()
    assert [message.data["sequence"] for message in there.taken] == [str(each.sequence) for each in taken]
    assert [m.data["sequence"] for m in there.asked if m.data["id"] == str(failing.pk)] == [str(refused.sequence)]


def test_gone_switches_it_off_and_keeps_what_it_was_to_get(site: SmallSite) -> None:
    with receiver(410) as there:
        webhook = register(there.url)
        changed(new_source())
        deliver()
        webhook.refresh_from_db()
        delivery = webhook.deliveries.get()
        assert (webhook.active, delivery.state, delivery.status) == (False, "waiting", 410)
        changed(new_source())
        there.answer = 200
        deliver()
        assert there.taken == []
        Webhook.objects.filter(pk=webhook.pk).update(active=True)
        queue.hasten(webhook)
        deliver()
    assert len(there.taken) == 2


def test_slow_receivers_hold_up_nobody_and_get_two_messages_at_once(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "ROUND_SECONDS", 0.5)
    sending_of = Courier()
    with receiver(ways.silent) as slow, receiver(ways.trickling) as trickling, receiver() as quick:
        webhooks = [register(each.url) for each in (slow, slow, slow, trickling, quick)]
        for _ in range(10):
            changed(new_source())
        for _ in range(20):
            sending_of.round()
            if webhooks[4].deliveries.filter(state="delivered").count() == 10:
                break
        assert len(quick.taken) == 10
        assert (slow.most_at_once, trickling.most_at_once, quick.most_at_once <= 2) == (6, 2, True)
        assert {delivery.webhook_id for delivery, _ in sending_of.under_way.values()} == {
            each.pk for each in webhooks[:4]
        }
        for each in (slow, trickling):
            each.closing.set()  # and so they hang up
        sending_of.finish()
    assert not Delivery.objects.exclude(claimed_until=None).exists()


def test_a_message_whose_worker_has_died_is_sent_again_after_its_lease(site: SmallSite) -> None:
    source = new_source()
    with receiver() as there, time_machine.travel(START, tick=False) as clock:
        webhook = register(there.url)
        changed(source)
        [lost] = queue.serve(webhook, 2)
        changed(source)
        deliver()
        clock.shift(queue.LEASE - timedelta(seconds=1))
        deliver()
        assert there.taken == []
        clock.shift(timedelta(seconds=1))
        deliver()
        deliver()
        assert [(message.id == lost.message_id) for message in there.taken] == [True, False]
        # Whoever was taken for dead says at last that it failed: that no longer counts.
        queue.note(lost, "UPDATED", Answer("It answered with an error (500).", 500))
    assert list(webhook.deliveries.values_list("state", flat=True)) == ["delivered", "delivered"]


@pytest.mark.parametrize("ahead", [timedelta(days=2), timedelta(days=3650)])
def test_a_clock_that_was_ahead_and_is_put_right_stops_nothing(site: SmallSite, ahead: timedelta) -> None:
    """Neither what was refused meanwhile, nor what its worker died with, nor what follows it."""
    refused, lost = new_source(), new_source()
    with receiver(500) as there, time_machine.travel(START + ahead, tick=False) as clock:
        webhook = register(there.url)
        changed(refused)
        deliver()
        changed(lost)
        queue.serve(webhook, 2)
        clock.move_to(START)
        there.asked.clear()
        deliver()
        assert {message.data["id"] for message in there.asked} == {str(refused.pk), str(lost.pk)}
        changed(refused)
        clock.shift(queue.GIVEN_UP_AFTER)
        deliver()
        assert list(webhook.deliveries.order_by("id").values_list("state", flat=True)) == [
            "parked",
            "parked",
            "waiting",
        ]


def test_a_moment_that_may_have_been_set_is_kept(site: SmallSite) -> None:
    with receiver(ways.pausing(503, "999999")) as there, time_machine.travel(START, tick=False) as clock:
        webhook = register(there.url)
        changed(new_source())
        deliver()
        clock.shift(-pauses.SLACK)  # another worker's clock
        assert list(queue.due(webhook, timezone.now())) == []
        clock.shift(-timedelta(seconds=1))
        assert len(queue.due(webhook, timezone.now())) == 1


def test_what_cannot_be_noted_is_noted_later(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as there:
        register(there.url)
        changed(new_source())
        working = Courier()
        real = queue.note

        def fails(*_args: Any) -> None:
            raise ConnectionError("no database")

        monkeypatch.setattr(queue, "note", fails)
        with pytest.raises(ConnectionError):
            working.round()
        assert len(working.under_way) == 1
        working.round()  # it rests
        assert len(working.under_way) == 1
        monkeypatch.setattr(queue, "note", real)
        working.finish()
    assert (Delivery.objects.get().state, len(there.taken)) == ("delivered", 1)


def test_a_fault_of_our_own_is_tried_again_too(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sending, "post", fails)
    register("http://127.0.0.1:1/")
    changed(new_source())
    deliver()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason) == (
        "waiting",
        "It could not be sent: a fault of the CMS, which is in its log.",
    )


def test_what_is_being_sent_is_not_sent_again_at_once(site: SmallSite) -> None:
    webhook = register("http://127.0.0.1:1/")
    changed(new_source())
    queue.serve(webhook, 2)
    assert queue.send_again(webhook.deliveries.all()) == 0


def test_deleting_a_webhook_deletes_its_queue_even_while_it_is_served(site: SmallSite) -> None:
    going_on = threading.Event()

    def answer(_handler: Handler, _message: Message) -> int:
        going_on.wait(10)
        return 200

    with receiver(answer) as there:
        webhook = register(there.url)
        changed(new_source())
        working = Courier()
        working.start_due()
        webhook.delete()
        going_on.set()
        working.finish()
    assert (len(there.taken), Delivery.objects.count()) == (1, 0)
