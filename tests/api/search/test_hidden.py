"""What is hidden is not found, nor does it help to find anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from tests import factories as make
from tests.admin.conftest import run_tasks
from tests.api.conftest import Ask

from .conftest import FIND, titles


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


HIDE: dict[str, Callable[[Any], Any]] = {
    "unpublished": lambda page: page.unpublish(),
    "restricted": restrict,
    "below a restricted page": lambda page: restrict(page.get_parent()),
    "expired": lambda page: Page.objects.filter(pk=page.pk).update(expire_at=timezone.now()),
    "not begun": lambda page: Page.objects.filter(pk=page.pk).update(go_live_at=timezone.now() + timedelta(seconds=1)),
    "deleted": lambda page: page.delete(),
}


@pytest.mark.parametrize("how", HIDE)
def test_what_is_hidden_is_not_found_nor_lends_its_names(clinic: SimpleNamespace, db: None, ask: Ask, how: str) -> None:
    """At once, before the worker has indexed anything."""
    feet = type(clinic.feet).objects.get(pk=clinic.feet.pk)
    HIDE[how](feet)
    assert ask(FIND, words="crows feet") == {"search": {"totalCount": 0, "nodes": []}}


def test_other_sites_find_their_own(clinic: SimpleNamespace, db: None, ask: Ask) -> None:
    other = make.make_site("other.example")
    make.StandardPageFactory(title="Botox elsewhere", parent=other.home)
    run_tasks()
    assert titles(ask(FIND, words="botox", site="other.example")) == ["Botox elsewhere"]
    assert titles(ask(FIND, words="botox")) == ["Neurotoxin injection", "Before you book"]


def test_a_withdrawn_name_counts_no_more_and_a_new_one_once_it_is_indexed(
    clinic: SimpleNamespace, db: None, ask: Ask
) -> None:
    botox = clinic.botox
    botox.display_name, botox.plain_names = "Letybo®", ""
    botox.save()
    assert titles(ask(FIND, words="botox")) == ["Before you book"]
    run_tasks()
    assert titles(ask(FIND, words="letybo")) == ["Neurotoxin injection"]


def test_a_name_is_lent_by_published_links_only(clinic: SimpleNamespace, db: None, ask: Ask) -> None:
    toxin: Any = type(clinic.toxin).objects.get(pk=clinic.toxin.pk)
    toxin.brand_links = []
    revision = toxin.save_revision()
    assert titles(ask(FIND, words="onabotulinumtoxinA")) == ["Neurotoxin injection"]
    revision.publish()
    assert titles(ask(FIND, words="onabotulinumtoxinA")) == []
