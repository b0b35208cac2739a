"""A group of editors for each location: they edit and publish their own location's page, and open nothing else.

The general group of location editors is the pattern: a new location's group takes over what it may do in the media
library. A person is put into the location's own group and needs no other.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from cms.admin.groups import LOCATION_EDITORS

from .models import LocationEditorGroup, LocationPage

PREFIX = f"{LOCATION_EDITORS}: "
PAGE_PERMISSIONS = ("change_page", "publish_page")


def on_location_saved(instance: LocationPage, raw: bool = False, **_kwargs: Any) -> None:
    """Make the location's group, or give it the location's new name."""
    if not raw and instance.alias_of_id is None:
        keep_group(instance)


def on_location_deleted(instance: LocationPage, **_kwargs: Any) -> None:
    """Delete the location's group, and with it its permissions."""
    group = group_of(instance.pk)
    if group is not None:
        group.delete()


def group_of(location_id: int) -> Group | None:
    """The group that was made for the location, whatever it is called and may do besides."""
    return Group.objects.filter(edited_location__location_id=location_id).first()


def keep_group(location: LocationPage) -> Group:
    """The location's group, made where missing, named as the location is."""
    group = group_of(location.pk)
    name = free_name(location, group)
    if group is None:
        return make_group(location, name)
    if group.name != name:
        group.name = name
        group.save(update_fields=["name"])
    return group


def free_name(location: LocationPage, group: Group | None) -> str:
    """A group's name for the location that no other group has; a second location of one name adds its number."""
    limit = Group._meta.get_field("name").max_length or 150
    name = f"{PREFIX}{location.title}"[:limit]
    others = Group.objects.exclude(pk=group.pk) if group is not None else Group.objects.all()
    if others.filter(name=name).exists():
        suffix = f" ({location.pk})"
        name = f"{name[: limit - len(suffix)]}{suffix}"
    return name


@transaction.atomic
def make_group(location: LocationPage, name: str) -> Group:
    """Make a location's group after the pattern of the general one."""
    group = Group.objects.create(name=name)
    LocationEditorGroup.objects.create(location=location, group=group)
    for codename in PAGE_PERMISSIONS:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page_id=location.pk, permission=permission)
    pattern: Any = Group.objects.filter(name=LOCATION_EDITORS).first()
    if pattern is not None:
        group.permissions.set(pattern.permissions.all())
        GroupCollectionPermission.objects.bulk_create(
            GroupCollectionPermission(group=group, collection=held.collection, permission=held.permission)
            for held in pattern.collection_permissions.select_related("collection", "permission")
        )
    return group
