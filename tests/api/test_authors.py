"""Whose name an article bears."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from tests.factories import ArticlePageFactory, OrganizationFactory, ProviderPageFactory, SmallSite

from .conftest import Ask

AUTHOR = '{ article(slug: "written") { author { displayName path } } }'


def author(ask: Ask) -> dict[str, object]:
    return dict(ask(AUTHOR)["article"]["author"])


def test_the_organization_speaks_where_nobody_is_named(site: SmallSite, ask: Ask) -> None:
    ArticlePageFactory(title="Written")
    assert author(ask) == {"displayName": "localhost", "path": None}
    OrganizationFactory(name="Larch Hill")
    assert author(ask) == {"displayName": "Larch Hill", "path": None}


def test_a_byline_stands_where_no_provider_is_chosen(site: SmallSite, ask: Ask) -> None:
    ArticlePageFactory(title="Written", byline="The editors")
    assert author(ask) == {"displayName": "The editors", "path": None}


def test_a_provider_is_named_as_they_are_today(site: SmallSite, ask: Ask) -> None:
    provider = ProviderPageFactory(title="Ada Larch", post_nominals="MD")
    ArticlePageFactory(title="Written", author=provider, byline="Somebody else")
    assert author(ask) == {"displayName": "Ada Larch, MD", "path": "/providers/ada-larch/"}

    provider.post_nominals = "MD, FACS"
    provider.save_revision().publish()
    assert author(ask) == {"displayName": "Ada Larch, MD, FACS", "path": "/providers/ada-larch/"}


@pytest.mark.parametrize("leave", ["unpublish", "delete"])
def test_the_name_stays_when_a_provider_leaves(site: SmallSite, ask: Ask, leave: str) -> None:
    provider = ProviderPageFactory(title="Ada Larch", post_nominals="MD")
    ArticlePageFactory(title="Written", author=provider)
    getattr(provider, leave)()
    assert author(ask) == {"displayName": "Ada Larch, MD", "path": None}


@pytest.mark.parametrize("live", [True, False])
def test_the_name_of_a_provider_who_was_never_public_is_not_kept(site: SmallSite, ask: Ask, live: bool) -> None:
    provider = ProviderPageFactory(title="Not yet here", live=live)
    PageViewRestriction.objects.create(page=provider, restriction_type=PageViewRestriction.LOGIN)
    ArticlePageFactory(title="Written", author=provider)
    assert author(ask) == {"displayName": "localhost", "path": None}
