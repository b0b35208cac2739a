"""What tests of pages share."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.factories import SmallSite, UserFactory, make_site


@pytest.fixture
def site(db: Any) -> SmallSite:
    """A home page and the indexes below it."""
    return make_site()


@pytest.fixture
def editor(client: Client, db: Any) -> Client:
    """A browser in which somebody has signed in who may do everything."""
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client
