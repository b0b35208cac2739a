"""Registers what happens to previews in the admin."""

from __future__ import annotations

from wagtail import hooks

from .models import end_new_page_preview

hooks.register("after_create_page", end_new_page_preview)
