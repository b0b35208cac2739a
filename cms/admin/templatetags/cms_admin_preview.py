"""Pictures for templates of the built-in preview."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from cms.admin.preview_blocks import figure
from cms.media.alt_text import Place, placed
from cms.media.models import MediaImage

register = template.Library()


@register.simple_tag
def picture(image: MediaImage | None, caption: str = "", alt: str = "", decorative: bool = False) -> SafeString:
    """A picture in reading size with what is said of it there, or its name where it is missing."""
    return figure(placed(image, Place(alt=alt or "", decorative=bool(decorative))), caption)
