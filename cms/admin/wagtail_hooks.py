"""Registers what the house adds to every screen of the admin."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder

from cms.admin import attention, autosave, deletion, page_views, publishing, registers, scheduling, takedowns
from cms.admin.icons import ICONS
from cms.media.takedowns import Takedown

hooks.register("register_icons", lambda icons: [*icons, *ICONS])
hooks.register("register_admin_menu_item", registers.menu_item)
hooks.register("before_delete_snippet", deletion.refuse_deletion)
# After Wagtail's own of the same names, and so in their place.
hooks.register("register_bulk_action", publishing.PublishEachBulkAction, order=100)
hooks.register("register_admin_viewset", page_views.page_viewset, order=100)
hooks.register("construct_homepage_panels", attention.add_panel)
hooks.register("register_attention", scheduling.not_published)
hooks.register("register_attention", scheduling.not_expired)
hooks.register("before_edit_page", scheduling.warn)
hooks.register("before_edit_snippet", scheduling.warn_of_drafts)
hooks.register("register_log_actions", scheduling.register_log_actions)
hooks.register("insert_global_admin_css", attention.stylesheet)
hooks.register("insert_editor_js", autosave.script)
hooks.register("register_admin_urls", takedowns.admin_urls)
register_admin_url_finder(Takedown, takedowns.TakedownURLFinder)
hooks.register("register_reports_menu_item", takedowns.menu_item)
hooks.register("register_permissions", takedowns.register_permissions)
hooks.register("register_log_actions", takedowns.register_log_actions)
