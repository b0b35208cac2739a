"""The demo's logins: one person of each group."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from demo.reading import table

from .library import Library


def load(library: Library) -> None:
    """Make the people who are missing; an existing user of that name keeps the password they have."""
    users = get_user_model()
    password = table("clinic")["logins"]["password"]
    for person in table("clinic")["users"]:
        name = person["username"]
        user = users.objects.filter(username=name).first()
        if user is None:
            user = users.objects.create_user(
                name,
                f"{name}@larkfield.example",
                password,
                first_name=person["first_name"],
                last_name=person["last_name"],
            )
        user.groups.add(Group.objects.get(name=person["group"]))
        library.users[name] = user


def join_locations(library: Library) -> None:
    """Put each location's editor into the groups that may edit its page."""
    for person in table("clinic")["users"]:
        if "location" in person:
            page = library.page(f"location:{person['location']}")
            library.users[person["username"]].groups.add(*Group.objects.filter(page_permissions__page=page))


def logins() -> Iterator[str]:
    """A line for each login: name, password, group."""
    clinic = table("clinic")
    for person in clinic["users"]:
        yield f"{person['username']}  {clinic['logins']['password']}  ({person['group']})"
