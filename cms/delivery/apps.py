from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """How published content reaches the outside: schedules and background work."""

    name = "cms.delivery"
    label = "delivery"
    verbose_name = "Delivery"
    default_auto_field = "django.db.models.BigAutoField"
