"""Wagtail's older name of ``publish_scheduled``, which would lead past ours."""

from cms.delivery.management.commands.publish_scheduled import Command

__all__ = ["Command"]
