"""API tokens for drafts: who makes and revokes them in the admin."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from wagtail.models import APIToken

from tests.factories import UserFactory, make_site

pytestmark = pytest.mark.django_db

TOKENS = "/admin/api-tokens/"


@pytest.fixture(autouse=True)
def site() -> None:
    make_site()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_administrator_makes_and_revokes_a_token_of_another() -> None:
    client, owner = signed_in(UserFactory(groups=["Administrators"])), UserFactory(groups=["Editors"])
    made = client.post(f"{TOKENS}new/", {"name": "Staging build", "user": owner.pk})
    token = made.context["token"]
    row = APIToken.objects.get(user=owner)
    assert client.get(TOKENS).context["object_list"].get() == row
    asked = {"query": "{ __typename }"}
    headers = {"Authorization": f"Bearer {token}"}
    assert Client().post("/graphql/", asked, "application/json", headers=headers).status_code == 200
    assert client.post(f"{TOKENS}delete/{row.pk}/").status_code == 302
    assert Client().post("/graphql/", asked, "application/json", headers=headers).status_code == 401


def test_an_administrator_touches_no_token_of_a_superuser() -> None:
    client, owner = signed_in(UserFactory(groups=["Administrators"])), UserFactory(is_superuser=True)
    row, _ = APIToken.create_token(user=owner, name="Root")
    refused = client.post(f"{TOKENS}new/", {"name": "Mine", "user": owner.pk})
    assert list(refused.context["form"].errors) == ["user"]
    assert list(client.get(TOKENS).context["object_list"]) == []
    assert client.post(f"{TOKENS}delete/{row.pk}/").status_code == 404


@pytest.mark.parametrize("group", ["Editors", "Location editors", "Clinical reviewers", "Publishers"])
def test_nobody_else_sees_them(group: str) -> None:
    client = signed_in(UserFactory(groups=[group]))
    assert [client.get(path).status_code for path in (TOKENS, f"{TOKENS}new/")] == [302, 302]


def test_a_tokens_use_is_noted_once_a_day() -> None:
    row, token = APIToken.create_token(user=UserFactory(groups=["Editors"]), name="Staging build")
    noted = []
    for moment in ("2026-03-04 10:00", "2026-03-05 09:59", "2026-03-05 10:00"):
        with time_machine.travel(f"{moment}+00:00", tick=False):
            headers = {"Authorization": f"Bearer {token}"}
            Client().post("/graphql/", {"query": "{ __typename }"}, "application/json", headers=headers)
        row.refresh_from_db()
        noted.append(f"{row.last_used_at:%Y-%m-%d %H:%M}")
    assert noted == ["2026-03-04 10:00", "2026-03-04 10:00", "2026-03-05 10:00"]
