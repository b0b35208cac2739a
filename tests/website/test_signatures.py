"""The website takes the messages that the CMS signs, and no others."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cms.delivery.webhooks.models import Webhook, new_secret
from cms.delivery.webhooks.payloads import headers

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WEBSITE = Path(__file__).resolve().parents[2] / "examples" / "website"
BODY = '{"type": "content.updated", "data": {"cacheTags": ["page-12"], "path": "/é/"}}'
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SCRIPT = """
import { isSigned } from "./lib/webhook.ts";
const verdicts = JSON.parse(process.argv[1]).map(
  ([body, headers, secret, now]) => isSigned(body, new Headers(headers), secret, now),
);
console.log(JSON.stringify(verdicts));
"""

Message = tuple[str, dict[str, str], str, float]


def verdicts(*messages: Message) -> list[bool]:
    """What the website says of each message, on Node."""
    done = subprocess.run(
        [Path(sys.executable).parent / "node", "--input-type=module", "--eval", SCRIPT, json.dumps(messages)],
        cwd=WEBSITE,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    verdicts: list[bool] = json.loads(done.stdout)
    return verdicts


def test_the_website_takes_what_the_cms_signed_and_nothing_else() -> None:
    webhook = Webhook(secret=new_secret())
    signed = headers(webhook, "msg_1", NOW, BODY.encode())
    at = NOW.timestamp()
    assert verdicts(
        (BODY, signed, webhook.secret, at),
        (BODY, signed, webhook.secret, at + 299),
        (BODY, signed, webhook.secret, at + 301),
        (BODY, signed, webhook.secret, at - 301),
        (BODY + " ", signed, webhook.secret, at),
        (BODY, {**signed, "webhook-id": "msg_2"}, webhook.secret, at),
        (BODY, {**signed, "webhook-timestamp": str(int(at) + 1)}, webhook.secret, at),
        (BODY, {**signed, "webhook-timestamp": "soon"}, webhook.secret, at),
        (BODY, {**signed, "webhook-signature": "v1,"}, webhook.secret, at),
        (BODY, {**signed, "webhook-signature": signed["webhook-signature"].replace("v1,", "v2,")}, webhook.secret, at),
        (BODY, {}, webhook.secret, at),
        (BODY, signed, new_secret(), at),
    ) == [True, True, *[False] * 10]


def test_either_secret_is_good_while_the_receiver_changes_over() -> None:
    webhook = Webhook(secret=new_secret(), old_secret=new_secret(), rolled_at=datetime.now(UTC) - timedelta(hours=1))
    signed = headers(webhook, "msg_1", NOW, BODY.encode())
    at = NOW.timestamp()
    assert verdicts((BODY, signed, webhook.secret, at), (BODY, signed, webhook.old_secret, at)) == [True, True]
