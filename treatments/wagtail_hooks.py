"""Registers what the treatments app adds to Wagtail."""

from __future__ import annotations

from typing import Any

from wagtail import hooks


@hooks.register("register_schema_query")
def add_root_fields(mixins: list[Any]) -> None:
    from .schema import Query

    mixins.append(Query)
