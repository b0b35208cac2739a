"""Guessing passwords: it ends after a few tries, tells nothing about accounts, and keeps nobody out for long."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core import mail
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection, CollectionViewRestriction, Page

from cms.media.models import MediaDocument
from cms.throttling import client_address, network_of
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"


@pytest.fixture
def editor() -> Any:
    return UserFactory(username="amara", email="amara@clinic.example", groups=["Editors"])


def sign_in(client: Client, password: str, username: str = "amara", **headers: str) -> HttpResponse:
    return client.post(LOGIN, {"username": username, "password": password}, **headers)


def shown(response: HttpResponse) -> str:
    """The page without what differs on every page: tokens."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|"CSRF_TOKEN": "\w+"', "", response.content.decode())


def test_the_right_password_signs_in_and_forgets_the_failures(client: Client, editor: Any) -> None:
    for _ in range(9):
        assert sign_in(client, "wrong").status_code == 200
    assert sign_in(client, PASSWORD).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_fifty_wrong_passwords_are_nine_tries(client: Client, editor: Any) -> None:
    answers = [sign_in(client, f"guess-{n}").status_code for n in range(50)]
    assert answers == [200] * 9 + [429] * 41
    closed = sign_in(client, PASSWORD)
    assert (closed.status_code, closed["Retry-After"], closed["Cache-Control"]) == (429, "900", "no-store")
    assert "so signing in is closed from here for 15 minutes" in closed.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_pause_ends_although_tries_go_on(client: Client, editor: Any) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for n in range(12):
            sign_in(client, f"guess-{n}")
        clock.shift(timedelta(minutes=14))
        assert sign_in(client, "one more").status_code == 429
        clock.shift(timedelta(minutes=1, seconds=1))
        assert sign_in(client, PASSWORD).status_code == 302


def test_names_that_exist_and_names_that_do_not_are_answered_alike(client: Client, editor: Any) -> None:
    for n in range(12):
        there = sign_in(client, f"guess-{n}")
        elsewhere = sign_in(client, f"guess-{n}", username="nobody")
        assert (there.status_code, shown(there).replace("amara", "")) == (
            elsewhere.status_code,
            shown(elsewhere).replace("nobody", ""),
        )


def test_others_at_the_same_address_and_the_same_person_elsewhere_are_not_kept_out(client: Client, editor: Any) -> None:
    UserFactory(username="colm", groups=["Editors"])
    for n in range(12):
        sign_in(client, f"guess-{n}")
    assert sign_in(Client(), PASSWORD, username="colm").status_code == 302
    assert sign_in(Client(), PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_one_password_tried_on_many_names_ends_too(client: Client, editor: Any) -> None:
    answers = [sign_in(client, "Summer2026!", username=f"name-{n}").status_code for n in range(60)]
    assert answers == [200] * 49 + [429] * 11
    assert sign_in(client, PASSWORD).status_code == 429
    assert sign_in(Client(), PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_changed_browser_name_is_no_way_out(client: Client, editor: Any) -> None:
    answers = [sign_in(client, "wrong", HTTP_USER_AGENT=f"Browser/{n}").status_code for n in range(12)]
    assert answers == [200] * 9 + [429] * 3


def test_there_is_no_other_sign_in_form(client: Client, settings: Any) -> None:
    settings.FRONTEND_URL = ""
    assert [client.get(f"/django-admin/{path}").status_code for path in ("", "login/")] == [404, 404]


def run_queued_mail() -> list[list[Any]]:
    """Do what the worker does with the messages that wait; give their arguments."""
    arguments = []
    for row in DBTaskResult.objects.ready().filter(task_path="cms.password_reset.send_reset_link"):
        arguments.append(row.args_kwargs["args"])
        row.task.call(*row.args_kwargs["args"])
        row.delete()
    return arguments


def test_password_reset_is_open_while_sign_in_is_closed(client: Client, editor: Any) -> None:
    for n in range(12):
        sign_in(client, f"guess-{n}")
    assert client.post("/admin/password_reset/", {"email": "amara@clinic.example"}).status_code == 302
    run_queued_mail()
    [message] = mail.outbox
    link = re.search(r"https?://[^/\s]+(/admin/password_reset/\S+)", message.body)
    assert link
    form_address = client.get(link[1])["Location"]
    new = {"new_password1": "a new longer pass phrase", "new_password2": "a new longer pass phrase"}
    assert client.post(form_address, new).status_code == 302
    assert sign_in(Client(), "a new longer pass phrase", REMOTE_ADDR="192.0.2.7").status_code == 302


def test_password_reset_does_not_tell_who_has_an_account(client: Client, editor: Any) -> None:
    there = client.post("/admin/password_reset/", {"email": "amara@clinic.example"}, follow=True)
    elsewhere = client.post("/admin/password_reset/", {"email": "nobody@clinic.example"}, follow=True)
    assert (shown(there), there.redirect_chain) == (shown(elsewhere), elsewhere.redirect_chain)
    assert run_queued_mail() == [["amara@clinic.example"], ["nobody@clinic.example"]]
    assert [message.to for message in mail.outbox] == [["amara@clinic.example"]]


@pytest.mark.parametrize("base", ["https://cms.example.com", "http://localhost:8000"])
def test_the_link_leads_to_the_cms_whatever_host_is_asked(
    client: Client, editor: Any, settings: Any, base: str
) -> None:
    settings.CMS_BASE_URL = settings.WAGTAILADMIN_BASE_URL = base
    form = {"email": "amara@clinic.example"}
    assert client.post("/admin/password_reset/", form, headers={"host": "testserver:6666"}).status_code == 302
    run_queued_mail()
    [message] = mail.outbox
    assert re.findall(r"(\S+)/admin/password_reset/", message.body) == [base]
    assert "testserver" not in message.body


def test_nobody_gets_more_than_one_message_a_minute(client: Client, editor: Any) -> None:
    for email in ("amara@clinic.example", "Amara@clinic.example", "amara@clinic.example"):
        assert client.post("/admin/password_reset/", {"email": email}).status_code == 302
    assert len(run_queued_mail()) == 1


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, None, "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (2, "10.0.0.1, 203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "[2001:db8:1:2::9]:443", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "unknown", None),
    ],
)
def test_whose_address_counts(settings: Any, proxies: int, forwarded: str | None, found: str | None) -> None:
    settings.PROXY_COUNT = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    assert client_address(RequestFactory().get("/", headers=headers)) == found


def test_an_invented_forwarding_header_changes_nothing(client: Client, editor: Any) -> None:
    answers = [sign_in(client, "wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}").status_code for n in range(12)]
    assert answers == [200] * 9 + [429] * 3


def test_clients_without_an_address_are_counted_together(client: Client, editor: Any) -> None:
    assert network_of("") is None
    answers = [sign_in(client, "wrong", REMOTE_ADDR="").status_code for _ in range(11)]
    assert answers == [200] * 9 + [429] * 2


def test_there_is_no_form_to_try_shared_passwords_at(client: Client, admin_client: Client) -> None:
    for name in ("wagtaildocs_authenticate_with_password", "wagtailcore_authenticate_with_password"):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=[1])
    collection = Collection.get_first_root_node().add_child(name="Behind a password")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password="sesame"
    )
    document = MediaDocument.objects.create(title="Price list", file="documents/x.pdf", collection=collection)
    for n in range(50):
        for address in (
            f"/documents/authenticate_with_password/{restriction.pk}/",
            f"/_util/authenticate_with_password/1/{restriction.pk}/",
        ):
            answer = client.post(address, {"password": "sesame" if n == 49 else f"guess-{n}", "return_url": "/"})
            assert answer.status_code in (404, 405)
    assert client.get(document.url).status_code == 404
    root = Page.objects.filter(depth=2).first()
    for name, pk in (
        ("wagtailadmin_collections:set_privacy", collection.pk),
        ("wagtailadmin_pages:set_privacy", root.pk),
    ):
        form = admin_client.get(reverse(name, args=[pk])).json()["html"]
        offered = re.findall(r'name="restriction_type"\s+value="(\w+)"', form)
        assert offered == ["none", "login", "groups"]
