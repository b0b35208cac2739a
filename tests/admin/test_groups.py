"""The five groups: what each may and may not do, and that making them again changes nothing."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission, Page, Task, Workflow

from cms.admin.groups import GROUPS, make_all_groups
from tests.admin.conftest import SignIn
from tests.factories import SmallSite, TreatmentPageFactory, UserFactory

pytestmark = pytest.mark.django_db


def held() -> dict[str, tuple[set[str], set[str], set[str]]]:
    """What each group may do: models, pages, collections."""
    return {
        group.name: (
            {
                f"{row.content_type.app_label}.{row.codename}"
                for row in group.permissions.select_related("content_type")
            },
            {row.permission.codename for row in group.page_permissions.select_related("permission")},
            {row.permission.codename for row in group.collection_permissions.select_related("permission")},
        )
        for group in Group.objects.all()
    }


def test_migrations_make_the_five_groups_and_no_other() -> None:
    assert {group.name for group in Group.objects.all()} == set(GROUPS)


def test_page_permissions_of_each_group() -> None:
    assert {name: pages for name, (_, pages, _) in held().items()} == {
        "Editors": {"add_page", "change_page"},
        "Location editors": set(),
        "Clinical reviewers": {"change_page"},
        "Publishers": {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"},
        "Administrators": {
            "add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page",
        },
    }  # fmt: skip


def test_every_group_may_enter_the_admin(sign_in: SignIn) -> None:
    for name in GROUPS:
        assert sign_in(name).get("/admin/").status_code == 200, name


def test_only_clinical_reviewers_record_reviews() -> None:
    assert [name for name, (models, _, _) in held().items() if "pages.record_review" in models] == [
        "Clinical reviewers"
    ]


def test_only_administrators_edit_booking_hosts() -> None:
    assert [name for name, (models, _, _) in held().items() if "locations.change_bookinghost" in models] == [
        "Administrators"
    ]


def test_editors_change_nothing_that_shows_at_once() -> None:
    models, _, collections = held()["Editors"]
    assert not {name for name in models if ".change_" in name or ".delete_" in name}
    assert collections == {"add_image", "choose_image", "add_document", "choose_document"}


def test_moderators_have_become_publishers() -> None:
    assert [workflow.name for workflow in Workflow.objects.all()] == ["Publishers' approval"]
    [task] = Task.objects.all()
    assert [group.name for group in task.specific.groups.all()] == ["Publishers"]


def test_making_the_groups_again_changes_nothing() -> None:
    before = held()
    make_all_groups()
    assert held() == before


def test_an_administrator_s_own_change_stays() -> None:
    editors = Group.objects.get(name="Editors")
    topic = apps.get_model("auth", "Permission").objects.get(codename="change_topic")
    editors.permissions.add(topic)
    make_all_groups()
    assert topic in editors.permissions.all()


def test_moderators_beside_publishers_are_left_alone() -> None:
    Group.objects.create(name="Moderators")
    make_all_groups()
    assert Group.objects.filter(name="Moderators").exists()


def test_editors_lose_a_publish_permission() -> None:
    permission = apps.get_model("auth", "Permission").objects.get(codename="publish_page")
    GroupPagePermission.objects.create(
        group=Group.objects.get(name="Editors"), page=Page.objects.get(depth=1), permission=permission
    )
    make_all_groups()
    assert held()["Editors"][1] == {"add_page", "change_page"}


def test_who_may_publish_a_treatment(site: SmallSite) -> None:
    page = TreatmentPageFactory()
    may = {}
    for name in GROUPS:
        permissions = page.permissions_for_user(UserFactory(groups=[name]))
        may[name] = (permissions.can_edit(), permissions.can_publish())
    assert may == {
        "Editors": (True, False),
        "Location editors": (False, False),
        "Clinical reviewers": (True, False),
        "Publishers": (True, True),
        "Administrators": (True, True),
    }
