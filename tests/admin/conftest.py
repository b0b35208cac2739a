"""People of each group, and a small site for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from tests.factories import SmallSite, UserFactory, make_site

SignIn = Callable[..., Client]


@pytest.fixture
def site(db: None) -> SmallSite:
    """An empty site with its indexes."""
    return make_site()


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """Sign somebody in who is in the groups named; a name that is no group's is refused by the factory."""

    def signed_in(*groups: str, **fields: Any) -> Client:
        client = Client()
        client.force_login(UserFactory(groups=groups, **fields), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def superuser(sign_in: SignIn) -> Client:
    """Somebody who may do everything."""
    return sign_in(is_superuser=True, is_staff=True)


def run_tasks() -> None:
    """Do what waits for the worker: the search index and the reference index follow."""
    for waiting in list(DBTaskResult.objects.ready()):
        task = waiting.task
        task.call(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
        waiting.set_successful(None)
