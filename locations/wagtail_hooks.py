"""Registers what the locations app adds to Wagtail."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .own_locations import add_panel, stay_on_page
from .permissions import GRANTS
from .viewsets import LISTS, REGISTERS


@hooks.register("register_schema_query")
def add_root_fields(mixins: list[Any]) -> None:
    from .schema import Query

    mixins.append(Query)


hooks.register("register_admin_viewset", lambda: [viewset() for viewset in LISTS])
hooks.register("construct_homepage_panels", add_panel)
hooks.register("after_edit_page", stay_on_page)
hooks.register("register_group_grants", lambda: GRANTS)
for register in REGISTERS:
    register_snippet(register)
