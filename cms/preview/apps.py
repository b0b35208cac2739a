from django.apps import AppConfig


class PreviewConfig(AppConfig):
    """Draft content for one reader, for a short while."""

    name = "cms.preview"
    label = "preview"
    verbose_name = "Preview"
    default_auto_field = "django.db.models.BigAutoField"
