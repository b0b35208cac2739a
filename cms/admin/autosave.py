"""Autosave: nothing that was typed while a save was under way may pass for saved."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


def script() -> SafeString:
    """The script that asks for another save when the form has changed since the last one was sent."""
    return format_html('<script src="{}"></script>', static("cms_admin/autosave.js"))
