"""Sends what is due, for the worker: at most ``AT_ONCE`` messages to one receiver at a time, beside those to others.

The threads that wait for receivers know nothing of the database. What came of each message is noted by whoever started
it, so one connection to the database does for all.
"""

from __future__ import annotations

import logging
import random
import time
import uuid
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from django.utils import timezone

from . import payloads, queue, sending
from .models import Delivery, Webhook
from .sending import Answer

logger = logging.getLogger(__name__)

AT_ONCE = 2
THREADS = 16
ROUND_SECONDS = 5.0
LOOK_SECONDS = 0.2
REST_SECONDS = 5.0
"""After a fault, so that a database that does not serve fills no log."""
FAULT = Answer("It could not be sent: a fault of the CMS, which is in its log.")


class Courier:
    """One for each worker: ``round`` is a duty of its clock, and ``finish`` its last one."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="webhook")
        self.under_way: dict[Future[Answer], tuple[Delivery, str]] = {}
        self.rests_until = 0.0

    def round(self) -> None:
        """Send what is due and note what has come back, for some seconds while there is something to do."""
        if time.monotonic() < self.rests_until:
            return
        try:
            self.work()
        except Exception:
            self.rests_until = time.monotonic() + REST_SECONDS
            raise

    def work(self) -> None:
        end = time.monotonic() + ROUND_SECONDS
        while True:
            self.note_finished()
            self.start_due()
            if not self.under_way or time.monotonic() > end:
                return
            wait(self.under_way, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)

    def finish(self) -> None:
        """Wait for what is under way, and note it."""
        self.pool.shutdown()
        self.note_finished()

    def start_due(self) -> None:
        """Start what there is room for, each time with another receiver first."""
        busy = Counter(delivery.webhook_id for delivery, _ in self.under_way.values())
        webhooks = list(Webhook.objects.filter(active=True))
        random.shuffle(webhooks)
        for webhook in webhooks:
            room = min(AT_ONCE - busy[webhook.pk], THREADS - len(self.under_way))
            try:
                self.start(queue.serve(webhook, room))
            except Exception:
                logger.exception("Webhook %s could not be served and is tried again", webhook.pk)

    def start(self, deliveries: list[Delivery]) -> None:
        """Send deliveries of one webhook; what they tell that cannot be worked out counts as an attempt."""
        if not deliveries:
            return
        webhook = deliveries[0].webhook
        try:
            telling = queue.tell_now(webhook, deliveries)
        except Exception:
            for delivery in deliveries:
                queue.note(delivery, delivery.kind, FAULT)
            raise
        for delivery, told in telling:
            body = payloads.payload(webhook, told)
            headers = payloads.headers(webhook, delivery.message_id, timezone.now(), body)
            sent = self.pool.submit(attempt, webhook.url, headers, body)
            self.under_way[sent] = (delivery, told.kind.value)

    def note_finished(self) -> None:
        """Write down what came of messages; where that fails it is tried again in the next round."""
        for sent in [each for each in self.under_way if each.done()]:
            delivery, kind = self.under_way[sent]
            answer = sent.result()
            queue.note(delivery, kind, answer)
            del self.under_way[sent]
            if not answer.is_delivered:
                said = (delivery.webhook_id, delivery, delivery.attempts, answer.reason)
                logger.info("Webhook %s: %s, attempt %d: %s", *said)


def attempt(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Send a message; a fault of our own is logged and counts as one of the receiver's."""
    try:
        return sending.post(url, headers, body)
    except Exception:
        logger.exception("A message could not be sent")
        return FAULT


def send_test(webhook: Webhook) -> Answer:
    """Send a message that tells of nothing, now, and give what came back."""
    now = timezone.now()
    body = payloads.test_payload(webhook, now)
    headers = payloads.headers(webhook, f"msg_{uuid.uuid4().hex}", now, body)
    return sending.post(webhook.url, headers, body)
