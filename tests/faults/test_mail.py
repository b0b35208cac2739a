"""E-mail goes where EMAIL_URL says, and a mail server that is down or silent holds up nobody."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from cms.password_reset import send_reset_link
from settings.environment import Environment
from tests.factories import UserFactory

from .smtp import PASSWORD, USER, smtp_server
from .sockets import hanging, refused_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def send_through(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give a function that sets what EMAIL_URL sets."""

    def use(url: str) -> None:
        monkeypatch.setenv("EMAIL_URL", url)
        for name, value in Environment().email_url("EMAIL_URL").items():
            setattr(settings, name, value)

    return use


def test_a_reset_link_reaches_the_mail_server(client: Client, send_through: Callable[[str], None]) -> None:
    UserFactory(username="amara", email="amara@clinic.example")
    with smtp_server() as server:
        send_through(f"smtp://{quote(USER, safe='')}:{quote(PASSWORD, safe='')}@127.0.0.1:{server.server_address[1]}")
        client.post("/admin/password_reset/", {"email": "amara@clinic.example"})
        row = DBTaskResult.objects.get(task_path="cms.password_reset.send_reset_link")
        row.task.call(*row.args_kwargs["args"])
    [message] = server.messages
    assert (message["To"], message["From"]) == ("amara@clinic.example", "cms@localhost")
    assert re.search(r"https?://\S+/admin/password_reset/confirm/\S+", message.get_content())


@pytest.mark.parametrize("fault", ["refused", "hanging"])
def test_a_mail_server_that_is_down_holds_up_nobody(
    client: Client, send_through: Callable[[str], None], settings: Any, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    UserFactory(username="amara", email="amara@clinic.example")
    settings.EMAIL_TIMEOUT = 1
    with hanging() as silent_port:
        port = silent_port if fault == "hanging" else refused_port()
        send_through(f"smtp://{USER.replace('@', '%40')}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}")
        started = time.monotonic()
        assert client.post("/admin/password_reset/", {"email": "amara@clinic.example"}).status_code == 302
        assert time.monotonic() - started < 1
        send_reset_link.call("amara@clinic.example")
        assert time.monotonic() - started < 4
    assert "Failed to send password reset email to" in caplog.text
