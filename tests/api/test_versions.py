"""`version: DRAFT`: who sees the newest version of a page by an API token, and who does not."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page, PageViewRestriction

from tests.factories import (
    LocationPageFactory,
    SmallSite,
    StandardPageFactory,
    TreatmentPageFactory,
    UserFactory,
    make_site,
)
from tests.preview.drafting import NEWEST, TITLE, bearer, drafted, preview_of, refused, with_bearer
from tests.preview.reading import send

pytestmark = pytest.mark.django_db

NO_TOKEN = "The API token is unknown or revoked, or its user is no longer active: create another in the admin."
NO_BEARER = "`Authorization` must be `Bearer` and an API token of the CMS."
NEEDS_TOKEN = "`version: DRAFT` needs an API token: send it as `Authorization: Bearer …`."
MAY_NOT = "`version: DRAFT` is for those who may edit this page. Ask for `version: PUBLISHED`."


def section_editor(page: Any) -> Any:
    """Somebody who may edit ``page`` and what is below it."""
    group = Group.objects.create(name=f"Editors of {page.title}")
    change = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=Page.objects.get(pk=page.pk), permission=change)
    return UserFactory(groups=[group.name])


def test_the_newest_revision_for_who_may_edit_the_page(site: SmallSite, peel: Any) -> None:
    drafted(peel, title="Edited", slug="new-peel")
    never = drafted(TreatmentPageFactory(title="Never", live=False), title="Never, edited")
    token = bearer(section_editor(site.treatments))
    assert with_bearer(token, path="/treatments/peel/").json() == {"data": {"route": {"page": {"title": "Edited"}}}}
    assert with_bearer(token, TITLE, path="/treatments/peel/").json() == {
        "data": {"route": {"page": {"title": "Peel"}}}
    }
    by_id = f'{{ page(id: "{never.pk}", version: DRAFT) {{ title }} }}'
    assert with_bearer(token, by_id).json() == {"data": {"page": {"title": "Never, edited"}}}
    by_path = '{ page(path: "/treatments/never/", version: DRAFT) { title path } }'
    assert with_bearer(token, by_path).json() == {
        "data": {"page": {"title": "Never, edited", "path": "/treatments/never/"}}
    }


def test_who_may_not_edit_a_page_learns_no_more_than_the_public(site: SmallSite, peel: Any) -> None:
    hidden = drafted(TreatmentPageFactory(title="Hidden", live=False), title="Edited")
    token = bearer(section_editor(site.articles))
    query = "query ($id: ID!) { page(id: $id, version: DRAFT) { title } }"
    nobody = with_bearer(token, query, id="123456").json()
    assert nobody == {"data": {"page": None}}
    assert with_bearer(token, query, id=str(hidden.pk)).json() == nobody
    assert with_bearer(token, path="/treatments/hidden/").json() == {"data": {"route": None}}
    [error] = with_bearer(token, query, id=str(peel.pk)).json()["errors"]
    assert (error["message"], error["extensions"], error["path"]) == (MAY_NOT, {"code": "FORBIDDEN"}, ["page"])
    PageViewRestriction.objects.create(page=site.treatments, restriction_type="login")
    assert with_bearer(token, query, id=str(peel.pk)).json() == nobody


def test_location_editors_see_the_draft_of_theirs(site: SmallSite) -> None:
    own, other = LocationPageFactory(title="Alpharetta"), LocationPageFactory(title="Midtown")
    for page in (own, other):
        drafted(page, parking="Behind the house.")
    token = bearer(UserFactory(groups=["Location editors: Alpharetta"]))
    query = "query ($path: String!) { page(path: $path, version: DRAFT) { ... on LocationPage { parking } } }"
    assert with_bearer(token, query, path="/locations/alpharetta/").json() == {
        "data": {"page": {"parking": "Behind the house."}}
    }
    assert with_bearer(token, query, path="/locations/midtown/").json()["errors"][0]["message"] == MAY_NOT


def test_a_page_without_revisions_is_its_own_newest_version(site: SmallSite) -> None:
    page = StandardPageFactory(title="About", history=False)
    assert page.latest_revision_id is None
    assert with_bearer(bearer(), path="/about/").json() == {"data": {"route": {"page": {"title": "About"}}}}


def test_another_site_s_page_and_the_root_are_not_there(site: SmallSite) -> None:
    other = make_site("b.example")
    query = "query ($id: ID!) { page(id: $id, version: DRAFT) { title } }"
    token = bearer()
    for page in (other.home, Page.objects.get(depth=1)):
        assert with_bearer(token, query, id=str(page.pk)).json() == {"data": {"page": None}}


@pytest.mark.parametrize("path", ["/nowhere/", "\0", "/" + "a" * 3000, ""])
def test_paths_without_a_page(site: SmallSite, path: str) -> None:
    answer = with_bearer(bearer(), path=path)
    assert answer.status_code == 200
    assert "INTERNAL" not in answer.content.decode()


def test_a_draft_without_an_api_token(peel: Any) -> None:
    for headers in ({}, {"X-Preview-Token": preview_of(peel)}):
        answer = send(NEWEST, {"path": "/treatments/peel/"}, **headers)
        assert answer.status_code == 200
        assert answer.json() == {
            "data": {"route": None},
            "errors": [
                {
                    "message": NEEDS_TOKEN,
                    "locations": [{"line": 1, "column": 26}],
                    "path": ["route"],
                    "extensions": {"code": "UNAUTHENTICATED"},
                }
            ],
        }


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("", NO_BEARER),
        ("Basic YTpi", NO_BEARER),
        ("Bearer", NO_TOKEN),
        ("Bearer x", NO_TOKEN),
        ("Bearer wagtail_" + "0" * 33, NO_TOKEN),
        ("Bearer \0", NO_TOKEN),
        ("Bearer é", NO_TOKEN),
    ],
)
def test_a_header_without_an_api_token(peel: Any, header: str, message: str) -> None:
    refused(with_bearer(header, path="/treatments/peel/"), message)


def test_a_token_that_is_revoked_unknown_or_of_somebody_inactive(peel: Any) -> None:
    user = UserFactory(is_superuser=True)
    token, other = bearer(user), bearer(user)
    assert with_bearer(token, path="/treatments/peel/").status_code == 200
    user.api_tokens.first().revoke()
    refused(with_bearer(token, path="/treatments/peel/"), NO_TOKEN)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    refused(with_bearer(other, path="/treatments/peel/"), NO_TOKEN)
    user.delete()
    refused(with_bearer(other, path="/treatments/peel/"), NO_TOKEN)
