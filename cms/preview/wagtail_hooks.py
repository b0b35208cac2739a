"""Registers what happens to previews in the admin, and review links."""

from __future__ import annotations

from wagtail import hooks

from . import checks, panel, sharing
from .models import adopt_new_page_preview

hooks.register("after_create_page", adopt_new_page_preview)
hooks.register("insert_editor_js", panel.script)
# Late: whatever others put there as the checker.
hooks.register("construct_wagtail_userbar", checks.trust_websites, order=100)
hooks.register("register_admin_urls", sharing.admin_urls)
hooks.register("register_page_header_buttons", sharing.header_button)
hooks.register("register_permissions", sharing.register_permissions)
hooks.register("register_log_actions", sharing.register_log_actions)
