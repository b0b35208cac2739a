from django.apps import AppConfig


class MediaConfig(AppConfig):
    """Images, renditions and documents."""

    name = "cms.media"
    label = "media"
    verbose_name = "Media"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect signal handlers; register the check; tell the gate."""
        from cms.api.visibility import register
        from cms.media import checks  # noqa: F401 - registers itself
        from cms.media.models import MediaDocument, MediaImage
        from cms.media.signal_handlers import register_signal_handlers

        register_signal_handlers()
        for model in (MediaImage, MediaDocument):
            register(model, lambda gate: gate.media())
