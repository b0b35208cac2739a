"""What is sent: a change as the content API's ``changes`` tells it, signed by the Standard Webhooks specification.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from standardwebhooks.webhooks import Webhook as Signer

from cms.delivery.changes import Told

from .models import Webhook

USER_AGENT = "MedspaCMS"
TEST = "test"


def payload(webhook: Webhook, told: Told) -> bytes:
    """The body of a message; names and values are those of the GraphQL type ``Change``."""
    data = {
        "sequence": str(told.sequence),
        "kind": told.kind.value,
        "type": told.type,
        "id": None if told.id is None else str(told.id),
        "path": told.path,
        "oldPath": told.old_path,
        "at": told.at.isoformat(),
        "cacheTags": list(told.cache_tags),
        "site": webhook.site.hostname,
    }
    return encoded(f"content.{told.kind.value.lower()}", told.at, data)


def test_payload(webhook: Webhook, now: datetime) -> bytes:
    """The body of a message that tells of nothing."""
    return encoded(TEST, now, {"site": webhook.site.hostname})


def encoded(type_name: str, at: datetime, data: dict[str, Any]) -> bytes:
    return json.dumps({"type": type_name, "timestamp": at.isoformat(), "data": data}, ensure_ascii=False).encode()


def headers(webhook: Webhook, message_id: str, now: datetime, body: bytes) -> dict[str, str]:
    """The headers of a message, with a signature for each secret that holds; ``now`` is aware and in UTC."""
    text = body.decode()
    return {
        "Content-Type": "application/json",
        "Connection": "close",
        "User-Agent": USER_AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Signer(secret).sign(message_id, now, text) for secret in webhook.secrets),
    }
