"""What an editor has on the screen, as the front end gets it: every type, saved or not, complete or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, get_page_models

from cms.delivery.clock import DUTIES
from cms.preview.models import KEPT, PagePreview, delete_ended, keep_preview
from pages.models import ArticlePage, HomePage
from tests.admin.screens import EditForm
from tests.admin.test_preview import FACTORIES, parent_of
from tests.factories import (
    LocationPageFactory,
    SmallSite,
    StandardPageFactory,
    TreatmentPageFactory,
    UserFactory,
    make_site,
)

from .reading import FRONT_END, Link, adding, editing, every_field, preview_form, read, send

pytestmark = [pytest.mark.django_db, pytest.mark.costly, pytest.mark.usefixtures("any_cost")]

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


@pytest.mark.parametrize("typed", ["", "x"])
@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_a_form_with_the_same_in_all_its_fields(site: SmallSite, superuser: Client, factory: Any, typed: str) -> None:
    page = factory()
    form = EditForm.of(superuser, page)
    kept = {name for name, value in form.data.items() if name.endswith(MANAGEMENT) or value[:1] in {"{", "["}}
    data = {name: value if name in kept else typed for name, value in form.data.items()}
    superuser.post(editing(page), data)
    link = Link.of(superuser.get(editing(page)))
    found = read(every_field(type(page).__name__), link.token, path=link.path)["route"]["page"]
    assert (found["__typename"], found["id"]) == (type(page).__name__, str(page.pk))


def test_a_new_page_as_it_is_typed(site: SmallSite, superuser: Client) -> None:
    treatment, hidden = TreatmentPageFactory(title="Peel"), TreatmentPageFactory(title="Hidden", live=False)
    model, form = ArticlePage, EditForm.adding(superuser, ArticlePage, site.articles)
    for page in (treatment, hidden):
        form.add_row("treatment_links", treatment=page.pk)
    typed = {
        "title": "Sun & skin",
        "slug": "sun-and-skin",
        "introduction": "All about it.",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "heading",
        "body-0-id": "5b1e5b0e-8f1b-4c83-9c3e-6d7c8f4b2a11",
        "body-0-value-text": "First things",
        "body-0-value-level": "2",
        "body-0-value-anchor": "",
    }
    link = preview_form(superuser, adding(model, site.articles), {**form.data, **typed})
    assert (link.address, link.path) == (f"{FRONT_END}/api/preview", "/articles/sun-and-skin/")
    query = """query ($path: String!) { route(path: $path) { path page {
      id title slug path url breadcrumbs { path } parent { path }
      ... on ArticlePage { introduction treatments { title } body { id ... on HeadingBlock { level text anchor } } }
    } } }"""
    route = read(query, link.token, path=link.path)["route"]
    preview = PagePreview.objects.get()
    assert route == {
        "path": "/articles/sun-and-skin/",
        "page": {
            "id": f"preview-{preview.pk}",
            "title": "Sun & skin",
            "slug": "sun-and-skin",
            "path": "/articles/sun-and-skin/",
            "url": f"{FRONT_END}/articles/sun-and-skin/",
            "breadcrumbs": [{"path": "/"}, {"path": "/articles/"}, {"path": "/articles/sun-and-skin/"}],
            "parent": {"path": "/articles/"},
            "introduction": "All about it.",
            "treatments": [{"title": "Peel"}],
            "body": [
                {
                    "id": "5b1e5b0e-8f1b-4c83-9c3e-6d7c8f4b2a11",
                    "level": 2,
                    "text": "First things",
                    "anchor": "first-things",
                }
            ],
        },
    }
    by_id = f'{{ page(id: "preview-{preview.pk}") {{ title }} }}'
    assert read(by_id, link.token) == {"page": {"title": "Sun & skin"}}
    assert read('{ article(slug: "sun-and-skin") { title } }', link.token) == {"article": {"title": "Sun & skin"}}
    assert read(by_id) == {"page": None}
    assert read("{ articles { totalCount } }", link.token) == {"articles": {"totalCount": 0}}

    again = preview_form(superuser, adding(model, site.articles), {**form.data, **typed, "title": "Sun and skin"})
    assert read(by_id, again.token) == read(by_id, link.token) == {"page": {"title": "Sun and skin"}}
    assert PagePreview.objects.count() == 1


def test_a_new_page_that_is_saved_keeps_its_preview_and_the_next_one_has_its_own(
    site: SmallSite, superuser: Client
) -> None:
    form = EditForm.adding(superuser, ArticlePage, site.articles)
    data = {**form.data, "title": "First, typed", "slug": "first"}
    link = preview_form(superuser, adding(ArticlePage, site.articles), data)
    assert form.save(**{**data, "title": "First"}).status_code == 302
    page = ArticlePage.objects.get(slug="first")
    query = "query ($path: String!) { route(path: $path) { page { id title } } }"
    shown = {"id": str(page.pk), "title": "First, typed"}
    assert read(query, link.token, path=link.path)["route"]["page"] == shown
    second = preview_form(superuser, adding(ArticlePage, site.articles), {**data, "title": "Second", "slug": "second"})
    assert read(query, second.token, path=second.path)["route"]["page"]["title"] == "Second"
    assert read(query, link.token, path=link.path)["route"]["page"] == shown
    preview_form(superuser, editing(page), {**EditForm.of(superuser, page).data, "title": "First, again"})
    assert read(query, link.token, path=link.path)["route"]["page"] == {**shown, "title": "First, again"}
    assert PagePreview.objects.count() == 2


def test_unsaved_changes_of_a_saved_page(site: SmallSite, superuser: Client) -> None:
    page = LocationPageFactory(title="Alpharetta", city="Atlanta")
    form = EditForm.of(superuser, page)
    form.add_row("hours", weekday=0, opens="09:00", closes="17:30", season_from="", season_until="")
    form.add_row("exceptions", date="not a day", label="", opens="", closes="")
    link = preview_form(superuser, editing(page), {**form.data, "city": "New city", "slug": "new", "latitude": "north"})
    assert link.path == "/locations/alpharetta/"
    query = """{ page(path: "PATH") {
      ... on LocationPage { address { city } hours { weekday opens } exceptions { date } }
    } }"""
    expected = {
        "address": {"city": "New city"},
        "hours": [{"weekday": "MONDAY", "opens": "09:00:00"}],
        "exceptions": [],
    }
    for path in ("/locations/alpharetta/", "/locations/new/"):
        assert read(query.replace("PATH", path), link.token) == {"page": expected}
    page.refresh_from_db()
    assert (page.city, page.slug) == ("Atlanta", "alpharetta")


def test_the_newest_draft_and_older_versions_each_have_a_token(site: SmallSite, superuser: Client) -> None:
    page = TreatmentPageFactory(title="First", slug="peel")
    first = page.latest_revision
    page.title = "Second"
    page.save_revision()
    newest = Link.of(superuser.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])))
    older = Link.of(superuser.get(reverse("wagtailadmin_pages:revisions_view", args=[page.pk, first.pk])))
    on_screen = preview_form(superuser, editing(page), {**EditForm.of(superuser, page).data, "title": "Third"})
    query = '{ treatment(slug: "peel") { title } }'
    titles = [read(query, link.token)["treatment"]["title"] for link in (newest, older, on_screen)]
    assert titles == ["Second", "First", "Third"]


# Who, where and for how long


def test_people_who_may_not_edit_get_no_token(site: SmallSite, sign_in: Any) -> None:
    own, other = LocationPageFactory(title="Alpharetta"), LocationPageFactory(title="Midtown")
    editor = sign_in("Location editors: Alpharetta")
    Link.of(editor.get(editing(own)))
    for address in (
        editing(other),
        adding(type(own), site.locations),
        reverse("wagtailadmin_pages:view_draft", args=[other.pk]),
    ):
        assert editor.get(address)["Location"] == "/admin/"
    assert PagePreview.objects.get().page_id == own.pk


def test_an_editor_of_new_pages_loses_their_preview_with_the_permission(site: SmallSite, sign_in: Any) -> None:
    editor = sign_in("Editors")
    form = EditForm.adding(editor, ArticlePage, site.articles)
    link = preview_form(editor, adding(ArticlePage, site.articles), {**form.data, "title": "New", "slug": "new"})
    assert read("{ __typename }", link.token) == {"__typename": "Query"}
    User.objects.get().groups.clear()
    assert send("{ __typename }", **{"X-Preview-Token": link.token}).status_code == 401


def test_the_parent_takes_the_previews_of_new_pages_with_it(site: SmallSite, superuser: Client) -> None:
    parent = StandardPageFactory(title="About")
    preview = keep_preview(
        User.objects.get(), ArticlePage, {"slug": ""}, "x", page=None, parent=Page.objects.get(pk=parent.pk)
    )
    Page.objects.get(pk=parent.pk).delete()
    assert not PagePreview.objects.filter(pk=preview.pk).exists()


def test_the_plain_view_is_always_there(site: SmallSite, superuser: Client, settings: Any) -> None:
    page = TreatmentPageFactory(title="Peel")
    draft = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    modes = 'name="preview-mode"'
    assert "Plain preview of this version" in superuser.get(draft, {"mode": "plain"}).content.decode()
    assert "Website" in superuser.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    settings.FRONTEND_URL = ""
    assert "Plain preview of this version" in superuser.get(draft).content.decode()
    assert modes not in superuser.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert not PagePreview.objects.exists()


def test_each_site_has_its_own_front_end_and_the_path_is_a_setting(
    site: SmallSite, superuser: Client, settings: Any
) -> None:
    settings.FRONTEND_PREVIEW_PATH = "/draft"
    page = StandardPageFactory(title="About", parent=make_site("b.example").home)
    link = Link.of(superuser.get(editing(page)))
    assert (link.address, link.path) == ("https://b.example/draft", "/about/")
    assert Link.of(superuser.get(editing(site.home))).path == "/"


def test_a_page_outside_every_site_has_the_plain_view(site: SmallSite, superuser: Client) -> None:
    root = Page.objects.get(depth=1)
    outside = root.add_child(instance=HomePage(title="Elsewhere", slug="elsewhere", live=False))
    assert "Plain preview of this version" in superuser.get(editing(outside)).content.decode()


def test_previews_that_no_token_can_name_go(site: SmallSite, superuser: Client) -> None:
    page = TreatmentPageFactory(title="Peel")
    superuser.get(editing(page))
    assert delete_ended() == 0
    PagePreview.objects.update(updated_at=timezone.now() - timedelta(minutes=31))
    assert delete_ended() == 1
    assert delete_ended in {duty for _, duty in DUTIES}


def test_an_editor_has_so_many_previews_and_no_more(site: SmallSite) -> None:
    one, other = UserFactory(), UserFactory()
    page = Page.objects.get(pk=site.home.pk)
    for user, count in ((other, 1), (one, KEPT + 5)):
        for number in range(count):
            keep_preview(user, HomePage, {"slug": ""}, str(number), page=page, parent=None)
    kept = PagePreview.objects.filter(user=one).values_list("key", flat=True)
    assert {key.rpartition("/")[2] for key in kept} == {str(number) for number in range(5, KEPT + 5)}
    assert PagePreview.objects.filter(user=other).count() == 1
