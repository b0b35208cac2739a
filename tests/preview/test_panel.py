"""What an editor has on the screen, as the front end gets it: every type, saved or not, complete or not."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, get_page_models

from pages.models import HomePage
from tests.admin.screens import EditForm
from tests.admin.test_preview import FACTORIES, parent_of
from tests.factories import (
    ArticlePageFactory,
    LocationPageFactory,
    SmallSite,
    TreatmentPageFactory,
    exception,
    hours,
    stored_blocks,
)

from .reading import FRONT_END, Link, adding, editing, every_field, preview_form, read, send

pytestmark = [pytest.mark.django_db, pytest.mark.forms]

TYPES = [model for model in get_page_models() if model not in {Page, HomePage}]
MANAGEMENT = ("_FORMS", "-id", "-ORDER", "-DELETE", "-type", "-order", "-deleted", "-count", "csrfmiddlewaretoken")


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_a_page_that_was_never_saved_and_is_empty(site: SmallSite, superuser: Client, model: Any) -> None:
    parent = parent_of(model, site)
    if model.max_count_per_parent:
        model.objects.child_of(parent).get().delete()
    form = EditForm.adding(superuser, model, parent)
    link = preview_form(superuser, adding(model, parent), {**form.data, "title": "", "slug": ""})
    page = read(every_field(model.__name__), link.token, path=link.path)["route"]["page"]
    assert page["__typename"] == model.__name__
    assert page["title"] == ""
    assert page["path"] == link.path == f"{above(parent)}{page['id']}/"
    assert page["id"].startswith("preview-")
    assert page["children"] == {**page["children"], "totalCount": 0, "nodes": []}


def above(parent: Any) -> str:
    return str(parent.url_path).removeprefix("/larch-hill")


@pytest.mark.parametrize("typed", ["", "x", "\u2028<b>", "-1"])
@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_a_form_with_the_same_in_all_its_fields(
    site: SmallSite, superuser: Client, factory: Any, typed: str
) -> None:
    page = factory()
    form = EditForm.of(superuser, page)
    kept = {name for name, value in form.data.items() if name.endswith(MANAGEMENT) or value[:1] in {"{", "["}}
    data = {name: value if name in kept else typed for name, value in form.data.items()}
    superuser.post(editing(page), data)
    link = Link.of(superuser.get(editing(page)))
    found = read(every_field(type(page).__name__), link.token, path=link.path)["route"]["page"]
    assert (found["__typename"], found["id"]) == (type(page).__name__, str(page.pk))
