from django.apps import AppConfig


class AdminConfig(AppConfig):
    """The house's additions to Wagtail's admin."""

    name = "cms.admin"
    label = "cms_admin"
    verbose_name = "Admin"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect signal handlers; put the house's rules for media in place."""
        from cms.admin.media_permissions import register_media_policies
        from cms.admin.signal_handlers import register_signal_handlers

        register_signal_handlers()
        register_media_policies()
