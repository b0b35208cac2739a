"""Pictures for templates of the built-in preview."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from cms.admin.preview_blocks import figure
from cms.media.models import MediaImage

register = template.Library()


@register.simple_tag
def picture(image: MediaImage | None, caption: str = "") -> SafeString:
    """A picture in reading size, or its name where it is missing."""
    return figure(image, caption)
