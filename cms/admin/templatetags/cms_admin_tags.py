"""The name of this installation, for the admin's templates."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def cms_name() -> str:
    """The name that the installation goes by (``CMS_NAME``)."""
    return str(settings.WAGTAIL_SITE_NAME)
