"""Migrations grant what they granted when they were written, and together exactly what the apps grant today."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from itertools import chain

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail import hooks

from cms.admin import groups

pytestmark = pytest.mark.django_db

CONTENT_APPS = ("locations", "pages", "providers", "treatments")
WAGTAILS_OWN = {"wagtailimages", "wagtaildocs"}
"""Wagtail's migrations give its Moderators these; they count in collections only."""
SAY = "Write a migration that changes what the groups have, as */migrations/0100_group_permissions.py do."


def by_group(*grants: groups.Grants) -> dict[str, set[str]]:
    """All that the grants give each group."""
    return {name: set(chain.from_iterable(each.get(name, ()) for each in grants)) for name in groups.GROUPS}


def test_the_migrations_grant_what_the_apps_grant_today() -> None:
    held = {
        group.name: {
            f"{row.content_type.app_label}.{row.codename}"
            for row in group.permissions.select_related("content_type")
            if row.content_type.app_label not in WAGTAILS_OWN
        }
        for group in Group.objects.all()
    }
    today = by_group(groups.PLATFORM, *(registered() for registered in hooks.get_hooks(groups.GRANTS_HOOK)))
    assert held == today, SAY


def test_the_migrations_grant_on_pages_and_media_what_is_granted_today() -> None:
    held: list[Mapping[str, set[str]]] = [
        {
            group.name: {row.permission.codename for row in getattr(group, relation).select_related("permission")}
            for group in Group.objects.all()
        }
        for relation in ("page_permissions", "collection_permissions")
    ]
    media = {name: {each.partition(".")[2] for each in names} for name, names in by_group(groups.MEDIA).items()}
    assert held == [by_group(groups.PAGES), media], SAY


@pytest.mark.parametrize("app", CONTENT_APPS)
def test_a_register_of_today_does_not_reach_the_migrations_of_before(app: str, monkeypatch: pytest.MonkeyPatch) -> None:
    grants = importlib.import_module(f"{app}.permissions").GRANTS
    unknown = {name: [*names, f"{app}.add_unknown"] for name, names in grants.items()}
    for name, names in unknown.items():
        monkeypatch.setitem(grants, name, names)
        monkeypatch.setitem(groups.PLATFORM, name, [*groups.PLATFORM[name], f"{app}.add_unknown"])
    for label, name in (("cms_admin", "0001_groups"), (app, "0100_group_permissions")):
        state = MigrationExecutor(connection).loader.project_state((label, name))
        migration = importlib.import_module(f"{'cms.admin' if label == 'cms_admin' else label}.migrations.{name}")
        migration.forwards(state.apps, None)
    assert not Permission.objects.filter(codename="add_unknown").exists()
