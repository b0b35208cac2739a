"""The preview panel beside the edit form: it shows a website that answers nothing as soon as one that does."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


def script() -> SafeString:
    """The script that answers for websites without the userbar."""
    return format_html('<script src="{}"></script>', static("cms_preview/panel.js"))
