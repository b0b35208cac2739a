"""The examples of docs/webhooks.md, run against messages as they are sent."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from graphql import parse, validate

from cms.api.schema import schema
from cms.delivery.webhooks.courier import send_test
from tests.factories import SmallSite

from .receiver import Message, receiver, register

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NODE = Path(sys.executable).with_name("node")


def example(language: str) -> str:
    text = (Path(settings.BASE_DIR) / "docs" / "webhooks.md").read_text()
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def sent(site: SmallSite) -> tuple[str, Message]:
    """A secret and a message that was signed with it and the one before it."""
    with receiver() as there:
        webhook = register(there.url)
        secret = webhook.secret
        webhook.roll_secret()
        send_test(webhook)
    return secret, there.taken[0]


def test_python(sent: tuple[str, Message], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    secret, message = sent
    monkeypatch.setenv("WEBHOOK_SECRET", secret)
    names: dict[str, Any] = {}
    exec(example("python"), names)
    assert names["receive"](message.body, message.headers) == 204
    assert capsys.readouterr().out == "test {'site': 'localhost'}\n"
    assert names["receive"](message.body + b" ", message.headers) == 401


def test_graphql() -> None:
    assert validate(schema().graphql_schema, parse(example("graphql"))) == []


def test_javascript(sent: tuple[str, Message], tmp_path: Path) -> None:
    secret, message = sent
    headers = {name.lower(): value for name, value in message.headers.items()}
    old = {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - 301)}
    body = message.body.decode()
    cases = [
        (body, headers),
        (body + " ", headers),
        (body, old),
        (body, {}),
        (body, {**headers, "webhook-signature": ""}),
    ]
    script = f"""
        for (const [body, headers] of {json.dumps(cases)}) {{
          try {{ console.log(verified(body, headers, {json.dumps(secret)}).type); }}
          catch (error) {{ console.log(error.message); }}
        }}
    """
    (tmp_path / "verify.mjs").write_text(example("js") + script)
    done = subprocess.run([NODE, tmp_path / "verify.mjs"], capture_output=True, text=True, check=True)
    late, bad = "too old, or from the future", "no good signature"
    assert done.stdout.splitlines() == ["test", bad, late, late, bad]
