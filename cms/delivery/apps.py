from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DeliveryConfig(AppConfig):
    """How published content reaches the outside: the change log, schedules and background work."""

    name = "cms.delivery"
    label = "delivery"
    verbose_name = "Delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .triggers import after_migrations, before_migrations

        pre_migrate.connect(before_migrations, sender=self, dispatch_uid="drop_triggers")
        post_migrate.connect(after_migrations, sender=self, dispatch_uid="make_triggers")
