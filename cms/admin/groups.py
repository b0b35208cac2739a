"""The groups of people who work in the admin, and what each may do.

Migrations call these functions with the apps and the grants of their moment, which they hold themselves, so that they
never come to mean something else; ``setup_site`` calls them with today's. All of them can be called again: what is
there stays, what is missing is added; only from Editors is anything taken.

A register's entry is public as soon as it is saved. So Editors may add entries, which no public page refers to yet, and
Publishers change them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.management import create_permissions
from wagtail import hooks

EDITORS = "Editors"
LOCATION_EDITORS = "Location editors"
CLINICAL_REVIEWERS = "Clinical reviewers"
PUBLISHERS = "Publishers"
ADMINISTRATORS = "Administrators"
GROUPS = (EDITORS, LOCATION_EDITORS, CLINICAL_REVIEWERS, PUBLISHERS, ADMINISTRATORS)

Grants = Mapping[str, Iterable[str]]
"""Permissions by group, as ``app_label.codename``."""

GRANTS_HOOK = "register_group_grants"
"""A hook whose functions return an app's own :data:`Grants`, for what runs after the migrations."""

PAGES: Grants = {
    EDITORS: ("add_page", "change_page"),
    CLINICAL_REVIEWERS: ("change_page",),
    PUBLISHERS: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    ADMINISTRATORS: (
        "add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page",
    ),
}  # fmt: skip
"""What a group may do on every page."""

MEDIA_OF_WRITERS = (
    "wagtailimages.add_image", "wagtailimages.choose_image", "wagtaildocs.add_document", "wagtaildocs.choose_document",
)  # fmt: skip
"""Adding lets people also change what they added themselves."""
MEDIA_OF_PUBLISHERS = (
    *MEDIA_OF_WRITERS,
    "wagtailimages.change_image", "wagtailimages.delete_image",
    "wagtaildocs.change_document", "wagtaildocs.delete_document",
)  # fmt: skip
COLLECTIONS = tuple(f"wagtailcore.{action}_collection" for action in ("add", "change", "delete"))

MEDIA: Grants = {
    EDITORS: MEDIA_OF_WRITERS,
    LOCATION_EDITORS: ("wagtailimages.choose_image",),
    CLINICAL_REVIEWERS: MEDIA_OF_WRITERS,
    PUBLISHERS: MEDIA_OF_PUBLISHERS,
    ADMINISTRATORS: (*MEDIA_OF_PUBLISHERS, *COLLECTIONS),
}
"""What a group may do in all collections."""


def every(action_models: str, app_label: str, actions: Iterable[str]) -> tuple[str, ...]:
    """Permissions for each of ``actions`` on each of the models named, separated by spaces."""
    return tuple(f"{app_label}.{action}_{model}" for model in action_models.split() for action in actions)


WRITE = ("add", "change", "delete", "view")
REVIEW_LINKS = ("preview.share_drafts",)
TAKEDOWNS = ("media.take_down", "media.view_takedown")
REDIRECTS = every("redirect", "wagtailredirects", ("add", "change", "delete"))
PLATFORM: Grants = {
    **dict.fromkeys(GROUPS, ("wagtailadmin.access_admin",)),
    EDITORS: ("wagtailadmin.access_admin", *REVIEW_LINKS),
    PUBLISHERS: ("wagtailadmin.access_admin", *REVIEW_LINKS, *REDIRECTS, *TAKEDOWNS),
    ADMINISTRATORS: (
        "wagtailadmin.access_admin",
        *REVIEW_LINKS,
        *REDIRECTS,
        *TAKEDOWNS,
        *every("user group", "auth", ("add", "change", "delete", "view")),
        *every("site workflow task", "wagtailcore", ("add", "change", "delete")),
        *every("apitoken", "wagtailcore", WRITE),
        *every("webhook", "delivery", WRITE),
    ),
}
"""What a group may do besides; content apps add their own."""


def make_groups(apps: Any, pages: Grants = PAGES, media: Grants = MEDIA, platform: Grants = PLATFORM) -> None:
    """Make the groups that ``platform`` names, with what the platform itself grants them.

    Wagtail's Moderators become Publishers, members and all; its Editors stay and lose what goes beyond writing drafts.
    """
    group_model = apps.get_model("auth", "Group")
    adopt_moderators(apps)
    for name in platform:
        group_model.objects.get_or_create(name=name)
    keep_editors_from_publishing(apps, pages, media)
    grant_pages(apps, pages)
    grant_collections(apps, media)
    grant(apps, platform)


def adopt_moderators(apps: Any) -> None:
    """Rename Wagtail's Moderators, and the approval that names them, unless there are Publishers already."""
    group_model = apps.get_model("auth", "Group")
    if group_model.objects.filter(name=PUBLISHERS).exists():
        return
    group_model.objects.filter(name="Moderators").update(name=PUBLISHERS)
    for model in ("Workflow", "Task"):
        named = apps.get_model("wagtailcore", model).objects.filter(name="Moderators approval")
        named.update(name="Publishers' approval")


def keep_editors_from_publishing(apps: Any, pages: Grants, media: Grants) -> None:
    """Take from Editors every permission on pages and media that is not theirs."""
    for editors in apps.get_model("auth", "Group").objects.filter(name=EDITORS):
        held = editors.permissions.filter(content_type__app_label__in=("wagtailimages", "wagtaildocs"))
        editors.permissions.remove(*held)  # those count in collections only
    page_permissions = apps.get_model("wagtailcore", "GroupPagePermission")
    page_permissions.objects.filter(group__name=EDITORS).exclude(
        permission__codename__in=tuple(pages[EDITORS])
    ).delete()
    collection_permissions = apps.get_model("wagtailcore", "GroupCollectionPermission")
    collection_permissions.objects.filter(group__name=EDITORS).exclude(
        permission__codename__in=[name.partition(".")[2] for name in media[EDITORS]]
    ).delete()


def grant_pages(apps: Any, grants: Grants) -> None:
    """Give each group its permissions on the root of the page tree, and so on every page."""
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    if root is None:
        return
    for group, permissions in group_permissions(
        apps, {group: [f"wagtailcore.{name}" for name in names] for group, names in grants.items()}
    ):
        for permission in permissions:
            apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
                group=group, page=root, permission=permission
            )


def grant_collections(apps: Any, grants: Grants) -> None:
    """Give each group its permissions on the root collection, and so on all of them."""
    root = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    if root is None:
        return
    for group, permissions in group_permissions(apps, grants):
        for permission in permissions:
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                group=group, collection=root, permission=permission
            )


def grant(apps: Any, grants: Grants) -> None:
    """Add model permissions to groups; groups that somebody has deleted since stay deleted."""
    for group, permissions in group_permissions(apps, grants):
        group.permissions.add(*permissions)


def group_permissions(apps: Any, grants: Grants) -> Iterable[tuple[Any, list[Any]]]:
    """Pairs of a group and its permissions, as rows."""
    found = {group.name: group for group in apps.get_model("auth", "Group").objects.filter(name__in=grants)}
    for name, permissions in grants.items():
        if name in found:
            yield found[name], [permission_row(apps, permission) for permission in permissions]


def permission_row(apps: Any, name: str) -> Any:
    """The row of ``app_label.codename``; migrations run before Django makes them, so it is made where missing."""
    permission_model = apps.get_model("auth", "Permission")
    app_label, _, codename = name.partition(".")
    rows = permission_model.objects.filter(content_type__app_label=app_label, codename=codename)
    row = rows.first()
    if row is None:
        config = apps.get_app_config(app_label)
        config.models_module = getattr(config, "models_module", True)  # a migration's apps have none
        create_permissions(config, apps=apps, verbosity=0)
        row = rows.get()
    return row


def make_all_groups() -> None:
    """Make the groups with everything the apps of today grant them."""
    from django.apps import apps

    make_groups(apps)
    for registered in hooks.get_hooks(GRANTS_HOOK):
        grant(apps, registered())
