"""What tests of pages share."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Site

from pages.models import ArticleIndexPage
from tests.factories import ArticleIndexPageFactory, HomePageFactory, UserFactory


@pytest.fixture
def articles(db: Any) -> ArticleIndexPage:
    """The least of a site: a home page and the articles' index below it."""
    site = Site.objects.get(is_default_site=True)
    site.root_page = HomePageFactory(parent=Page.objects.get(depth=1), slug="larch-hill")
    site.save()
    index: ArticleIndexPage = ArticleIndexPageFactory()
    return index


@pytest.fixture
def editor(client: Client, db: Any) -> Client:
    """A browser in which somebody has signed in who may do everything."""
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client
