from django.apps import AppConfig


class GrappleAsShippedConfig(AppConfig):
    """The yardstick's pages."""

    name = "bench.grapple_as_shipped"
    label = "shipped"
    default_auto_field = "django.db.models.BigAutoField"
