"""The queues: changes go in as they are logged, and come out when they are due.

Both happen while the webhook's row is locked, so that two workers neither put in nor take out anything twice. Nothing
is sent in a transaction. What a worker has taken out is its own for ``LEASE``; if it has died by then, somebody sends
it again.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from cms.api.visibility import Gate
from cms.delivery import pauses
from cms.delivery.changes import Told, tell, told_to
from cms.delivery.models import Change, Log

from .models import ALL_OF_IT, Delivery, Webhook, last_sequence
from .sending import GONE, Answer

BATCH = 200
LEASE = timedelta(minutes=1)
"""Longer than an attempt and the noting of it."""
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(hours=24)
KEPT_DELIVERED = timedelta(days=7)
KEPT_PARKED = timedelta(days=30)
FACTS = ("type", "object", "path", "old_path", "public_before", "public_after", "membership", "deleted")
WAITING, DELIVERED, PARKED = Delivery.State.WAITING, Delivery.State.DELIVERED, Delivery.State.PARKED


def serve(webhook: Webhook, room: int) -> list[Delivery]:
    """Put a batch of new changes into the queue, and take at most ``room`` due deliveries out, to be sent.

    Nothing is done where another worker is at it, or the webhook has been switched off.
    """
    if not needs_service(webhook, room):
        return []
    with transaction.atomic():
        rows = Webhook.objects.select_for_update(skip_locked=True, of=("self",)).select_related("site__root_page")
        row = rows.filter(pk=webhook.pk, active=True).first()
        if row is None:
            return []
        put_in(row)
        return take_out(row, room)


def needs_service(webhook: Webhook, room: int) -> bool:
    """Whether there is anything to do; asked without a lock, many times a minute."""
    is_behind = (webhook.sequence, webhook.change) < (Log.position(), ALL_OF_IT)
    return is_behind or (room > 0 and due(webhook, timezone.now()).exists())


def put_in(webhook: Webhook) -> None:
    """Put the next changes of the log into the queue, if the public of the webhook's site may be told of them."""
    end = Log.position()
    gate = Gate(webhook.site)
    behind = Q(sequence__gt=webhook.sequence) | Q(sequence=webhook.sequence, id__gt=webhook.change)
    rows = told_to(gate).filter(behind, sequence__lte=end).order_by("sequence", "id")
    changes = list(rows[:BATCH])
    is_all = len(changes) < BATCH
    _, forgotten = Log.ends()  # asked for after the rows, which may have been forgotten while they were read
    if (webhook.sequence, webhook.change) < (forgotten, ALL_OF_IT):
        changes, is_all = [anything_changed(end)], True
    wanted = [(change, told) for change, told in zip(changes, tell(changes, gate), strict=True) if wants(webhook, told)]
    Delivery.objects.bulk_create((delivery_of(webhook, *each) for each in wanted), ignore_conflicts=True)
    webhook.sequence, webhook.change = (end, ALL_OF_IT) if is_all else (changes[-1].sequence or 0, changes[-1].pk)
    webhook.save(update_fields=["sequence", "change"])


def wants(webhook: Webhook, told: Told) -> bool:
    return webhook.wants(told.kind.value)


def anything_changed(sequence: int) -> Change:
    """What stands for changes that the log has forgotten."""
    return Change(
        id=0,
        sequence=sequence,
        type=Change.EVERYTHING,
        object=0,
        public_before=True,
        public_after=True,
        membership=True,
        deleted=False,
        at=timezone.now(),
    )


def delivery_of(webhook: Webhook, change: Change, told: Told) -> Delivery:
    return Delivery(
        webhook=webhook,
        sequence=change.sequence or 0,
        change=change.pk,
        subject=f"{change.type}-{change.object}",
        facts={"at": change.at.isoformat(), **{name: getattr(change, name) for name in FACTS}},
        kind=told.kind.value,
        next_attempt_at=timezone.now(),
    )


def due(webhook: Webhook, now: datetime) -> QuerySet[Delivery]:
    """What is to be sent: of each object the oldest that waits, once its time has come, unless somebody has it."""
    is_time = pauses.where_come("next_attempt_at", GIVEN_UP_AFTER, now)
    waiting = Delivery.objects.filter(webhook=webhook, state=WAITING)
    older = waiting.filter(subject=OuterRef("subject"), id__lt=OuterRef("id"))
    return waiting.filter(free(now), ~Exists(older), is_time).order_by("next_attempt_at", "id")


def free(now: datetime) -> Q:
    """The condition that nobody is sending it."""
    return Q(claimed_until=None) | pauses.where_come("claimed_until", LEASE, now)


def take_out(webhook: Webhook, room: int) -> list[Delivery]:
    """Claim due deliveries; each counts as tried from now on, if it has not been before.

    A first try that is still to come was noted by a wrong clock: it is now, or those behind it would wait until then.
    """
    now = timezone.now()
    first = Coalesce("first_tried_at", now, output_field=DateTimeField())
    ids = list(due(webhook, now).values_list("pk", flat=True)[:room])
    claimed = Delivery.objects.filter(pk__in=ids)
    claimed.update(
        claimed_until=now + LEASE,
        attempts=F("attempts") + 1,
        first_tried_at=Least(first, now, output_field=DateTimeField()),
        tried_at=now,
    )
    found = list(claimed.order_by("id"))
    for delivery in found:
        delivery.webhook = webhook
    return found


def tell_now(webhook: Webhook, deliveries: Iterable[Delivery]) -> list[tuple[Delivery, Told]]:
    """What each is to be told as things are now; what nobody has asked for, as it turns out, is dropped."""
    deliveries = list(deliveries)
    found = list(zip(deliveries, tell(map(change_of, deliveries), Gate(webhook.site)), strict=True))
    kept = [(delivery, told) for delivery, told in found if delivery.by_hand or wants(webhook, told)]
    dropped = {delivery.pk for delivery in deliveries} - {delivery.pk for delivery, _ in kept}
    if dropped:
        Delivery.objects.filter(pk__in=dropped).delete()
    return kept


def change_of(delivery: Delivery) -> Change:
    """The row of the change log as it was."""
    facts = {**delivery.facts, "at": datetime.fromisoformat(delivery.facts["at"])}
    return Change(id=delivery.change, sequence=delivery.sequence, **facts)


def note(delivery: Delivery, kind: str, answer: Answer) -> None:
    """Write down what came of an attempt, unless its lease is over and somebody else is at it."""
    now = timezone.now()
    own = Delivery.objects.filter(pk=delivery.pk, claimed_until=delivery.claimed_until)
    values: dict[str, Any] = {"kind": kind, "status": answer.status, "reason": answer.reason, "answer": answer.excerpt}
    if answer.is_delivered:
        values |= {"state": DELIVERED, "ended_at": now}
    elif is_over(delivery, now) and answer.status != GONE:
        values |= {"state": PARKED, "ended_at": now}
    else:
        values |= {"next_attempt_at": next_attempt(delivery, now, answer.pause)}
    own.update(claimed_until=None, **values)
    if answer.status == GONE:
        Webhook.objects.filter(pk=delivery.webhook_id).update(active=False)


def is_over(delivery: Delivery, now: datetime) -> bool:
    """Whether it has been tried for long enough; the last attempt is at the end of that time or later."""
    return delivery.first_tried_at is not None and delivery.first_tried_at + GIVEN_UP_AFTER <= now


def next_attempt(delivery: Delivery, now: datetime, pause: float = 0.0) -> datetime:
    """When to try again: each time twice as late, with a quarter more or less, so that not all come at once.

    Not before the ``pause`` (seconds) that the receiver asks for; but the last attempt is made in any case.
    """
    doubled: timedelta = FIRST_DELAY * 2 ** min(delivery.attempts - 1, 20)
    delay = min(doubled, LONGEST_DELAY) * random.uniform(0.75, 1.25)  # noqa: S311
    asked = timedelta(seconds=min(pause, GIVEN_UP_AFTER.total_seconds()))
    return min(now + max(delay, asked), (delivery.first_tried_at or now) + GIVEN_UP_AFTER)


def send_again(deliveries: QuerySet[Delivery]) -> int:
    """Have deliveries sent anew because somebody wants it, whatever their webhook asks for; see :func:`renew`."""
    return renew(deliveries, by_hand=True)


def renew(deliveries: QuerySet[Delivery], **values: Any) -> int:
    """Have deliveries sent anew, each behind older ones of its object that wait and before younger ones.

    Those that are being sent this very moment are left alone. Return how many there are.
    """
    now = timezone.now()
    return deliveries.filter(free(now)).update(
        state=WAITING,
        attempts=0,
        next_attempt_at=now,
        claimed_until=None,
        first_tried_at=None,
        ended_at=None,
        **values,
    )


def hasten(webhook: Webhook) -> int:
    """Have whatever waits tried now and for a whole day again: its address is another, or it was switched off."""
    return renew(webhook.deliveries.filter(state=WAITING))


def begin_anew(webhook: Webhook) -> None:
    """Forget all deliveries and go on from the end of the log: the site is another, whose receiver they do not concern.

    Those that have ended go too, for they could be sent again.
    """
    webhook.deliveries.all().delete()
    webhook.sequence, webhook.change = last_sequence(), ALL_OF_IT
    webhook.save(update_fields=["sequence", "change"])


def prune() -> int:
    """Forget deliveries that have ended; return how many."""
    now = timezone.now()
    old = Q(state=DELIVERED, ended_at__lt=now - KEPT_DELIVERED) | Q(state=PARKED, ended_at__lt=now - KEPT_PARKED)
    deleted, _ = Delivery.objects.filter(old).delete()
    return deleted
